"""How well callers are heard: engines side by side, on the corpus of `corpus.py`, against the goals.

    python -m bench.speech.measure [--engine whisper] [--engine sphinx] [--every 2] [--quick]

Every sound goes through the voice detector and end-pointing of the live path first. The operating point of a grammar
is the confidence that rejects 5 % of the good answers of the voices that constants were fitted to; all figures are of
the other voices. Intervals are Wilson's, 95 %. Accuracy does not depend on how busy the machine is, the times do.
"""

import json
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from acd.lab.progress import Progress
from acd.lab.trouble import LabError
from bench.speech.corpus import Item, not_speech, recorded, spoken
from bench.speech.figures import Trial
from bench.speech.live import Line
from bench.speech.report import report
from bench.speech.texts import GRAMMARS
from ivr.speech.engines import ENGINES, open_engine

JUDGED = ("digits", "yes/no", "menu", "phrases", "strings")
_QUICK = 8
SEED = 5


def sounds(progress: Progress, every: int) -> Iterator[tuple[Item, str]]:
    """One in `every`, by lot: each answer with its grammar; what is outside, with two of the grammars in turn."""
    items = [*spoken(progress), *recorded()]
    for number, item in enumerate(random.Random(SEED).sample(items, len(items) // every)):
        if item.meaning is not None:
            yield item, item.group
        else:
            yield from ((item, JUDGED[(number + turn) % len(JUDGED)]) for turn in (0, 2))


def trials(name: str, progress: Progress, every: int, only: str | None) -> list[Trial]:
    line = Line(open_engine(name, None, "en"))
    found: list[Trial] = []
    wanted = [(item, grammar) for item, grammar in sounds(progress, every) if grammar == (only or grammar)]
    progress.step(f"{name}: {len(wanted)} answers")
    for number, (item, grammar) in enumerate(wanted):
        guesses, ms = line.hear(item.speech(), GRAMMARS[grammar])
        got, confidence = (guesses[0].meaning, guesses[0].confidence) if guesses else (None, 0.0)
        found.append(
            Trial(item.group, grammar, item.speaker, item.snr_db, item.fits, item.meaning, got, confidence, ms)
        )
        if number % 20 == 0:
            progress.update(f"{number}/{len(wanted)}")
    progress.done()
    others = list(not_speech())[::every]
    progress.step(f"{name}: {len(others)} sounds that are no speech")
    for number, (group, what, sound) in enumerate(others):
        for grammar in (JUDGED[number % len(JUDGED)], JUDGED[(number + 2) % len(JUDGED)]):
            guesses, ms = line.hear(sound, GRAMMARS[grammar])
            got, confidence = (guesses[0].meaning, guesses[0].confidence) if guesses else (None, 0.0)
            found.append(Trial(group, grammar, what, 0, False, None, got, confidence, ms))
    progress.done()
    return found


@click.command(help=__doc__)
@click.option("--engine", "engines", type=click.Choice(ENGINES), multiple=True, default=ENGINES)
@click.option("--every", default=1, show_default=True, help="One in so many of the corpus, by lot.")
@click.option("--quick", is_flag=True, help=f"The same as --every {_QUICK}.")
@click.option("--grammar", "only", type=click.Choice(JUDGED), help="Only this one.")
@click.option("--save", type=click.Path(path_type=Path), help="Keep every trial here, as JSON.")
def main(engines: Sequence[str], every: int, quick: bool, only: str | None, save: Path | None) -> None:
    progress = Progress()
    try:
        found = {name: trials(name, progress, _QUICK if quick else every, only) for name in engines}
    except LabError as error:
        raise click.ClickException(str(error)) from None
    if save:
        save.write_text(json.dumps({name: [asdict(each) for each in every] for name, every in found.items()}))
    click.echo(report(found))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"\nPeak memory of this process with {', '.join(engines)}: {peak_mb:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
