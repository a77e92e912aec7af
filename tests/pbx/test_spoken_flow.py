"""Callers who speak on a real PBX, with Asterisk's recorded words for a voice: each node that hears, and each thing
that is no answer. What may be said here is what there is a recording of: the days are the choices, `tomorrow` is no."""

import asyncio
import re
from pathlib import Path

import numpy as np
import pytest

from acd.core.records import FlowWalked
from acd.lab.hearing import recorded
from acd.lab.house import House, Plan
from tests.ivr.speech.sounds import Wave, noise, silence, teletype, tone
from tests.pbx.eye import Message
from tests.pbx.scene import Caller, Scene

HEAD = """
start: main
entries: [support]
operator: desk
speech:
  keys_only: [vm-pls-try-again]
  noise: [sorry]
  too_long: [im-sorry]
  longest_s: 3
  tty: relay
  confirm: {before: [you-entered], after: [if-correct-press, digits/1]}
  words: {operator: {en: [extension]}, yes: {en: [today]}, no: {en: [tomorrow]}}
  sure: %s
  maybe: %s
nodes:
"""
CHOICES = """
  main:
    listen: [beep]
    choices:
      monday: {key: 1, say: [monday], echo: [digits/day-1], go: sales}
      friday: {key: 2, say: ["[on] friday"], echo: [digits/day-5], go: support}
    wrong: [vm-sorry]
    silent: [vm-incorrect]
    timeout_s: 2
"""
ENDS = """
  sales: {handoff: sales}
  support: {handoff: support}
  desk: {handoff: operator}
  relay: {handoff: operator, intent: teletype, skills: {tty: 1}}
"""
YES_NO = "  main: {yes_no: [beep], yes: sales, no: support, wrong: [vm-sorry]}"
NUMBER = "  main: {number: n, prompt: [beep], least: 1, most: 20, next: sales, wrong: [vm-sorry]}"
DATE = "  main: {date: day, prompt: [beep], day_prompt: [digits/day-0], next: sales, wrong: [vm-sorry]}"
DIGITS = "  main: {collect: acc, prompt: [beep], least: 3, most: 3, next: sales, speech: true, wrong: [vm-sorry]}"
SECRET = "47193"
PIN = f"""
  main: {{collect: pin, prompt: [beep], least: 5, most: 5, next: check, speech: aloud, masked: true}}
  check: {{decide: [{{when: {{data: pin, is: {SECRET}}}, go: sales}}, {{else: support}}]}}
"""
FRENCH = """
  main: {set: {language: fr}, next: ask}
  ask: {listen: [beep], choices: {oui: {key: 1, say: {en: [monday], fr: [lundi]}, echo: [beep], go: sales}}}
"""
IN_FRENCH = {"en: [extension]": "fr: [aide]", "en: [today]": "fr: [oui]", "en: [tomorrow]": "fr: [non]"}


def _flow(nodes: str, sure: float = 0.2, maybe: float = 0.1) -> str:
    """Thresholds are low: what is tried here is the way, not the engine."""
    return f"{HEAD % (sure, maybe)}{nodes}{ENDS}"


def _french() -> str:
    flow = _flow(FRENCH)
    for english, french in IN_FRENCH.items():
        flow = flow.replace(english, french)
    return flow


FLOWS = {
    "main": _flow(CHOICES),
    "unsure": _flow(CHOICES, sure=1, maybe=0.05),
    "yesno": _flow(YES_NO),
    "number": _flow(NUMBER),
    "date": _flow(DATE),
    "digits": _flow(DIGITS),
    "french": _french(),
    "secret": _flow(PIN),
}
QUEUES = "".join(f"[queue.{name}]\n" for name in ("sales", "support", "operator"))
AGENTS = "[agent.1001]\nskills = { tty = 1 }\n"
PLAN = Plan(QUEUES, AGENTS, FLOWS, speech='[speech.engine.en]\nengine = "whisper"\nworkers = 1\n')
HEARS_WITHIN_S = 12.0
NO_ANSWER = ("silent", "noise", "not understood", "too long")


@pytest.fixture(scope="module", autouse=True)
def _ready(house: House) -> None:
    house.wait_for_speech()


