"""`acd announce on|off|list`: an emergency message to every caller, by one command."""

import secrets
from datetime import datetime
from pathlib import Path

import click

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.exits import USAGE, AcdError
from acd.cli.options import asks_daemon
from acd.cli.text import clean, print_json
from acd.cli.until import MomentToCome
from acd.cli.wav import NotSoundError, for_telephone
from acd.control.desk_answers import AnnouncementStatus, Switched
from acd.control.desk_requests import PIECE_BYTES, AnnouncementPiece, SwitchAnnouncementOff, SwitchAnnouncementOn
from acd.control.house import DaemonStatus
from acd.control.requests import Status

ALL = "all"
queue_option = click.option(
    "--queue",
    "queues",
    multiple=True,
    shell_complete=complete.queues,
    help="For this queue's callers only; once or more.  [default: all callers]",
)


@click.group()
def announce() -> None:
    """An emergency message: what every caller hears first. On, off, list.

    \b
    acd announce on fire.wav              every caller hears it, also those who wait already
    acd announce on custom/fire           the same with a sound the PBX has
    acd announce on fire.wav --until 18:00
    acd announce off                      all of them off
    """


@announce.command()
@click.argument("sound", metavar="FILE.wav|SOUND")
@queue_option
@click.option("--until", type=MomentToCome(), help="Off by itself then: 2h, 18:00, ...  [default: until switched off]")
@asks_daemon
def on(daemon: Daemon, sound: str, queues: tuple[str, ...], until: float | None) -> None:
    """Callers hear FILE.wav, or a SOUND of the PBX by its name, from now on.

    It takes the place of the one that was on for the same callers, and holds over restarts.
    """
    scopes = () if ALL in queues else queues
    path = Path(sound)
    if path.suffix.lower() == ".wav" or path.is_file():
        wanted = SwitchAnnouncementOn(upload=_brought(daemon, path), queues=scopes, until=until)
    else:
        wanted = SwitchAnnouncementOn(sound=sound, queues=scopes, until=until)
    switched = daemon.ask(wanted, Switched)
    _tell(daemon, switched)
    if not daemon.as_json:
        click.echo("it ends with: acd announce off")


@announce.command()
@queue_option
@asks_daemon
def off(daemon: Daemon, queues: tuple[str, ...]) -> None:
    """Switch announcements off: all of them, or only those of --queue (--queue all: the one for all callers)."""
    switched = daemon.ask(SwitchAnnouncementOff(queues), Switched)
    if daemon.as_json:
        print_json(switched)
        return
    for each in switched.changed:
        click.echo(f"OFF  {_line(each)}")
    for each in switched.on:
        click.echo(f"ON   {_line(each)}")
    if not switched.changed:
        click.echo("none was on" if not switched.on else "none of these was on")


@announce.command("list")
@asks_daemon
def list_announcements(daemon: Daemon) -> None:
    """What is on now."""
    found = daemon.ask(Status(), DaemonStatus).announcements
    if daemon.as_json:
        print_json(found)
        return
    for each in found:
        click.echo(f"ON   {_line(each)}")
    if not found:
        click.echo("no announcement is on")


def _brought(daemon: Daemon, path: Path) -> str:
    """The file is with the daemon, under this name."""
    try:
        audio = for_telephone(path)
    except NotSoundError as error:
        raise AcdError(str(error), USAGE) from None
    upload = secrets.token_hex(8)
    for start in range(0, len(audio), PIECE_BYTES):
        daemon.ask(AnnouncementPiece(upload, audio[start : start + PIECE_BYTES]), type(None))
    return upload


def _tell(daemon: Daemon, switched: Switched) -> None:
    if daemon.as_json:
        print_json(switched)
        return
    for each in switched.on:
        click.echo(f"ON   {_line(each)}")
    if switched.warning:
        click.echo(clean(f"note: {switched.warning}"))


def _line(each: AnnouncementStatus) -> str:
    who = "all callers" if each.scope == ALL else f"callers of queue {each.scope}"
    until = f", until {_moment(each.until)}" if each.until is not None else ""
    return clean(f"{who} hear {each.sound} (since {_moment(each.since)}{until})")


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%d %b %H:%M")
