"""`acd erase`: forget one caller, and prove it."""

import sys
from pathlib import Path

import click

from acd.cli.daemon import Daemon
from acd.cli.exits import REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option, socket_option
from acd.cli.settings import settings_in
from acd.cli.socket_path import find_socket
from acd.cli.text import clean, print_json
from acd.config.settings import Settings
from acd.control.privacy_requests import LeftAlone, LetGo
from acd.privacy.erase import Erased, erase
from acd.privacy.without_daemon import let_go
from acd.store import StoreError
from acd.store.wanted import Wanted


@click.command("erase")
@click.option("--caller", required=True, metavar="NUMBER", help="In any spelling: +49 30 901820, 030901820, ...")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
@socket_option
@config_option
def erase_caller(caller: str, yes: bool, as_json: bool, socket: Path | None, config_dir: Path | None) -> None:
    """Forget a caller: recordings, messages, numbers, names and answers go, everywhere. What is counted stays.

    Calls go on meanwhile. Afterwards every table and file is searched for the number; exits with 1 when anything of
    him is left, and says what. Takes the rights of the daemon's user: the store and the audio are written to.
    """
    settings = settings_in(config_dir)
    wanted = Wanted(caller, settings.privacy.country)
    if not wanted.text:
        raise AcdError("no number", USAGE)
    if not yes and sys.stdin.isatty():
        click.confirm(f"Forget the caller {clean(wanted.text)}? It cannot be undone", abort=True, err=True)
    try:
        before = _let_go(settings, wanted, find_socket(socket, config_dir))
        done = erase(settings, wanted.text, left=_stays(before))
    except StoreError as error:
        raise AcdError(str(error), USAGE) from None
    if as_json:
        print_json(done)
    else:
        _show(wanted, before, done)
    if done.left:
        raise click.exceptions.Exit(REFUSED)


def _let_go(settings: Settings, wanted: Wanted, socket: Path) -> LeftAlone:
    done = Daemon(socket).ask_if_running(LetGo(wanted.text), LeftAlone)
    return let_go(settings, wanted) if done is None else done


def _stays(before: LeftAlone) -> list[str]:
    lines = [f"{contact} is in the house now: erase again when that call is over" for contact in before.here]
    if not before.is_written:
        lines.append("rows wait to be written (the store is in trouble): erase again when they are")
    return lines


def _show(wanted: Wanted, before: LeftAlone, done: Erased) -> None:
    rows = ", ".join(f"{table} {count}" for table, count in sorted(done.changed.items()) if count)
    click.echo(f"{clean(wanted.shown)}: {done.contacts} calls; rows emptied: {rows or 'none'}")
    if not wanted.is_long:
        click.echo("a short number: it is looked for as a caller's number only, not in texts and files")
    for contact in before.cancelled:
        click.echo(f"cancelled the call-back {clean(contact)}")
    for path in done.removed:
        click.echo(f"removed {clean(path)}")
    found = ", ".join(f"{table} {count}" for table, count in done.found.items())
    total = sum(done.found.values())
    click.echo(f"searched afterwards: {total} rows of {len(done.found)} tables hold the number ({found})")
    click.echo(f"and {len(done.files_found)} files of the store")
    for line in done.left:
        click.echo(clean(f"LEFT: {line}"))
    click.echo("something is left" if done.left else f"nothing is left ({done.seconds:.1f} s)")
