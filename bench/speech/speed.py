"""What one recognition costs: processor time by engine and size of grammar, and the memory of a worker.

    python -m bench.speech.speed [--engine whisper] [--rounds 15]

One engine in this process, one thread. Processor time hardly depends on how busy the machine is (caches apart); the
wall-clock time beside it does.
"""

import resource
import statistics
import time
from collections.abc import Sequence

import click
import numpy as np

from bench.speech.telephone import RATE, band, mu_law_round_trip
from ivr.hearing import DigitString, FreeSpeech, Grammar, Phrase, Phrases
from ivr.speech.engines import ENGINES, open_engine

_FIRST = ("check", "pay", "change", "report", "cancel", "track", "open", "close", "move", "renew")
_SECOND = ("my order", "my bill", "an address", "a problem", "the account", "my phone", "a card", "the line",
           "my contract", "a visit", "my parcel", "the meter")  # fmt: skip
_PHRASES = [f"{first} {second}" for second in _SECOND for first in _FIRST]
_SPEECH_S = 1.5


def grammars() -> dict[str, Grammar]:
    sizes: dict[str, Grammar] = {
        f"{size} phrases": Phrases(tuple(Phrase(words, words) for words in _PHRASES[:size]))
        for size in (2, 5, 10, 20, 40, 120)
    }
    return {**sizes, "4 digits": DigitString(4, 4), "2 to 8 digits": DigitString(2, 8), "free speech": FreeSpeech()}


def hum() -> bytes:
    """Something like speech: a buzz whose colour and loudness change."""
    lot = np.random.default_rng(7)
    seconds = np.arange(int(RATE * _SPEECH_S)) / RATE
    buzz = sum(np.sin(2 * np.pi * 120 * part * seconds) / part for part in range(1, 25))
    shape = np.repeat(lot.random(15), len(seconds) // 15)
    return mu_law_round_trip(band(buzz * shape) * 0.2)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command(help=__doc__)
@click.option("--engine", "engines", type=click.Choice(ENGINES), multiple=True, default=("whisper",))
@click.option("--rounds", default=15, show_default=True)
def main(engines: Sequence[str], rounds: int) -> None:
    for name in engines:
        before = peak_mb()
        began = time.perf_counter()
        engine = open_engine(name, None, "en")
        click.echo(f"{name}: opened in {time.perf_counter() - began:.1f} s")
        speech = hum()
        for told, grammar in grammars().items():
            engine.recognise(speech, grammar, "en")
            used, took = [], []
            for _ in range(rounds):
                used_at, took_at = time.process_time(), time.perf_counter()
                engine.recognise(speech, grammar, "en")
                used.append((time.process_time() - used_at) * 1e3)
                took.append((time.perf_counter() - took_at) * 1e3)
            middle = f"{statistics.median(used):.0f} ms of processor, {statistics.median(took):.0f} ms by the clock"
            click.echo(f"  {told}: {middle} (least {min(used):.0f} and {min(took):.0f})")
        click.echo(f"  peak memory {peak_mb():.0f} MB, {before:.0f} before it was opened")


if __name__ == "__main__":
    main()
