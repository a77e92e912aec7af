"""`acd heal`."""

import click

from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.text import clean, print_json
from acd.control.house import Compared
from acd.control.requests import Heal


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what differs.")
@asks_daemon
def heal(daemon: Daemon, *, dry_run: bool) -> None:
    """Compare the daemon's books with what the PBXes show, and heal what differs.

    The daemon does so by itself now and then (sweep_s in acd.toml). Only what two looks show, a moment apart, is a
    difference. Running talks and waiting callers are not touched.
    """
    found = daemon.ask(Heal(dry_run=dry_run), Compared)
    if daemon.as_json:
        print_json(found)
        return
    for pbx in found.unseen:
        click.echo(f"PBX {clean(pbx)} is not connected: it is compared when it is back")
    for line in found.differences:
        click.echo(clean(line))
    if not found.differences:
        click.echo("no difference")
    elif not dry_run:
        click.echo(f"{len(found.differences)} healed")
