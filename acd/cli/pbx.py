"""`acd pbx doctor`."""

import click
from rich.console import Console

from acd.cli.daemon import Daemon
from acd.cli.exits import REFUSED
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console
from acd.cli.text import clean, print_json
from acd.control.house import DoctorLine, Health
from acd.control.requests import Doctor

_STYLES = {Health.OK: "green", Health.WARNING: "yellow", Health.WRONG: "bold red"}


@click.group()
def pbx() -> None:
    """Examine the PBXes."""


@pbx.command()
@asks_daemon
def doctor(daemon: Daemon) -> None:
    """Say, line by line, what is right with each PBX and what is missing. Exits 1 if anything is wrong."""
    lines = daemon.ask(Doctor(), tuple[DoctorLine, ...])
    if daemon.as_json:
        print_json(lines)
    else:
        show(console(), lines)
    if any(line.health is Health.WRONG for line in lines):
        raise click.exceptions.Exit(REFUSED)


def show(paper: Console, lines: tuple[DoctorLine, ...]) -> None:
    pbx = ""
    for line in lines:
        if line.pbx != pbx:
            pbx = line.pbx
            paper.print(cell(f"PBX {pbx}", "bold"), soft_wrap=True)
        sign = cell(f"  {line.health:<8}", _STYLES[line.health])
        paper.print(sign.append(clean(line.text), style="default"), soft_wrap=True)
        if line.advice:
            paper.print(cell(f"          -> {line.advice}"), soft_wrap=True)
