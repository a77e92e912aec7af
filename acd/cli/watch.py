"""`acd watch`: the story as it happens."""

from typing import Final

import click
from rich.text import Text

from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console
from acd.cli.story import Line, Story, Tone
from acd.cli.text import print_json, time_of_day
from acd.control.requests import View
from acd.core.view import FloorView

_STYLES: Final = {Tone.PLAIN: "", Tone.GOOD: "green", Tone.BAD: "red", Tone.QUIET: "dim"}


@click.command()
@asks_daemon
def watch(daemon: Daemon) -> None:
    """Follow what happens, one line each, until Ctrl-C.

    With --json every happening is one line: {"at": ..., "kind": ..., "what": {...}}.
    """
    if daemon.as_json:
        for telling in daemon.watch():
            print_json({"at": telling.at, "kind": type(telling.what).__name__, "what": telling.what}, on_one_line=True)
        return
    story = Story({agent.agent: agent.name for agent in daemon.ask(View(), FloorView).agents})
    paper = console()
    for telling in daemon.watch():
        line = story.line(telling.at, telling.what)
        if line is not None:
            paper.print(styled(telling.at, line), soft_wrap=True)


def styled(at: float, line: Line) -> Text:
    """A line of the story with its time and colours."""
    text = cell(f"{time_of_day(at)} ", "dim")
    if line.who:
        text.append(f"{line.who} ", style="cyan")
    return text.append(line.sentence, style=_STYLES[line.tone])
