"""`acd retain`: what is kept too long."""

import time
from pathlib import Path

import click

from acd.cli.exits import REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.settings import settings_in
from acd.cli.text import clean, print_json
from acd.privacy.retain import Retained
from acd.privacy.retain import retain as let_go
from acd.store import StoreError


@click.command("retain")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@config_option
@json_option
def retain(dry_run: bool, config_dir: Path | None, as_json: bool) -> None:
    """Let go of what is older than [retention] in privacy.toml allows; the daemon does so every day.

    Recordings and the journal are deleted, numbers, names and answers are emptied. Exits with 1 when something that is
    too old cannot be removed.
    """
    try:
        done = let_go(settings_in(config_dir), time.time(), dry_run=dry_run)
    except StoreError as error:
        raise AcdError(str(error), USAGE) from None
    if as_json:
        print_json(done)
    else:
        _show(done, dry_run=dry_run)
    if done.left:
        raise click.exceptions.Exit(REFUSED)


def _show(done: Retained, *, dry_run: bool) -> None:
    verb = "would go" if dry_run else "gone"
    for table, count in sorted(done.rows.items()):
        what = "entries" if table == "journal" else "rows that say who called"
        click.echo(f"{verb}: {count} {what} in {table}")
    click.echo(f"{verb}: {len(done.recordings)} recordings, {len(done.messages)} messages")
    for path in done.recordings if dry_run else ():
        click.echo(f"  {clean(path)}")
    for line in done.left:
        click.echo(f"LEFT: {clean(line)}")
