"""`acd history`: calls that are over, the latest first."""

from datetime import datetime

import click

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, table
from acd.cli.since import Moment
from acd.cli.text import caller, clock, print_json, time_of_day
from acd.control.requests import MOST_ROWS, History
from acd.core.records import ContactEnded, Outcome

_TALKS = (Outcome.ANSWERED, Outcome.CALLED_BACK)


@click.command()
@click.option("--since", type=Moment(), help="Arrived at or after: 2h, 3d, today, 14:05, 2025-11-22, ...")
@click.option("--until", type=Moment(), help="Arrived before.")
@click.option("--agent", shell_complete=complete.agents, help="Who answered.")
@click.option("--queue", shell_complete=complete.queues, help="The last queue.")
@click.option("--number", help="Any part of the caller's number.")
@click.option("--outcome", type=click.Choice([outcome.value for outcome in Outcome]))
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=50, show_default=True)
@asks_daemon
def history(
    daemon: Daemon,
    since: float | None,
    until: float | None,
    agent: str | None,
    queue: str | None,
    number: str | None,
    outcome: str | None,
    limit: int,
) -> None:
    """Calls that are over, the latest first."""
    wanted = History(since, until, agent, queue, number, Outcome(outcome) if outcome else None, limit)
    rows = daemon.ask(wanted, tuple[ContactEnded, ...])
    if daemon.as_json:
        print_json(rows)
        return
    show(rows)


def show(rows: tuple[ContactEnded, ...]) -> None:
    made = table(
        ("Call", "whole"),
        ("Came", "whole"),
        "Caller",
        "Queue",
        ("Outcome", "whole"),
        ("Waited", "right"),
        ("Talked", "right"),
    )
    day = ""
    for row in rows:
        if (came := datetime.fromtimestamp(row.entered).strftime("%a %d %b %Y")) != day:
            day = came
            made.add_row(cell(day, "bold"))
        made.add_row(
            cell(row.contact),
            cell(time_of_day(row.entered)),
            cell(caller(row.number, row.name)),
            cell(row.queue),
            cell(_outcome(row), "" if row.outcome in _TALKS else "yellow"),
            cell(clock((row.connected or row.ended) - row.entered)),
            cell(clock(row.ended - row.connected) if row.connected is not None else ""),
        )
    console().print(made if rows else "no calls")


def _outcome(row: ContactEnded) -> str:
    if row.outcome is Outcome.ANSWERED:
        return f"by {row.agent}"
    if row.outcome is Outcome.CALLED_BACK:
        return f"called back by {row.agent}"
    return row.outcome.replace("_", " ")
