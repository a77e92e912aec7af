"""Callers who speak on a real PBX (``speakers``): each node that hears, each thing that is no answer, and what may
befall the one who listens."""

import asyncio
import json
import os
import re
import signal
import socket
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from acd.core.left import SurveyAnswered
from acd.lab.house import House
from acd.lab.install import espeak
from ivr.voice.synth import synthesise
from ivr.voice.wav import read_wav
from tests.ivr.speech.sounds import Wave, noise, teletype, tone
from tests.pbx import speakers
from tests.pbx.scene import Scene, until
from tests.pbx.speakers import HALF_HEARD, HEARS_WITHIN_S, KEYS_ONLY, NO_ANSWER, SECRET, SILENT, WRONG, Speaker, speaker

PLAN = speakers.PLAN


@pytest.fixture(scope="module", autouse=True)
def _ready(house: House) -> None:
    house.wait_for_speech()


# --- each node ---


async def test_a_word_leads_to_its_queue(scene: Scene):
    caller = await speaker(scene)
    caller.says("digits/day-5")
    await caller.waits("support")
    assert await caller.results() == ["heard friday", "to queue support"]


async def test_a_key_does_too(scene: Scene):
    caller = await speaker(scene)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["1", "to queue sales"]


async def test_the_operators_word_leads_to_him(scene: Scene):
    caller = await speaker(scene)
    caller.says("extension")
    await caller.waits("operator")
    assert (await caller.results())[0] == "asked for the operator"


async def test_half_heard_it_is_said_back_and_a_key_confirms(scene: Scene):
    caller = await speaker(scene, "unsure")
    caller.says("digits/day-1")
    at = await caller.is_told("digits/day-1")
    await caller.is_asked("digits/1", since=at)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["heard, said back", "confirmed monday", "to queue sales"]


async def test_no_by_word_asks_again(scene: Scene):
    caller = await speaker(scene, "unsure")
    caller.says("digits/day-1")
    at = await caller.is_asked("digits/1")
    caller.says("digits/tomorrow")
    await caller.is_asked("beep", since=at)
    await caller.caller.press("2")
    await caller.waits("support")
    assert await caller.results() == ["heard, said back", "again", "2", "to queue support"]


async def test_yes_or_no(scene: Scene):
    caller = await speaker(scene, "yesno")
    caller.says("digits/tomorrow")
    await caller.waits("support")
    assert await caller.results() == ["no", "to queue support"]


async def test_half_a_no_is_asked_for_once_more_and_the_second_counts(scene: Scene):
    caller = await speaker(scene, "yesno-unsure")
    caller.says("digits/tomorrow")
    at = await caller.is_told(HALF_HEARD)
    await caller.is_asked("beep", since=at)
    caller.says("digits/tomorrow")
    await caller.waits("support")
    assert await caller.results() == ["half heard", "no", "to queue support"]


async def test_half_a_yes_to_a_number_is_not_enough_and_a_key_is(scene: Scene):
    caller = await speaker(scene, "number-unsure")
    caller.says("digits/14")
    at = await caller.is_asked("digits/1")
    caller.says("digits/today")
    at = await caller.is_told(HALF_HEARD, since=at)
    await caller.is_asked("digits/1", since=at)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["heard, said back", "half heard", "confirmed", "to queue sales"]
    assert dict((await caller.caller.row()).data) == {"n": "14"}


async def test_a_number(scene: Scene):
    caller = await speaker(scene, "number")
    caller.says("digits/14")
    await caller.waits("sales")
    assert await caller.results() == ["heard", "to queue sales"]
    assert dict((await caller.caller.row()).data) == {"n": "14"}


async def test_a_rating(scene: Scene):
    caller = await speaker(scene, "rated")
    caller.says("digits/4")
    await caller.waits("sales")
    assert await caller.results() == ["rated", "to queue sales"]
    scene.flush()
    with scene.reader() as reader:
        rated = [row for _, row in reader.recorded(SurveyAnswered, 0.0, 1e12)]
    assert [(row.question, row.answer) for row in rated if row.contact == caller.caller.contact] == [("friendly", 4)]


async def test_digits(scene: Scene):
    caller = await speaker(scene, "digits")
    caller.says("digits/4", "digits/7", "digits/1")
    await caller.waits("sales")
    await caller.results()
    assert set(dict((await caller.caller.row()).data)) == {"acc"}


