"""A house whose callers speak, and such a caller: his voice are Asterisk's recorded words. What may be said is what
there is a recording of: the days are the choices, `tomorrow` is no. What is said to him in vain is short: tones."""

from typing import Final

import numpy as np

from acd.core.records import FlowWalked
from acd.lab.hearing import recorded
from acd.lab.house import Plan
from tests.ivr.speech.sounds import Wave, silence
from tests.pbx.eye import Message
from tests.pbx.scene import Caller, Scene

HEAD = """
start: main
entries: [support]
operator: desk
speech:
  keys_only: [descending-2tone]
  noise: [confbridge-join]
  too_long: [confbridge-leave]
  half_heard: [confbridge-muted]
  longest_s: 2
  tty: relay
  confirm: {after: [digits/1]}
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
    wrong: [beeperr]
    silent: [ascending-2tone]
    timeout_s: 1.2
"""
ENDS = """
  sales: {handoff: sales}
  support: {handoff: support}
  desk: {handoff: operator}
  relay: {handoff: operator, intent: teletype, skills: {tty: 1}}
"""
YES_NO = "  main: {yes_no: [beep], yes: sales, no: support, wrong: [beeperr]}"
NUMBER = "  main: {number: n, prompt: [beep], least: 1, most: 20, next: sales, wrong: [beeperr]}"
DATE = "  main: {date: day, prompt: [beep], day_prompt: [digits/day-0], next: sales, wrong: [beeperr]}"
DIGITS = "  main: {collect: acc, prompt: [beep], least: 3, most: 3, next: sales, speech: true, wrong: [beeperr]}"
RATED = "  main: {rate: friendly, prompt: [beep], next: sales, on_failure: desk, speech: true, wrong: [beeperr]}"
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
    "strict": _flow(CHOICES, sure=0.85, maybe=0.35),  # as flows have it that say nothing
    "yesno": _flow(YES_NO),
    "yesno-unsure": _flow(YES_NO, sure=1, maybe=0.05),
    "number-unsure": _flow(NUMBER, sure=1, maybe=0.05),
    "number": _flow(NUMBER),
    "date": _flow(DATE),
    "rated": _flow(RATED),
    "digits": _flow(DIGITS),
    "french": _french(),
    "secret": _flow(PIN),
}
QUEUES = "".join(f"[queue.{name}]\n" for name in ("sales", "support", "operator"))
AGENTS = "[agent.1001]\nskills = { tty = 1 }\n"
SPEECH = '[speech.engine.en]\nengine = "whisper"\nworkers = 1\n'
PLAN = Plan(QUEUES, AGENTS, FLOWS, speech=SPEECH)
HEARS_WITHIN_S = 12.0
WRONG, SILENT, KEYS_ONLY = "beeperr", "ascending-2tone", "descending-2tone"
HALF_HEARD = "confbridge-muted"
NO_ANSWER: Final = ("silent", "noise", "not understood", "too long")


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
