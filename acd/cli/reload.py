"""`acd reload`."""

import click

from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.text import clean, print_json
from acd.control.requests import Reload


@click.command()
@asks_daemon
def reload(daemon: Daemon) -> None:
    """Apply the changed configuration to the running daemon; no call is touched.

    Prints what changed. A configuration with an error is refused, all its errors are printed, and the old one stays.
    """
    changes = daemon.ask(Reload(), tuple[str, ...])
    if daemon.as_json:
        print_json(changes)
        return
    for line in changes or ("nothing changed",):
        click.echo(clean(line))
