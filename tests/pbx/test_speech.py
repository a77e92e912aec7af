"""Callers heard on a real Asterisk: its own recorded words come in over RTP, an engine recognises them, and whatever
else a caller sends has a defined end. Keys always work."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from acd.lab.calls import Call
from acd.lab.hearing import Rig, recorded
from ivr.agi.session import Session
from ivr.hearing import Deaf, DigitString, Heard, HearWant, Phrase, Phrases, Tone, Toned, Unheard
from ivr.inputs import HungUp, Pressed, Silent
from ivr.outputs import KeyWant, Part, Sound
from tests.ivr.speech.sounds import noise, pcm, silence, teletype, tone

pytestmark = [pytest.mark.pbx, pytest.mark.asyncio(loop_scope="module")]

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
HEAR = HearWant(Phrases(tuple(Phrase(day, day) for day in DAYS)), wait_s=2.0, longest_s=4.0)
KEYS = KeyWant(timeout_s=1.0)
BEEP, SHORT, LONG = Sound("beep"), Sound("vm-intro"), Sound("basic-pbx-ivr-main")
BEEP_S = 0.6


@dataclass
class Question:
    """One call with one question; `answered` has the answer and when it came."""

    rig: Rig
    call: Call
    answered: "asyncio.Future[tuple[float, object]]"

    def say(self, *sounds: bytes) -> None:
        self.call.media.say(b"".join(sounds))

    async def said(self) -> float:
        await self.call.media.said()
        return time.monotonic()

    async def answer(self, within_s: float = 20.0) -> object:
        async with asyncio.timeout(within_s):
            return (await asyncio.shield(self.answered))[1]

    async def answer_at(self) -> float:
        await self.answer()
        return self.answered.result()[0]


Ask = Callable[..., "asyncio.Future[Question]"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rig(real_asterisk: None) -> AsyncIterator[Rig]:
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        async with Rig(Path(folder), workers=1) as rig:
            yield rig


@pytest_asyncio.fixture(loop_scope="module")
async def ask(rig: Rig) -> AsyncIterator[Callable[..., object]]:
    """`await ask(hear=…, keys=…, parts=…)`: a caller who has just been asked."""
    async with AsyncExitStack() as stack:
        before = len(rig.switch.complaints())

        async def begin(
            hear: HearWant = HEAR, keys: KeyWant | None = KEYS, parts: tuple[Part, ...] = (BEEP,)
        ) -> Question:
            answered: asyncio.Future[tuple[float, object]] = asyncio.get_running_loop().create_future()

            async def visit(session: Session) -> None:
                answer = await session.say(parts, "en", keys, hear)
                if not answered.done():
                    answered.set_result((time.monotonic(), answer))

            rig.visit = visit
            return Question(rig, await rig.caller(stack), answered)

        rig.forgiven = []
        yield begin
        complaints = rig.switch.complaints()[before:]
        assert [line for line in complaints if not any(each in line for each in rig.forgiven)] == []


def heard(answer: object) -> str:
    assert isinstance(answer, Heard), answer
    return answer.guesses[0].meaning


@pytest.mark.parametrize("day", [1, 3, 6])
async def test_a_spoken_word_is_the_answer(rig: Rig, ask: Ask, day: int):
    question = await ask()
    await asyncio.sleep(BEEP_S)
    question.say(rig.sound(f"digits/day-{day}"))
    ended = await question.said()
    assert heard(await question.answer()) == DAYS[day]
    assert await question.answer_at() - ended < 2.0


async def test_digits_one_after_the_other(rig: Rig, ask: Ask):
    question = await ask(replace(HEAR, grammar=DigitString(3, 3), silence_s=0.8))
    await asyncio.sleep(BEEP_S)
    question.say(*(rig.sound(f"digits/{digit}")[:11_000] for digit in (4, 7, 1)))
    assert heard(await question.answer()) == "471"


async def test_speech_stops_the_prompt(rig: Rig, ask: Ask):
    question = await ask(parts=(LONG,))
    await asyncio.sleep(1.0)
    question.say(rig.sound("digits/day-1"))
    await question.said()
    assert heard(await question.answer(within_s=3)) == "monday"


async def test_the_prompts_own_echo_and_a_cough_do_not(rig: Rig, ask: Ask):
    """The echo is as loud as a poor line gives it back: 22 dB below the prompt."""
    question = await ask(parts=(SHORT,), hear=replace(HEAR, wait_s=1.0))
    prompt = rig.sound(SHORT.name)
    weak = (np.frombuffer(prompt, np.int16) * 10 ** (-22 / 20)).astype(np.int16)
    cough = np.concatenate((silence(2.0), noise(0.25, 0.2))) * 32_767
    weak[: len(cough)] += cough.astype(np.int16)
    question.say(weak.tobytes())
    began = time.monotonic()
    answer = await question.answer(within_s=len(prompt) / 16_000 + 10)
    assert not isinstance(answer, Heard)
    assert await question.answer_at() - began > len(prompt) / 16_000


async def test_a_key_while_he_speaks(rig: Rig, ask: Ask):
    question = await ask(parts=(LONG,))
    await asyncio.sleep(0.5)
    question.say(rig.sound("digits/day-1") * 3)
    await asyncio.sleep(0.5)
    pressed = time.monotonic()
    await question.call.press("4")
    assert await question.answer() == Pressed("4")
    assert await question.answer_at() - pressed < 0.5


async def test_silence(ask: Ask):
    assert await (await ask()).answer() == Silent()


@pytest.mark.parametrize("level", [0.02, 0.3])
async def test_noise(ask: Ask, level: float):
    question = await ask()
    question.say(pcm(noise(8.0, level)))
    assert await question.answer() == Unheard(Deaf.NOISE)


async def test_music(rig: Rig, ask: Ask):
    """Where somebody sings in it, it is speech of nothing we know."""
    music = next((rig.switch.program.data / "moh").glob("*.wav"))
    question = await ask()
    question.say(recorded(music)[: 16_000 * 10])
    answer = await question.answer()
    assert answer in (Unheard(Deaf.NOISE), Unheard(Deaf.REJECTED), Unheard(Deaf.TOO_LONG)) or _is_doubted(answer)


def _is_doubted(answer: object) -> bool:
    return isinstance(answer, Heard) and answer.guesses[0].confidence < 0.5


@pytest.mark.parametrize("hertz", [1100, 2100])
async def test_a_fax(ask: Ask, hertz: int):
    question = await ask()
    question.say(pcm(tone(hertz, 2.0)))
    assert await question.answer() == Toned(Tone.FAX)


async def test_a_teletype(ask: Ask):
    question = await ask()
    question.say(pcm(silence(0.3), teletype([9, 24, 31, 4, 1, 2, 3])))
    assert await question.answer() == Toned(Tone.TTY)


async def test_half_a_minute_of_talk(rig: Rig, ask: Ask):
    question = await ask()
    await asyncio.sleep(BEEP_S)
    began = time.monotonic()
    talk = rig.sound("basic-pbx-ivr-main")
    question.say(talk * (16_000 * 30 // len(talk) + 1))
    answer = await question.answer()
    assert answer == Unheard(Deaf.TOO_LONG) or not isinstance(answer, Heard) or _is_doubted(answer)
    assert await question.answer_at() - began < HEAR.longest_s + 3


async def test_three_people_at_once(rig: Rig, ask: Ask):
    question = await ask()
    voices = [np.frombuffer(rig.sound(name), np.int16)[:24_000] for name in ("vm-goodbye", "vm-sorry", "demo-thanks")]
    mixed = np.zeros(24_000, np.int32)
    for voice in voices:
        mixed[: len(voice)] += voice
    await asyncio.sleep(BEEP_S)
    question.say(np.clip(mixed, -32_768, 32_767).astype(np.int16).tobytes())
    answer = await question.answer()
    assert isinstance(answer, Unheard | Silent) or _is_doubted(answer)


async def test_a_hang_up_in_mid_word(rig: Rig, ask: Ask):
    for _ in range(3):
        question = await ask()
        await asyncio.sleep(BEEP_S)
        question.say(rig.sound("digits/day-3"))
        await asyncio.sleep(0.4)
        await question.call.hang_up()
        assert await question.answer() == HungUp()
    assert rig.door.ear._expected == {}


async def test_a_killed_engine_leaves_keys_within_two_seconds(rig: Rig, ask: Ask):
    question = await ask(keys=replace(KEYS, timeout_s=5.0))
    await asyncio.sleep(BEEP_S)
    question.say(rig.sound("digits/day-3"))
    (pool,) = rig.door.pools.values()
    ended = await question.said()
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    assert await question.answer() == Unheard(Deaf.NO_ENGINE)
    assert await question.answer_at() - ended < 2.0
    async with asyncio.timeout(30):
        while not pool.is_ready:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    again = await ask()
    await asyncio.sleep(BEEP_S)
    again.say(rig.sound("digits/day-2"))
    assert heard(await again.answer()) == "tuesday"


async def test_keys_work_while_no_engine_is_there(rig: Rig, ask: Ask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rig.door.ear, "_pools", {})
    question = await ask(parts=(LONG,))
    await asyncio.sleep(0.5)
    await question.call.press("4")
    assert await question.answer() == Pressed("4")
    assert await (await ask()).answer() == Unheard(Deaf.NO_ENGINE)


async def test_nothing_that_was_said_is_in_the_pbxs_log(rig: Rig):
    log = rig.switch.log.read_text(encoding="utf-8", errors="replace")
    assert not [day for day in DAYS if day in log]


async def test_keys_work_while_the_door_is_down(rig: Rig, ask: Ask):
    """Last: the door is not opened again."""
    await rig.door.server.close()
    rig.forgiven = ["AEAP", "websocket"]
    question = await ask(parts=(LONG,))
    await asyncio.sleep(0.5)
    await question.call.press("4")
    assert await question.answer() == Pressed("4")
    assert await (await ask()).answer() == Unheard(Deaf.NO_ENGINE)
