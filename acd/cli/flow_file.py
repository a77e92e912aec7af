"""A flow file named on the command line, read; what is wrong with it is told, with exit code 2."""

from pathlib import Path
from typing import NoReturn

import click

from acd.cli.exits import USAGE
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.problems import BadFileError
from ivr.read import read
from ivr.reading.calendars import read_calendars

FILE = click.Path(dir_okay=False, path_type=Path)
calendars_option = click.option(
    "--calendars",
    type=FILE,
    help="Opening hours; without it calendars.toml beside the flow or in the folder above it.",
)


def read_flow(path: Path, calendars: Path | None) -> Flow:
    try:
        return read(path, calendars=near_calendars(path, calendars))
    except BadFileError as error:
        refuse(str(error))


def near_calendars(flow: Path, named: Path | None) -> dict[str, Calendar]:
    """The calendars named, or those near the flow, or none. Raises BadFileError."""
    near = [folder / "calendars.toml" for folder in (flow.absolute().parent, flow.absolute().parent.parent)]
    path = named or next((each for each in near if each.is_file()), None)
    return read_calendars(path) if path else {}


def refuse(text: str) -> NoReturn:
    """Says it and ends the command."""
    click.echo(text, err=True)
    raise SystemExit(USAGE)
