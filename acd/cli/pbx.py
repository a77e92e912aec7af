"""`acd pbx doctor`."""

from pathlib import Path

import click
from rich.console import Console

from acd.cli.daemon import Daemon
from acd.cli.exits import NOT_RUNNING, REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option, socket_option
from acd.cli.paper import cell, console
from acd.cli.socket_path import DEFAULT_CONFIG, find_socket
from acd.cli.text import clean, print_json
from acd.control.house import DoctorLine, Health
from acd.control.requests import Doctor

_STYLES = {Health.OK: "green", Health.WARNING: "yellow", Health.WRONG: "bold red"}


@click.group()
def pbx() -> None:
    """Examine the PBXes."""


@pbx.command()
@json_option
@socket_option
@config_option
def doctor(as_json: bool, socket: Path | None, config_dir: Path | None) -> None:
    """Say, line by line, what is right with each PBX and what is missing. Exits 1 if anything is wrong.

    The running daemon is asked; without one the PBXes are examined from here, by the configuration. Nobody's phone
    rings. A short test call is made inside the PBX.
    """
    try:
        lines = Daemon(find_socket(socket, config_dir)).ask(Doctor(), tuple[DoctorLine, ...])
    except AcdError as error:
        if error.exit_code != NOT_RUNNING:
            raise
        lines = _alone(config_dir, error)
    if as_json:
        print_json(lines)
    else:
        show(console(), lines)
    if any(line.health is Health.WRONG for line in lines):
        raise click.exceptions.Exit(REFUSED)


def _alone(config_dir: Path | None, not_running: AcdError) -> tuple[DoctorLine, ...]:
    """Examined from here. Without a configuration there is only the daemon to ask, which is `not_running`."""
    if config_dir is None and not (DEFAULT_CONFIG / "acd.toml").exists():
        raise not_running
    from acd.config.errors import ConfigErrors
    from acd.config.read import read
    from acd.doctor.alone import examine_alone

    try:
        settings = read(config_dir or DEFAULT_CONFIG)
    except ConfigErrors as errors:
        raise AcdError(
            f"{not_running.message}; to examine without it the configuration is needed:\n{errors}", USAGE
        ) from None
    return examine_alone(settings)


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
    paper.print(cell(_verdict(lines)), soft_wrap=True)


def _verdict(lines: tuple[DoctorLine, ...]) -> str:
    counts = {health: sum(line.health is health for line in lines) for health in Health}
    if counts[Health.WRONG]:
        return f"{counts[Health.WRONG]} wrong, {counts[Health.WARNING]} to look at"
    return f"nothing is wrong, {counts[Health.WARNING]} to look at" if counts[Health.WARNING] else "all is well"
