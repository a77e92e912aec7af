"""`acd replay`: the recorded traffic once more: to verify the journal, or under another configuration."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from acd.cli.exits import REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.settings import settings_in
from acd.cli.since import Moment
from acd.cli.text import print_json
from acd.core.routing.presets import PRESETS

if TYPE_CHECKING:
    from acd.core.roster import Roster
    from acd.replay.compare import Comparison
    from acd.store import Reader

T = TypeVar("T")


@click.command()
@click.option("--verify", "is_verifying", is_flag=True, help="Replay the journal and compare every decision.")
@click.option("--from", "--since", "from_", type=Moment(), help="From here on: yesterday, 3d, 2026-11-20 08:00.")
@click.option("--to", "--until", "to", type=Moment(), help="Until here.  [default: all there is]")
@click.option("--store", "store_url", metavar="URL", help="The store.  [default: that of the configuration]")
@click.option("--preset", type=click.Choice(sorted(PRESETS)), help="These weights in every queue.")
@click.option("--changes", "with_changes", is_flag=True, help="List the decisions that would have been others.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of what is drawn.")
@config_option
@json_option
def replay(
    is_verifying: bool,
    from_: float | None,
    to: float | None,
    store_url: str | None,
    preset: str | None,
    with_changes: bool,
    seed: int,
    config_dir: Path | None,
    as_json: bool,
) -> None:
    """The recorded traffic under another configuration: what would have been decided otherwise, and what of it.

    The configuration tried is that of --config, which also names the store; with --store and --preset alone it is the
    recorded one with other weights. It is compared with a re-simulation of what was in force then, in the same model
    with the same callers, and told beside what really happened.

    With --verify the journal is given to a fresh Floor, event by event, and every decision is compared with the one
    that was stored. Exits with 0 when all are identical, and with 1 when one differs or the journal has a hole.
    """
    if from_ is not None and to is not None and from_ >= to:
        raise click.UsageError("--from must be before --to")
    if is_verifying and (preset or with_changes):
        raise click.UsageError("--preset and --changes are not for --verify")
    if not is_verifying and store_url is not None and config_dir is None and preset is None:
        raise click.UsageError("give --config or --preset: what is to be tried?")
    settings = None if store_url is not None and config_dir is None else settings_in(config_dir)
    url = store_url or (settings.store_url if settings is not None else "")
    period = (from_ or 0.0, float("inf") if to is None else to)
    with _opened(url) as reader:
        if is_verifying:
            _verify(reader, *period, as_json=as_json)
            return
        found = _compare(reader, *period, None if settings is None else settings.roster, preset, seed)
    if as_json:
        print_json(found)
        return
    from acd.cli.replay_page import show_comparison

    tried = "the recorded configuration" if settings is None else f"the configuration in {settings.directory}"
    show_comparison(found, f"{tried}{f', weights {preset}' if preset else ''}", with_changes=with_changes)


def _compare(
    reader: "Reader", from_: float, to: float, roster: "Roster | None", preset: str | None, seed: int
) -> "Comparison":
    from rich.console import Console
    from rich.progress import Progress

    from acd.replay.compare import Told, TooLittleError, compare, with_weights

    weights = PRESETS[preset] if preset is not None else None
    error = Console(stderr=True)
    with Progress(console=error, transient=True, disable=not error.is_terminal) as progress:
        reading = progress.add_task("replaying", total=_journalled(reader, from_, to))
        running = progress.add_task("re-simulating", total=None)
        told = Told(
            lambda: progress.advance(reading),
            lambda runs: progress.update(running, total=runs),
            lambda: progress.advance(running),
        )
        try:
            return compare(reader, from_, to, lambda now: with_weights(roster or now, weights), seed, told)
        except TooLittleError as few:
            raise AcdError(str(few), USAGE) from None


def _verify(reader: "Reader", from_: float, to: float, *, as_json: bool) -> None:
    from acd.cli.replay_page import show_verified
    from acd.replay.verify import verify

    found = _with_progress("replaying", _journalled(reader, from_, to), lambda tick: verify(reader, from_, to, tick))
    if as_json:
        print_json({"is_identical": found.is_identical, "verified": found})
    else:
        show_verified(found)
    if not found.is_identical:
        raise SystemExit(REFUSED)


def _journalled(reader: "Reader", from_: float, to: float) -> int:
    if next(reader.events(from_, to), None) is None:
        raise AcdError("the store's journal holds nothing of that time", USAGE)
    return reader.journalled(from_, to)


@contextmanager
def _opened(url: str) -> Iterator["Reader"]:
    from acd.store import Reader, StoreError

    try:
        reader = Reader.open(url)
        try:
            yield reader
        finally:
            reader.close()
    except StoreError as error:
        raise AcdError(str(error), USAGE) from None


def _with_progress(what: str, total: int, work: Callable[[Callable[[], None]], T]) -> T:
    """`work` gets what it calls for each step done."""
    from rich.console import Console
    from rich.progress import Progress

    error = Console(stderr=True)
    with Progress(console=error, transient=True, disable=not error.is_terminal) as progress:
        bar = progress.add_task(what, total=total)
        return work(lambda: progress.advance(bar))