async def test_a_date_in_two_steps_is_said_back(scene: Scene):
    caller = await speaker(scene, "date")
    caller.says("digits/mon-4")
    at = await caller.is_asked("digits/day-0")
    caller.says("digits/h-3")
    await until(lambda: any("SAY DATE" in each for each in caller.caller.told(at)), "the day", within_s=HEARS_WITHIN_S)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["heard a month", "heard, said back", "confirmed", "to queue sales"]
    assert dict((await caller.caller.row()).data)["day"].endswith("-05-03")


# --- what is no answer ---


async def test_other_words_are_asked_again_then_by_keys(scene: Scene):
    caller = await speaker(scene)
    caller.says("digits/billion")
    at = await caller.is_told(WRONG)
    at = await caller.is_asked("beep", since=at)
    caller.says("digits/pound")
    at = await caller.is_told(KEYS_ONLY, since=at)
    await caller.is_asked("beep", since=at)
    caller.says("digits/day-5")  # nobody listens any more
    await caller.caller.press("1")
    await caller.waits("sales")
    assert (await caller.results())[-3:] == ["not understood, keys only", "1", "to queue sales"]


async def test_silence_is_asked_again_and_leads_to_the_operator(scene: Scene):
    caller = await speaker(scene)
    at = await caller.is_told(SILENT)
    await caller.is_told(KEYS_ONLY, since=at)
    await caller.waits("operator")
    assert (await caller.results())[:3] == ["silent", "silent, keys only", "silent, gave up"]


def _noise() -> Wave:
    return np.concatenate([noise(0.5, level, seed) for seed, level in enumerate((0.3, 0.02) * 2)])


def _music() -> Wave:
    """A melody in thirds."""
    notes = (262, 330, 392, 330, 294, 349)
    return np.concatenate([tone(hertz, 0.3, 0.15) + tone(hertz * 1.26, 0.3, 0.15) for hertz in notes])


@pytest.mark.parametrize("sound", [_noise(), _music()], ids=["noise", "music"])
async def test_noise_and_music_are_no_words(scene: Scene, sound: Wave):
    caller = await speaker(scene)
    caller.sends(sound)
    assert await _first_result(caller) in NO_ANSWER


async def test_an_answering_machine_is_no_caller(scene: Scene):
    """It asks for a message after the tone, and gives the tone."""
    caller = await speaker(scene, "strict")
    caller.sends(caller.wave("vm-intro"), tone(1000, 0.5))
    assert await _first_result(caller) in NO_ANSWER


async def test_another_language_is_no_answer(scene: Scene):
    words = "dzień dobry, chciałbym porozmawiać o moim rachunku"
    argv = (*espeak().argv, "-v", "pl", "-s", "140", "-b", "1", "--stdin", "--stdout")
    polish, _ = read_wav(synthesise(argv, words, 20.0))
    caller = await speaker(scene, "strict")
    caller.sends(polish)
    assert await _first_result(caller) in NO_ANSWER


async def test_three_people_talking_are_not_taken_for_one(scene: Scene):
    caller = await speaker(scene)
    voices = [caller.wave(f"digits/{word}") for word in ("billion", "hundred", "pound")]
    longest = max(map(len, voices))
    caller.sends(sum((np.pad(voice, (0, longest - len(voice))) for voice in voices), np.zeros(longest)) / 2)
    assert await _first_result(caller) in NO_ANSWER


async def test_half_a_minute_of_talk_is_cut_off(scene: Scene):
    caller = await speaker(scene)
    caller.says(*[f"digits/{number}" for number in (12, 17, 30, 14, 19, 70, 11, 15, 18) * 4])
    assert await _first_result(caller) in NO_ANSWER


async def test_a_teletype_is_led_to_who_reads_it(scene: Scene):
    caller = await speaker(scene)
    caller.sends(teletype([3, 16, 25, 9, 1, 14] * 4))
    await caller.waits("operator")
    seen = caller.caller.seen()
    assert seen is not None
    assert seen.intent == "teletype"
    assert (await caller.results())[0] == "teletype"


async def test_a_fax_is_wished_goodbye(scene: Scene):
    caller = await speaker(scene)
    caller.sends(tone(1100, 1.5))
    await caller.caller.ended(within_s=HEARS_WITHIN_S)
    assert (await caller.results()) == ["fax, goodbye"]


