"""`acd report`: what the store tells of a period."""

from pathlib import Path
from time import time
from typing import Final

import click
from rich.table import Table
from rich.text import Text

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.paper import cell, console, table
from acd.cli.since import Moment
from acd.cli.survey import survey
from acd.cli.text import clean, clock, percent, print_json
from acd.config.errors import ConfigErrors
from acd.config.read import DEFAULT_DIRECTORY, read
from acd.store import Reader, StoreError
from acd.store.forecasts import LEAST_SCORED, Bucket, Calibration, Forecast, Share, calibration

TOO_FEW: Final = "too few"
ALL: Final = "(all)"


@click.group()
def report() -> None:
    """Reports from the store."""


report.add_command(survey)


@report.command()
@click.option("--since", type=Moment(), default="7d", show_default=True, help="Came at or after: 2h, today, ...")
@click.option("--until", type=Moment(), help="Came before.  [default: now]")
@click.option("--queue", help="Only this queue.")
@config_option
@json_option
def ewt(since: float, until: float | None, queue: str | None, config_dir: Path | None, as_json: bool) -> None:
    """How honest the expected waits were.

    Each caller who has to wait gets a forecast: P50, which half of all waits should not exceed, and P80, which four
    fifths should not. Here they are compared with the waits. A caller who left counts as having waited at least so
    long (Kaplan-Meier). Callers who did not have to wait are not counted.
    """
    to = time() if until is None else until
    if since >= to:
        raise click.UsageError("--since must be before --until")
    found = calibration(_forecasts(config_dir, since, to, queue))
    if as_json:
        print_json(found)
    else:
        show(found)


def _forecasts(config_dir: Path | None, since: float, to: float, queue: str | None) -> list[Forecast]:
    try:
        settings = read(config_dir or DEFAULT_DIRECTORY)
        reader = Reader.open(settings.store_url)
    except (ConfigErrors, StoreError) as error:
        raise AcdError(str(error), USAGE) from None
    try:
        found = reader.forecasts(since, to, queue)
    except StoreError as error:
        raise AcdError(str(error), USAGE) from None
    finally:
        reader.close()
    if queue is not None and not found and queue not in settings.roster.queues:
        known = ", ".join(sorted(settings.roster.queues)) or "none"
        raise AcdError(f"--queue: got '{queue}', the configured queues are: {known}", USAGE)
    return found


def show(found: list[Calibration]) -> None:
    if not found:
        console().print("no forecasts in this period: nobody had to wait, or nobody's wait is over")
        return
    made = table(
        "Queue",
        ("Waits", "right"),
        ("Served", "right"),
        ("Left", "right"),
        ("In P50", "right"),
        ("In P80", "right"),
        ("Error", "right"),
        ("Size", "right"),
    )
    for each in found:
        made.add_row(
            cell(each.queue or ALL),
            cell(str(each.forecasts)),
            cell(str(each.served)),
            cell(str(each.left)),
            _share(each.within_p50, 0.5),
            _share(each.within_p80, 0.8),
            cell(_signed(each.mean_error_s)),
            cell(clock(each.mean_size_of_error_s)),
        )
    paper = console()
    paper.print(made)
    for each in found:
        paper.print(f"\n{clean(each.queue or ALL)}: by what was said", style="bold")
        paper.print(_reliability(each.buckets))
    paper.print(
        f"\nShares with their 95 % interval; they should be 50 and 80 %. {TOO_FEW.capitalize()}: under {LEAST_SCORED} "
        "served.\nError: the mean of wait less P50, above zero where waits were longer than said; size: its mean size."
    )


def _reliability(buckets: tuple[Bucket, ...]) -> Table:
    made = table(
        "P50 said",
        ("Waits", "right"),
        ("Mean P50", "right"),
        ("Mean wait", "right"),
        ("In P50", "right"),
        ("In P80", "right"),
    )
    for each in buckets:
        made.add_row(
            cell(f"under {clock(each.to_s)}" if each.to_s is not None else "longer"),
            cell(str(each.forecasts)),
            cell(clock(each.mean_p50_s)),
            cell(clock(each.mean_waited_s)),
            _share(each.within_p50, 0.5),
            _share(each.within_p80, 0.8),
        )
    return made


def _share(found: Share | None, wanted: float) -> Text:
    if found is None:
        return cell(TOO_FEW, "dim")
    words = f"{percent(found.share)} ({100 * found.low:.0f}-{100 * found.high:.0f})"
    return cell(words, "" if found.low <= wanted <= found.high else "yellow")


def _signed(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return ("-" if seconds <= -0.5 else "+") + clock(abs(seconds))
