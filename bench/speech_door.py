"""How fast callers are heard, on a private Asterisk with real words played into real calls.

``python bench/speech_door.py [--quick] [--engine whisper]``: Asterisk's own recorded words (weekdays, months, digits),
the quiet behind each cut off, spoken by SIP phones over RTP. Prints, with the goals beside them:

- from the last sample of a word sent to the answer in the FastAGI dialogue, 1 caller and 4 at once;
- from the last packet of a key to the first packet of the next prompt;
- how late the loop that serves FastAGI and the speech door is while 10 callers speak (the phones are a process apart).

Exit code 0 when the musts are met.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from aiortp import RTPSession
from aiortp.dtmf import DTMF_EVENTS, DtmfEvent

from acd.lab.calls import Call
from acd.lab.hearing import NUMBER, Rig, recorded
from acd.lab.layout import lay_out
from acd.lab.phone import Phone
from ivr.agi.session import Session
from ivr.hearing import Heard, HearWant, Phrase, Phrases
from ivr.inputs import HungUp
from ivr.outputs import KeyWant, Sound

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
GRAMMAR = Phrases(tuple(Phrase(day, str(number)) for number, day in enumerate(DAYS)))
HEAR = HearWant(GRAMMAR, wait_s=6.0)
KEYS = KeyWant(timeout_s=6.0)
SPEAKERS = 10
PROMPT = "digits/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: a quantile in ms, with what it must and should be."""

    what: str
    found_ms: float
    must_ms: float
    aim_ms: float

    def __str__(self) -> str:
        verdict = "aim" if self.found_ms <= self.aim_ms else "ok" if self.found_ms <= self.must_ms else "MISSED"
        return f"{self.what:48} {self.found_ms:7.0f} ms   must {self.must_ms:5.0f}  aim {self.aim_ms:5.0f}   {verdict}"


def trimmed(pcm: bytes) -> bytes:
    """Up to the last sample that is heard (-50 dB)."""
    sound = np.frombuffer(pcm, np.int16)
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > 104)
    return sound[: loud[-1] + 1].tobytes()


async def talk(rig: Rig, callers: int, answers: int, seed: int) -> tuple[list[float], int]:
    """Seconds from word end to answer, of `callers` who speak at the same moments; and how many were right."""
    rng = random.Random(seed)
    told: dict[str, asyncio.Queue[tuple[float, object]]] = {}

    async def visit(session: Session) -> None:
        mine = told[session.header["agi_uniqueid"]] = asyncio.Queue()
        while not isinstance(answer := await session.say((Sound("beep"),), "en", KEYS, HEAR), HungUp):
            mine.put_nowait((time.monotonic(), answer))

    rig.visit = visit
    took: list[float] = []
    right = 0
    async with AsyncExitStack() as stack:
        calls = []
        for number in range(callers):
            calls.append(await rig.caller(stack))
            while len(told) <= number:  # noqa: ASYNC110  (a dialogue begins when Asterisk likes)
                await asyncio.sleep(0.01)
        queues = list(told.values())
        for _ in range(answers):
            await asyncio.sleep(2.0)
            words = [rng.randrange(len(DAYS)) for _ in calls]
            spoken = [
                _speak(call, trimmed(rig.sound(f"digits/day-{day}"))) for call, day in zip(calls, words, strict=True)
            ]
            ends = await asyncio.gather(*spoken)
            for queue, end, day in zip(queues, ends, words, strict=True):
                at, answer = await queue.get()
                took.append(at - end)
                right += isinstance(answer, Heard) and answer.guesses[0].meaning == str(day)
    return took, right


async def _speak(call: Call, pcm: bytes) -> float:
    call.media.say(pcm)
    await call.media.said()
    return time.monotonic()


async def _ask_on(session: Session) -> None:
    while not isinstance(await session.say((Sound(PROMPT),), "en", KEYS, HEAR), HungUp):
        pass