async def test_a_key_during_speech_counts(scene: Scene):
    caller = await speaker(scene)
    caller.says("digits/day-5")
    await caller.caller.press("1")
    await caller.waits("sales")
    assert (await caller.results())[0] == "1"


async def test_a_hang_up_in_mid_word(scene: Scene):
    caller = await speaker(scene)
    caller.says("digits/day-5")
    await asyncio.sleep(0.15)
    assert (await caller.results()) == ["hung up"]


async def test_without_a_recogniser_for_the_language_keys_serve_and_are_said_to(scene: Scene):
    caller = await speaker(scene, "french")
    at = await caller.is_told(KEYS_ONLY)
    await caller.is_asked("beep", since=at)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert (await caller.results()) == ["set", "no speech, keys only", "1", "to queue sales"]


# --- what may befall the one who listens ---


def _engines(house: House) -> list[int]:
    """The recognisers' processes of the house's daemon."""
    tasks = Path(f"/proc/{house.pid}/task").glob("*/children")
    children = [int(pid) for task in tasks for pid in task.read_text().split()]
    return [pid for pid in children if _is_engine(pid)]


def _is_engine(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return b"ivr.speech.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


async def _kill_engines(house: House) -> None:
    """Also those that come in their place."""
    while True:
        for pid in _engines(house):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.05)


async def test_an_engine_that_dies_leaves_keys_and_the_next_caller_is_heard(scene: Scene):
    house = scene.house
    caller = await speaker(scene)
    killing = asyncio.create_task(_kill_engines(house))
    caller.says("digits/day-5")
    at = await caller.is_told(KEYS_ONLY)
    killing.cancel()
    before = house.log.read_text("utf-8").count("ready to hear")
    await caller.is_asked("beep", since=at)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["no speech, keys only", "1", "to queue sales"]
    await until(lambda: house.log.read_text("utf-8").count("ready to hear") > before, "another engine", within_s=20)
    late = await speaker(scene)
    late.says("digits/day-5")
    await late.waits("support")


async def test_callers_are_heard_while_strangers_are_at_the_speech_door(scene: Scene):
    hello = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        b"Sec-WebSocket-Protocol: speech_to_text\r\n\r\n"
    )
    setup = json.dumps({"request": "setup", "id": "1", "codecs": [{"name": "slin"}], "params": {"language": "en"}})
    text = bytes([0x81, 0x80 | len(setup), 0, 0, 0, 0]) + setup.encode()
    says = (b"", b"GET", b"\x00\xff" * 4000, hello, hello + b"\x82\xff" + b"\xff" * 8, hello + text, hello + text * 500)
    address = "127.0.0.1", scene.house.layout.speech_port
    strangers = [socket.create_connection(address, 5) for _ in range(7 * 9)]
    try:
        for number, stranger in enumerate(strangers):
            stranger.setblocking(False)
            stranger.send(says[number % len(says)])
        caller = await speaker(scene)
        caller.says("digits/day-5")
        await caller.waits("support")
        assert (await caller.results())[0] == "heard friday"
    finally:
        for stranger in strangers:
            stranger.close()


async def test_a_secret_said_aloud_stands_nowhere(scene: Scene):
    caller = await speaker(scene, "secret")
    caller.says(*[f"digits/{digit}" for digit in SECRET])
    await caller.waits("sales")  # so it was heard right
    assert await caller.results() == ["heard", "choice 1", "to queue sales"]
    assert dict((await caller.caller.row()).data) == {}
    secret = re.compile(rf"(?<!\d){SECRET}(?!\d)")
    told = [str(event) for event in scene.eye.seen]
    logs = [path.read_text("utf-8", "replace") for path in scene.house.folder.rglob("*") if _is_log(path)]
    assert len(logs) >= 2  # the daemon's and the PBX's
    assert not [text for text in (*told, *logs) if secret.search(text)]


def _is_log(path: Path) -> bool:
    return path.is_file() and (path.suffix == ".log" or "/log/" in str(path))


async def _first_result(caller: Speaker) -> str:
    """What came of the first answer, once the question is asked again."""
    await caller.is_told("beep", since=await caller.is_told("beep"))
    return (await caller.results())[0]