class Speaker:
    """A caller with a voice of recordings."""

    def __init__(self, scene: Scene, caller: Caller) -> None:
        self.scene, self.caller = scene, caller
        self.sounds = scene.house.switch.program.data / "sounds" / "en"

    def says(self, *words: str) -> None:
        for word in words:
            self.caller.call.media.say(recorded(self.sounds / f"{word}.wav"))

    def wave(self, sound: str) -> Wave:
        """A recording as numbers."""
        return np.frombuffer(recorded(self.sounds / f"{sound}.wav"), dtype="<i2") / 32768

    def sends(self, *waves: Wave) -> None:
        sound = np.concatenate([silence(0.1), *waves])
        self.caller.call.media.say((sound * 32767).clip(-32768, 32767).astype("<i2").tobytes())

    async def is_told(self, sound: str, since: int = 0) -> int:
        """The place after it in the PBX's events."""
        return await self.caller.is_told(sound, since=since, within_s=HEARS_WITHIN_S) + 1

    async def is_asked(self, sound: str = "beep", since: int = 0) -> int:
        """That sound is the end of a question, and he is listened to."""
        at = await self.is_told(sound, since)
        await self.scene.eye.sees(self._is_waited_for, f"waiting after {sound}", since=at)
        return at

    def _is_waited_for(self, event: Message) -> bool:
        command = event.get("Command", "") if event.get("Channel") == self.caller.channel else ""
        return command.startswith(('SPEECH RECOGNIZE "silence', "WAIT FOR DIGIT", "SPEECH RECOGNIZE silence"))

    async def waits(self, queue: str) -> None:
        await self.caller.waits(queue, within_s=HEARS_WITHIN_S)

    async def results(self) -> list[str]:
        await self.caller.hang_up()
        walk: FlowWalked = await self.caller.walk()
        return [result for _, result in walk.path]


async def speaker(scene: Scene, flow: str = "main") -> Speaker:
    """He has heard the first question, and is silent so far."""
    caller = await scene.caller(flow)
    caller.call.media.say(b"")
    made = Speaker(scene, caller)
    await made.is_asked()
    return made


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


async def test_a_number(scene: Scene):
    caller = await speaker(scene, "number")
    caller.says("digits/14")
    await caller.waits("sales")
    assert await caller.results() == ["heard", "to queue sales"]
    assert dict((await caller.caller.row()).data) == {"n": "14"}


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
    at = await caller.is_asked("digits/1", since=at)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["heard a month", "heard, said back", "confirmed", "to queue sales"]
    assert dict((await caller.caller.row()).data)["day"].endswith("-05-03")


# --- what is no answer ---


async def test_other_words_are_asked_again_then_by_keys(scene: Scene):
    caller = await speaker(scene)
    caller.says("digits/billion")
    at = await caller.is_told("vm-sorry")
    at = await caller.is_asked("beep", since=at)
    caller.says("digits/pound")
    at = await caller.is_told("vm-pls-try-again", since=at)
    await caller.is_asked("beep", since=at)
    caller.says("digits/day-5")  # nobody listens any more
    await caller.caller.press("1")
    await caller.waits("sales")
    assert (await caller.results())[-3:] == ["not understood, keys only", "1", "to queue sales"]


async def test_silence_is_asked_again_and_leads_to_the_operator(scene: Scene):
    caller = await speaker(scene)
    at = await caller.is_told("vm-incorrect")
    await caller.is_told("vm-pls-try-again", since=at)
    await caller.waits("operator")
    assert (await caller.results())[:3] == ["silent", "silent, keys only", "silent, gave up"]


def _noise() -> Wave:
    return np.concatenate([noise(0.5, level, seed) for seed, level in enumerate((0.3, 0.02) * 3)])


def _music() -> Wave:
    """A melody in thirds."""
    notes = (262, 330, 392, 330, 294, 349, 440, 349)
    return np.concatenate([tone(hertz, 0.3, 0.15) + tone(hertz * 1.26, 0.3, 0.15) for hertz in notes])


@pytest.mark.parametrize("sound", [_noise(), _music()], ids=["noise", "music"])
async def test_noise_and_music_are_no_words(scene: Scene, sound: Wave):
    caller = await speaker(scene)
    caller.sends(sound)
    assert await _first_result(caller) in NO_ANSWER


async def test_three_people_talking_are_not_taken_for_one(scene: Scene):
    caller = await speaker(scene)
    voices = [caller.wave(f"digits/{word}") for word in ("billion", "hundred", "pound")]
    longest = max(map(len, voices))
    caller.sends(sum((np.pad(voice, (0, longest - len(voice))) for voice in voices), np.zeros(longest)) / 2)
    assert await _first_result(caller) in NO_ANSWER


async def test_talk_without_end_is_cut_off(scene: Scene):
    caller = await speaker(scene)
    caller.says(*[f"digits/{number}" for number in (12, 17, 30, 14, 19, 70, 11, 15, 18)])
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
    at = await caller.is_told("vm-pls-try-again")
    await caller.is_asked("beep", since=at)
    await caller.caller.press("1")
    await caller.waits("sales")
    assert (await caller.results()) == ["set", "no speech, keys only", "1", "to queue sales"]


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
