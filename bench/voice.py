"""How long a caller waits for a text with values in it: from the walk's words to the file the PBX plays.

Run as ``python -m bench.voice [TEXTS]``. The engine is the lab's espeak-ng, in the four languages that have tongues of
their own; once one caller at a time, once four at once.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from acd.lab.install import espeak
from ivr.outputs import Words
from ivr.voice.mouth import Speaker
from ivr.voice.parse import parse
from ivr.voice.saying import words_of
from ivr.voice.text import Texts
from ivr.voice.voices import Voices

TEXTS = {
    "en": "You have {n} new {n|message|messages}. Your balance is {m:money EUR}, due on {d:date}.",
    "pl": "Masz {n:count f} {n|nową wiadomość|nowe wiadomości|nowych wiadomości}. Saldo {m:money PLN}, do {d:date}.",
    "hu": "Önnek {n} új üzenete van. Az egyenlege {m:money HUF}, a határidő {d:date}.",
    "fa": "شما {n} پیام جدید دارید. موجودی {m:money IRR}، تا {d:date}.",
}


def words(number: int) -> Words:
    """A text nobody has heard before."""
    language = list(TEXTS)[number % len(TEXTS)]
    values = {"n": number % 30, "m": str(17.3 * number), "d": f"2026-{1 + number % 12:02}-{1 + number % 28:02}"}
    said = words_of(Texts({language: parse(TEXTS[language], language)}, language), values, language)
    assert said is not None
    return said


async def timed(speaker: Speaker, number: int) -> float:
    began = time.perf_counter()
    said = words(number)
    async with speaker.voiced((said,), said.language, "bench-1.1") as parts:
        took = time.perf_counter() - began
        assert len(parts) == 1
    return took


async def callers(speaker: Speaker, at_once: int, texts: int) -> list[float]:
    async def caller(first: int) -> list[float]:
        return [await timed(speaker, number) for number in range(first, texts, at_once)]

    return [took for each in await asyncio.gather(*map(caller, range(at_once))) for took in each]


async def main() -> None:
    texts = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    command = (*espeak().argv, "-v", "{voice}", "-s", "150", "-b", "1", "--stdin", "--stdout")
    with tempfile.TemporaryDirectory() as folder:
        speaker = Speaker(Voices(command), lambda _: Path(folder))
        await callers(speaker, 1, 8)
        for at_once in (1, 4):
            took = sorted(await callers(speaker, at_once, texts))
            p50, p95 = statistics.median(took), took[int(0.95 * len(took))]
            print(
                f"{at_once} at once: p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms, longest {1000 * took[-1]:.0f} ms"
            )
        await asyncio.to_thread(speaker.close)


if __name__ == "__main__":
    asyncio.run(main())
