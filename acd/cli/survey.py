"""`acd report survey`: what callers said about their talks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Final

import click

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.paper import cell, console, table
from acd.cli.since import Moment
from acd.cli.text import print_json
from acd.config.errors import ConfigErrors
from acd.config.read import DEFAULT_DIRECTORY, read
from acd.store import Reader, StoreError
from acd.store.messages import Answers

ALL: Final = "(all)"


@dataclass(frozen=True, slots=True)
class Rating:
    """The answers to one question; `agent` empty: of all agents of the queue, both empty: of all."""

    question: str
    queue: str
    agent: str
    answers: int
    mean: float
    spread: dict[str, int]  # answer: how often


def ratings(answers: Iterable[Answers]) -> list[Rating]:
    """By question: all together, then each queue, then each of its agents."""
    counts: dict[tuple[str, str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for each in answers:
        for queue, agent in {("", ""), (each.queue, ""), (each.queue, each.agent)}:
            counts[each.question, queue, agent][each.answer] += each.count
    return [_rating(key, counts[key]) for key in sorted(counts)]


def _rating(key: tuple[str, str, str], counts: dict[int, int]) -> Rating:
    total = sum(counts.values())
    mean = sum(answer * count for answer, count in counts.items()) / total
    return Rating(*key, total, mean, {str(answer): counts[answer] for answer in sorted(counts)})


@click.command()
@click.option("--since", type=Moment(), default="30d", show_default=True, help="Answered at or after: 7d, today, ...")
@click.option("--until", type=Moment(), help="Answered before.  [default: now]")
@click.option("--queue", help="Only talks of this queue.")
@click.option("--agent", help="Only talks of this agent.")
@config_option
@json_option
def survey(
    since: float, until: float | None, queue: str | None, agent: str | None, config_dir: Path | None, as_json: bool
) -> None:
    """What callers answered in surveys after their talks: how many, the mean, by queue and agent."""
    to = time() if until is None else until
    if since >= to:
        raise click.UsageError("--since must be before --until")
    found = ratings(
        each for each in _answers(config_dir, since, to) if queue in (None, each.queue) and agent in (None, each.agent)
    )
    if as_json:
        print_json(found)
    else:
        show(found)


def _answers(config_dir: Path | None, since: float, to: float) -> list[Answers]:
    try:
        reader = Reader.open(read(config_dir or DEFAULT_DIRECTORY).store_url)
    except (ConfigErrors, StoreError) as error:
        raise AcdError(str(error), USAGE) from None
    try:
        return reader.answers(since, to)
    except StoreError as error:
        raise AcdError(str(error), USAGE) from None
    finally:
        reader.close()


def show(found: list[Rating]) -> None:
    made = table("Question", "Queue", "Agent", ("Answers", "right"), ("Mean", "right"), ("Spread", "whole"))
    for each in found:
        made.add_row(
            cell(each.question),
            cell(each.queue or ALL),
            cell(each.agent or ALL),
            cell(str(each.answers)),
            cell(f"{each.mean:.2f}"),
            cell("  ".join(f"{answer}: {count}" for answer, count in each.spread.items())),
        )
    console().print(made if found else "no answers in this period")
