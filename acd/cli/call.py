"""`acd call move|priority|drop`."""

import click

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.exits import AcdError
from acd.cli.options import asks_daemon
from acd.control.requests import Drop, Move, Prioritise, View
from acd.core.view import FloorView

call_argument = click.argument("contact", metavar="CALL", shell_complete=complete.contacts)


@click.group()
def call() -> None:
    """Move, prioritise or drop a call."""


@call.command()
@call_argument
@click.argument("queue", required=False, shell_complete=complete.queues)
@click.option("--position", type=click.IntRange(min=1), help="The place it takes, from 1; else by its age.")
@asks_daemon
def move(daemon: Daemon, contact: str, queue: str | None, position: int | None) -> None:
    """Move a waiting CALL to QUEUE, to another place in its own queue, or both."""
    if queue is None and position is None:
        raise click.UsageError("move needs a QUEUE, a --position, or both")
    target = queue or _queue_of(daemon, contact)
    place = f" at place {position}" if position else ""
    daemon.do(Move(contact, target, position), f"{contact} is in {target}{place}")


@call.command()
@call_argument
@click.argument("priority", type=click.IntRange(0, 10))
@asks_daemon
def priority(daemon: Daemon, contact: str, priority: int) -> None:
    """Give a waiting CALL a priority, 0 to 10, higher first."""
    daemon.do(Prioritise(contact, priority), f"{contact} has priority {priority}")


@call.command()
@call_argument
@asks_daemon
def drop(daemon: Daemon, contact: str) -> None:
    """Hang up on CALL."""
    daemon.do(Drop(contact), f"{contact} is dropped")


def _queue_of(daemon: Daemon, contact: str) -> str:
    for found in daemon.ask(View(), FloorView).contacts:
        if found.contact == contact:
            return found.queue
    raise AcdError(f"there is no call {contact} now; 'acd calls' lists them")
