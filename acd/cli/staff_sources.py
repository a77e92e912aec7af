"""Where `acd staff` takes its demand from: a forecast, the store, or plain numbers; exactly one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Final

import click

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import config_option
from acd.cli.since import Moment
from acd.config.errors import ConfigErrors
from acd.config.read import DEFAULT_DIRECTORY, read
from acd.staffing.demand import MOST_CALLS, MOST_SECONDS, Demand
from acd.staffing.forecast import LENGTHS_MIN, read_forecast
from acd.staffing.learn import NothingToLearnError, learn
from acd.store import Reader, StoreError

STORE_INTERVAL_MIN: Final = 30
HOUR_S: Final = 3600.0
_SECONDS: Final = click.FloatRange(1, MOST_SECONDS)


@dataclass(frozen=True, slots=True)
class Source:
    """As given on the command line."""

    forecast: Path | None
    from_: float | None
    to: float | None
    calls_per_hour: float | None
    aht: float | None
    patience: float | None
    interval: str | None
    queues: tuple[str, ...]
    config_dir: Path | None

    @property
    def length_s(self) -> float | None:
        return float(self.interval) * 60 if self.interval else None


_OPTIONS: Final = (
    click.option(
        "--forecast",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Plan a CSV file: columns start, queue, calls and, where they differ, aht_s, patience_s.",
    ),
    click.option("--from", "--since", "from_", type=Moment(), help="Plan a usual week of the store, from here on: 4w."),
    click.option("--to", "--until", "to", type=Moment(), help="The store until here.  [default: now]"),
    click.option("--calls-per-hour", type=click.FloatRange(0, MOST_CALLS), help="Plan these plain numbers."),
    click.option("--aht", type=_SECONDS, help="Mean handle time (ring, talk, wrap-up), in seconds."),
    click.option("--patience", type=_SECONDS, help="Mean time until a caller hangs up, in seconds."),
    click.option(
        "--interval",
        type=click.Choice([str(minutes) for minutes in LENGTHS_MIN]),
        help="Length in minutes.  [default: 30 of the store, else as the forecast has it]",
    ),
    click.option("--queue", "queues", multiple=True, help="Only this one; may be given again."),
    config_option,
)


def takes_source(command: Callable[..., None]) -> Callable[..., None]:
    """Gives `command` the fields of a ``Source``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def demands(source: Source) -> list[Demand]:
    """Ends the command with USAGE and every mistake found."""
    given = [source.forecast is not None, source.from_ is not None, source.calls_per_hour is not None]
    if sum(given) != 1:
        raise click.UsageError(
            "give exactly one of --forecast FILE, --since WHEN (the store), --calls-per-hour NUMBER (with --aht)"
        )
    if source.to is not None and source.from_ is None:
        raise click.UsageError("--to is of the store: it needs --from")
    if source.forecast is not None:
        return _forecast(source, source.forecast)
    if source.from_ is not None:
        return _store(source, source.from_)
    if source.interval or source.queues:
        raise click.UsageError("--interval and --queue are of a forecast or the store, not of --calls-per-hour")
    if source.aht is None:
        raise click.UsageError("--calls-per-hour needs --aht")
    return [Demand("", "", HOUR_S, source.calls_per_hour or 0.0, source.aht, source.patience)]


def _forecast(source: Source, file: Path) -> list[Demand]:
    try:
        found = read_forecast(file, aht_s=source.aht, patience_s=source.patience, length_s=source.length_s)
    except ConfigErrors as errors:
        raise AcdError(str(errors), USAGE) from None
    if source.queues:
        if missing := sorted(set(source.queues) - {demand.queue for demand in found}):
            known = ", ".join(sorted({demand.queue for demand in found}))
            raise AcdError(f"{file}: --queue: got {', '.join(missing)}, the forecast has {known}", USAGE)
        found = [demand for demand in found if demand.queue in source.queues]
    return found


def _store(source: Source, from_: float) -> list[Demand]:
    to = time() if source.to is None else source.to
    if from_ >= to:
        raise click.UsageError("--from must be before --to")
    try:
        reader = Reader.open(read(source.config_dir or DEFAULT_DIRECTORY).store_url)
    except (ConfigErrors, StoreError) as error:
        raise AcdError(str(error), USAGE) from None
    try:
        return learn(
            reader,
            from_,
            to,
            source.length_s or STORE_INTERVAL_MIN * 60.0,
            queues=source.queues,
            aht_s=source.aht,
            patience_s=source.patience,
        )
    except (NothingToLearnError, StoreError) as error:
        raise AcdError(str(error), USAGE) from None
    finally:
        reader.close()
