"""`acd queues`."""

import click
from rich.text import Text

from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, table
from acd.cli.text import clock, percent, print_json
from acd.control.requests import View
from acd.core.view import FloorView, QueueView


@click.command()
@asks_daemon
def queues(daemon: Daemon) -> None:
    """All queues: who waits, how long, how well it goes.

    \b
    Wait    callers waiting         Longest  wait of the oldest of them
    Expect  wait of one who would enter now ("-": nobody could serve him)
    Free    agents free / signed in who could serve its callers
    Since the start of the daemon:
    In, Ans, Abd, Other  entered, answered, abandoned, left otherwise
    SL      answered within the queue's target, of those decided
    ASA     average speed of answer
    """
    view = daemon.ask(View(), FloorView)
    if daemon.as_json:
        print_json(view.queues)
        return
    made = table(
        "Queue",
        *((name, "right") for name in ("Wait", "Longest", "Expect", "Free", "In", "Ans", "Abd", "Other", "SL", "ASA")),
    )
    for queue in view.queues:
        made.add_row(cell(queue.queue), *_cells(queue))
    console().print(made if view.queues else "no queues")


def _cells(queue: QueueView) -> list[Text]:
    nobody = "bold red" if queue.waiting and not queue.agents_signed_in else ""
    return [
        cell(str(queue.waiting), "bold yellow" if queue.waiting else "dim"),
        cell(clock(queue.longest_wait_s) if queue.waiting else "-"),
        cell(clock(queue.expected_wait_s)),
        cell(f"{queue.agents_free}/{queue.agents_signed_in}", nobody),
        cell(str(queue.offered)),
        cell(str(queue.answered)),
        cell(str(queue.abandoned)),
        cell(str(queue.left_otherwise)),
        cell(percent(queue.service_level)),
        cell(clock(queue.asa_s)),
    ]
