"""`acd config import`."""

from dataclasses import asdict
from pathlib import Path

import click

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import json_option
from acd.cli.text import clean_lines, print_json
from acd.config.import_files import ImportRefusedError, convert_files, write


@click.group("config")
def config_group() -> None:
    """Configuration tools."""


@config_group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="here",
    metavar="DIR",
    help="Where queues.toml and agents.toml are written; existing files are never written over.",
)
@json_option
def import_command(files: tuple[Path, ...], out: Path, as_json: bool) -> None:
    """Turn Asterisk's queues.conf into queues.toml and agents.toml, and list what has no equivalent.

    Files that queues.conf includes are not followed: give them as further FILES.
    """
    try:
        imported = convert_files(files)
        written = write(imported, out)
    except ImportRefusedError as error:
        raise AcdError(str(error), USAGE) from None
    if as_json:
        print_json({"written": [str(path) for path in written], "notes": [asdict(note) for note in imported.notes]})
        return
    queues, agents = written
    click.echo(f"{queues}: queues: {len(imported.queues)}")
    click.echo(f"{agents}: agents: {len(imported.agents)}")
    click.echo("Without an exact equivalent:")
    for note in imported.notes:
        click.echo(clean_lines(f"  {note}"))
