"""`acd calls`."""

import click

from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, table
from acd.cli.text import caller, clock, print_json
from acd.control.requests import View
from acd.core.view import ContactView, FloorView

_STYLES = {"waiting": "yellow", "offered": "cyan", "connected": "green"}


@click.command()
@asks_daemon
def calls(daemon: Daemon) -> None:
    """All calls now: waiting, ringing, talking.

    Time counts from the call's arrival; Expect is the wait it has still to expect; Pri its priority.
    """
    view = daemon.ask(View(), FloorView)
    if daemon.as_json:
        print_json(view.contacts)
        return
    made = table(
        ("Call", "whole"),
        "Caller",
        "Queue",
        ("State", "whole"),
        ("Time", "right"),
        ("Expect", "right"),
        ("Pri", "right"),
    )
    for call in view.contacts:
        made.add_row(
            cell(call.contact),
            cell(caller(call.number, call.name)),
            cell(call.queue),
            cell(_state(call), _STYLES.get(call.state, "")),
            cell(clock(view.at - call.entered)),
            cell(clock(call.expected_wait_s) if call.state == "waiting" else ""),
            cell(str(call.priority or "")),
        )
    console().print(made if view.contacts else "no calls")


def _state(call: ContactView) -> str:
    match call.state:
        case "waiting":
            return f"waiting #{call.position}" if call.position else "waiting"
        case "offered":
            return f"rings {call.agent}"
        case "connected":
            return f"with {call.agent}"
        case other:
            return other
