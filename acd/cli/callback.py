"""`acd callback list|add|cancel|why`."""

import re
from datetime import datetime, timedelta
from typing import Any

import click

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.exits import AcdError
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, table
from acd.cli.since import UNITS, moment
from acd.cli.text import caller, clean, clock, print_json
from acd.cli.why import why
from acd.control.requests import CallBack, Drop, View
from acd.core.view import CallbackView, ContactView, FloorView

call_argument = click.argument("contact", metavar="CALL", shell_complete=complete.callbacks)
_IN = re.compile(r"([0-9]{1,6})([mhd])")


def later(text: str, now: datetime) -> datetime:
    """ "30m", "2h", "3d" from now; "14:05" the next time it is so; or an ISO date and time, local unless it says
    another. Raises ValueError for what is not to come."""
    if found := _IN.fullmatch(text):
        return now + timedelta(**{UNITS[found[2]]: int(found[1])})
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text):
        at = moment(text, now)
        return at if at > now else at + timedelta(days=1)
    at = datetime.fromisoformat(text)
    at = at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
    if at <= now:
        raise ValueError("not to come")
    return at


class Later(click.ParamType[float]):
    """`later` as seconds since the epoch."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        try:
            return later(str(value), datetime.now().astimezone()).timestamp()
        except (ValueError, OverflowError):
            self.fail(f"got {value!r}, must be to come, such as 30m, 2h, 14:05, 2026-11-22T14:05", param, ctx)


@click.group()
def callback() -> None:
    """Who is to be called back: list, add, cancel."""


@callback.command("list")
@asks_daemon
def list_(daemon: Daemon) -> None:
    """All call-backs now, in the order of their places.

    Time counts from when the caller began to wait; Tries are the calls that reached nobody.
    """
    view = daemon.ask(View(), FloorView)
    found = sorted((each for each in view.contacts if each.callback is not None), key=lambda each: each.entered)
    if daemon.as_json:
        print_json(found)
        return
    made = table(("Call", "whole"), "Number", "Queue", ("State", "whole"), ("Time", "right"), ("Tries", "right"))
    for each in found:
        if each.callback is not None:
            made.add_row(
                cell(each.contact),
                cell(caller(each.number, each.name)),
                cell(each.queue),
                cell(_state(each, each.callback, view.at)),
                cell(clock(view.at - each.entered) if each.entered <= view.at else ""),
                cell(str(each.callback.tries or "")),
            )
    console().print(made if found else "no call-backs")


@callback.command()
@click.argument("number")
@click.argument("queue", shell_complete=complete.queues)
@click.option("--at", type=Later(), help="Not before: 30m, 2h, 14:05, 2026-11-22T14:05.")
@asks_daemon
def add(daemon: Daemon, number: str, queue: str, at: float | None) -> None:
    """Have NUMBER called back for QUEUE, as soon as an agent is free for it."""
    contact = daemon.ask(CallBack(number, queue, at), str)
    if daemon.as_json:
        print_json({"contact": contact})
    else:
        when = f" from {datetime.fromtimestamp(at):%a %d %b %H:%M} on" if at else ""
        click.echo(clean(f"{contact} is to be called back for {queue}{when}"))


@callback.command()
@call_argument
@asks_daemon
def cancel(daemon: Daemon, contact: str) -> None:
    """CALL is not called back; should its customer be on the line already, it is hung up."""
    found = daemon.ask(View(), FloorView).contacts
    if not any(each.contact == contact and each.callback is not None for each in found):
        raise AcdError(f"there is no call-back {clean(contact)} now; 'acd callback list' lists them")
    daemon.do(Drop(contact), f"{contact} is not called back")


callback.add_command(why)


def _state(contact: ContactView, back: CallbackView, at: float) -> str:
    if contact.state == "resting" and back.due > at:
        day = "" if back.due - at < 43_200 else "%a "
        return f"from {datetime.fromtimestamp(back.due):{day}%H:%M:%S} on"
    if contact.state == "resting":
        return "outside its hours"
    if contact.state == "waiting":
        return f"waiting #{contact.position}" if contact.position else "waiting"
    return f"with {contact.agent}" if contact.state == "connected" else f"calls {contact.agent}"
