"""`acd ivr pin`: callers' PINs."""

import click

from acd.cli.daemon import Daemon
from acd.cli.exits import AcdError
from acd.cli.options import asks_daemon
from acd.cli.text import clean, print_json
from acd.control.requests import UnlockPin


@click.group("pin")
def ivr_pin() -> None:
    """Callers' PINs; `acd pin --account` makes one."""


@ivr_pin.command()
@click.argument("who", metavar="ACCOUNT|NUMBER")
@asks_daemon
def unlock(daemon: Daemon, who: str) -> None:
    """Open an account, or a caller's number, that too many wrong PINs have locked.

    In every book of PINs, the agents' own among them. Exits with 1 when there was nothing to open.
    """
    opened = daemon.ask(UnlockPin(who), tuple[str, ...])
    if daemon.as_json:
        print_json({"opened": opened})
    for line in opened if not daemon.as_json else ():
        click.echo(clean(f"opened: {line}"))
    if not opened:
        raise AcdError("neither an account nor a number of this name has had wrong PINs")
