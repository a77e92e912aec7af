"""How well callers are heard: engines side by side, on the corpus of `corpus.py`, against the goals.

    python -m bench.speech.measure [--engine whisper] [--engine sphinx] [--every 2] [--quick] [--later] [--strangers 1]

Every sound goes through the voice detector and end-pointing of the live path first. Only voices and texts that nothing
was fitted to are asked; an answer counts as accepted from the limits of a flow (`maybe`, `sure`). Intervals are
Wilson's, 95 %. Accuracy does not depend on how busy the machine is, the times do.
"""

import json
import random
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

import click
import numpy as np

from acd.lab.progress import Progress
from acd.lab.trouble import LabError
from bench.speech.corpus import Item, not_speech, recorded, spoken, spoken_later, spoken_strangers
from bench.speech.figures import Trial
from bench.speech.live import Line
from bench.speech.report import FAMILIES, family, report
from bench.speech.texts import FITTING, GRAMMARS, JUDGING, LATER, STRANGERS
from ivr.nodes.hearing import MAYBE, SURE
from ivr.speech.engines import ENGINES, open_engine

_QUICK = 8
SEED = 5
_NOTHING = np.zeros(0)
_LATER_OUTSIDE = (
    "digits", "yes/no", "menu 3", "menu 4", "phrases 3", "menu 5", "strings", "phrases 4", "only", "also",
)  # fmt: skip
_ASK_FOR_OPERATOR = ("operator", "speak to an agent", "talk to a person")


def sounds(progress: Progress, every: int, *, fits: bool, rest: bool = False) -> Iterator[tuple[Item, str]]:
    """One in `every`, by lot, of the voices that fit, or of those that judge: with the grammar it is an answer to, or
    with two that it is outside of. `rest`: all that this lot leaves."""
    items = [item for item in (*spoken(progress, fits=fits), *recorded()) if item.fits == fits]
    drawn = random.Random(SEED).sample(range(len(items)), len(items) // every)
    lot = sorted({*range(len(items))} - {*drawn}) if rest else drawn
    for number, place in enumerate(lot):
        yield from asked(items[place], number, menus(fits=fits), outside(fits=fits))


def later_sounds(progress: Progress, every: int) -> Iterator[tuple[Item, str]]:
    """The same of the texts that were chosen last."""
    items = list(spoken_later(progress))
    for number, place in enumerate(random.Random(SEED).sample(range(len(items)), len(items) // every)):
        yield from asked(items[place], number, tuple(chain(*LATER.menus)), _LATER_OUTSIDE)


def strange_sounds(progress: Progress, lot: int) -> Iterator[tuple[Item, str]]:
    """A lot of words that no ear knows, against single digits."""
    yield from ((item, "digits") for item in spoken_strangers(progress, lot))


def asked(item: Item, number: int, words: Sequence[str], against: Sequence[str]) -> Iterator[tuple[Item, str]]:
    """`number` says whose turn it is, of the grammars a sound outside them is held `against`, and of all
    menus' `words`."""
    if item.meaning is None:
        yield from ((item, _only(against[(number + turn) % len(against)], words, number)) for turn in (0, 3))
        return
    yield item, item.group
    if family(item.group) == "menu":
        yield replace(item, group="only"), f"only {item.said}"
        if item.fits:
            yield replace(item, group="phrases"), "phrases"
        other = words[number % len(words)]
        if other != item.said and number % 2:
            yield replace(item, group="outside", meaning=None), f"only {other}"
    if item.said in _ASK_FOR_OPERATOR:
        yield replace(item, group="also", meaning="operator"), "also"


def menus(*, fits: bool) -> tuple[str, ...]:
    """The words of all menus that are asked for."""
    return FITTING.menu if fits else (*FITTING.menu, *JUDGING.menu)


def outside(*, fits: bool) -> tuple[str, ...]:
    """The grammars that are asked about what is in none of them."""
    own = ("menu", "phrases") if fits else ("menu", "menu 2", "phrases 2")
    return ("digits", "yes/no", *own, "strings", "only", "also")


def _only(grammar: str, words: Sequence[str], number: int) -> str:
    return f"only {words[number % len(words)]}" if grammar == "only" else grammar


def answers(
    name: str, line: Line, lot: Iterable[tuple[Item, str]], progress: Progress, only: str | None
) -> list[Trial]:
    """Of the voices that judge."""
    found: list[Trial] = []
    wanted = [each for each in lot if family(each[1]) == (only or family(each[1]))]
    progress.step(f"{name}: {len(wanted)} answers")
    for number, (item, grammar) in enumerate(wanted):
        found.append(_trial(line, item, item.speech(), grammar))
        if number % 20 == 0:
            progress.update(f"{number}/{len(wanted)}")
    progress.done()
    return found


def no_answers(name: str, line: Line, every: int, progress: Progress) -> list[Trial]:
    """Of what is no speech."""
    found: list[Trial] = []
    against = outside(fits=False)
    others = list(not_speech())[::every]
    progress.step(f"{name}: {len(others)} sounds that are no speech")
    for number, (group, what, sound) in enumerate(others):
        for turn in (0, 3):
            grammar = _only(against[(number + turn) % len(against)], JUDGING.menu, number)
            item = Item(group, what, what, None, 0, False, _NOTHING, 0)
            found.append(_trial(line, item, sound, grammar))
    progress.done()
    return found


def _trial(line: Line, item: Item, sound: bytes, grammar: str) -> Trial:
    guesses, ms = line.hear(sound, GRAMMARS[grammar])
    got, confidence = (guesses[0].meaning, guesses[0].confidence) if guesses else (None, 0.0)
    return Trial(item.group, grammar, item.speaker, item.said, item.snr_db, item.meaning, got, confidence, ms)


@click.command(help=__doc__)
@click.option("--engine", "engines", type=click.Choice(ENGINES), multiple=True, default=ENGINES)
@click.option("--every", default=1, show_default=True, help="One in so many of the corpus, by lot.")
@click.option("--rest", is_flag=True, help="What that lot leaves: to judge anew by what was not heard yet.")
@click.option("--later", is_flag=True, help="The texts that were chosen after all others had been heard.")
@click.option("--strangers", type=click.IntRange(1, len(STRANGERS)), help="This lot of words that no ear knows.")
@click.option("--quick", is_flag=True, help=f"The same as --every {_QUICK}.")
@click.option("--grammar", "only", type=click.Choice(FAMILIES), help="Only this one.")
@click.option("--save", type=click.Path(path_type=Path), help="Keep every trial here, as JSON.")
def main(
    engines: Sequence[str],
    every: int,
    rest: bool,
    later: bool,
    strangers: int | None,
    quick: bool,
    only: str | None,
    save: Path | None,
) -> None:
    progress, every, found = Progress(), _QUICK if quick else every, {}
    try:
        for name in engines:
            line = Line(open_engine(name, None, "en"))
            if strangers is not None:
                lot = strange_sounds(progress, strangers)
            else:
                lot = later_sounds(progress, every) if later else sounds(progress, every, fits=False, rest=rest)
            found[name] = [*answers(name, line, lot, progress, only), *no_answers(name, line, every, progress)]
    except LabError as error:
        raise click.ClickException(str(error)) from None
    if save:
        save.write_text(json.dumps({name: [asdict(each) for each in told] for name, told in found.items()}))
    click.echo(report(found, (MAYBE, SURE)))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"\nPeak memory of this process with {', '.join(engines)}: {peak_mb:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