async def press(rig: Rig, times: int) -> list[float]:
    """Seconds from the end of a key to the first packet of the next prompt, of callers who may speak as well. The
    line is quiet when a key is pressed, so that the next packet is the prompt's."""

    rig.visit = _ask_on
    async with AsyncExitStack() as stack:
        calls = [await rig.caller(stack) for _ in range(5)]
        took = await asyncio.gather(*(_presses(call, times // len(calls)) for call in calls))
    return [each for mine in took for each in mine]


async def _presses(call: Call, times: int) -> list[float]:
    took = []
    for number in range(times):
        await _quiet(call)
        await asyncio.sleep(0.013 * (number % 17))
        heard = asyncio.create_task(_next_frame(call))
        ended = await _key(call, str(number % 10))
        took.append(await heard - ended)
    return took


async def _quiet(call: Call) -> None:
    """Returns when nothing has been heard for longer than any pause between two sounds."""
    while True:
        before = call.media.frames_heard
        await asyncio.sleep(1.2)
        if before and call.media.frames_heard == before:
            return


async def _next_frame(call: Call) -> float:
    await call.media.next_frame()
    return time.monotonic()


async def _key(call: Call, key: str) -> float:
    """A key of 100 ms in real time (RFC 4733), which the phones of the lab send in one go; when its end went out."""
    session = call.media._session
    assert session is not None
    stamp = call.media._timestamp
    for step in range(1, 6):
        _event(session, key, 160 * step, stamp, is_end=False)
        await asyncio.sleep(0.02)
    ended = time.monotonic()
    for _ in range(3):
        _event(session, key, 800, stamp, is_end=True)
    return ended


def _event(session: RTPSession, key: str, duration: int, stamp: int, *, is_end: bool) -> None:
    sender = session._dtmf_sender
    assert sender is not None
    event = DtmfEvent(event=DTMF_EVENTS[key], end=is_end, volume=10, duration=duration).serialize()
    sender._sender.send_raw(sender._dtmf_payload_type, event, stamp, marker=0, addr=session._remote_addr)


async def lag(rig: Rig, seconds: float) -> list[float]:
    """How late a timer of 5 ms is, in seconds, while `SPEAKERS` callers of another process speak."""
    rig.visit = _ask_on
    words = rig.switch.program.data / "sounds" / "en" / "digits"
    argv = [
        sys.executable,
        __file__,
        "--speak",
        f"{rig.layout.sip_port}",
        "--words",
        str(words),
        "--for",
        f"{seconds + 3}",
    ]
    speakers = await asyncio.create_subprocess_exec(*argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    await asyncio.sleep(3.0)
    late = await _lateness(seconds)
    await speakers.wait()
    return late


async def _lateness(seconds: float) -> list[float]:
    late: list[float] = []
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - now - 0.005)
    return late


async def speakers(port: int, words: Path, seconds: float) -> None:
    """The other process: callers who say a day every two seconds."""
    layout = replace(lay_out(Path("unused")), sip_port=port)
    sounds = [recorded(words / f"day-{number}.wav") for number in range(7)]
    async with AsyncExitStack() as stack:
        calls = []
        for _ in range(SPEAKERS):
            phone = await stack.enter_async_context(Phone.on_trunk(layout))
            call = await phone.call(NUMBER)
            call.media.say(b"")
            await call.answered()
            calls.append(call)
        end = time.monotonic() + seconds
        rng = random.Random(1)
        while time.monotonic() < end:
            for call in calls:
                call.media.say(bytes(16 * rng.randrange(1000)) + rng.choice(sounds))
            await asyncio.sleep(2.0)


async def measure(engine: str, *, quick: bool) -> int:
    answers = 8 if quick else 24
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="acd-bench-", dir="/tmp") as folder:
        async with Rig(Path(folder), engine=engine) as rig:
            one, right = await talk(rig, 1, answers, 1)
            print(f"1 caller: {right} of {len(one)} right")
            lines += [_line("word end -> answer, 1 caller", one, 50, 650, 450), _line("", one, 95, 900, 600)]
            four, right = await talk(rig, 4, answers, 2)
            print(f"4 callers at once: {right} of {len(four)} right")
            lines += [_line("word end -> answer, 4 at once", four, 50, 1000, 600), _line("", four, 95, 1600, 1000)]
            keys = await press(rig, 20 if quick else 60)
            lines += [_line("key -> next prompt", keys, 99, 60, 30)]
            idle_ms = float(np.percentile(await _lateness(5.0), 99)) * 1000
            late = await lag(rig, 6.0 if quick else 20.0)
            lines += [_line(f"loop lag, {SPEAKERS} speakers", late, 99, 20, 5)]
            print(f"door: {dict(rig.door.server.counters)}; answers: {dict(rig.door.ear.counters)}")
    print(f"with nobody speaking the loop's lag is {idle_ms:.0f} ms at p99: what this machine is good for")
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f}")
    print("\n".join(map(str, lines)))
    return 0 if all(line.found_ms <= line.must_ms for line in lines) else 1


def _line(what: str, took: Sequence[float], quantile: int, must_ms: float, aim_ms: float) -> Line:
    return Line(f"{what} p{quantile}".strip(), float(np.percentile(took, quantile)) * 1000, must_ms, aim_ms)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few answers, under 90 s")
    parser.add_argument("--engine", default="whisper")
    parser.add_argument("--speak", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--words", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--for", type=float, dest="seconds", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.speak:
        asyncio.run(speakers(chosen.speak, chosen.words, chosen.seconds))
        return 0
    return asyncio.run(measure(chosen.engine, quick=chosen.quick))


if __name__ == "__main__":
    sys.exit(main())
