"""`acd voicemail list|play|mark|delete`: messages that callers left."""

import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.exits import AcdError
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, table
from acd.cli.text import caller, clean, clock, print_json
from acd.control.desk_answers import MessageStatus
from acd.control.desk_requests import MOST_MESSAGES, DeleteMessage, ListMessages, MarkMessage, MessageAudio

_STYLES: Final = {"unread": "bold", "deleted": "dim"}
number_argument = click.argument("number", metavar="NUMBER", type=click.IntRange(min=1))


@click.group()
def voicemail() -> None:
    """Messages that callers left: list, play, mark, delete."""


@voicemail.command("list")
@click.option("--queue", shell_complete=complete.queues, help="Only those for this queue.")
@click.option("--agent", shell_complete=complete.agents, help="Only those for this agent.")
@click.option("--unread", is_flag=True, help="Only those nobody has heard.")
@click.option("--all", "deleted", is_flag=True, help="Deleted ones too.")
@click.option("--limit", type=click.IntRange(1, MOST_MESSAGES), default=50, show_default=True)
@asks_daemon
def list_messages(
    daemon: Daemon, queue: str | None, agent: str | None, unread: bool, deleted: bool, limit: int
) -> None:
    """Messages, the latest first."""
    if queue is not None and agent is not None:
        raise click.UsageError("--queue or --agent, not both")
    found = daemon.ask(ListMessages(queue, agent, unread, deleted, limit), tuple[MessageStatus, ...])
    if daemon.as_json:
        print_json(found)
        return
    made = table(
        ("Number", "right"), ("Left", "whole"), "For", "Caller", ("Lasts", "right"), ("State", "whole"), "Mail", "Call"
    )
    for each in found:
        made.add_row(
            cell(str(each.number)),
            cell(datetime.fromtimestamp(each.at).strftime("%d %b %H:%M")),
            cell(each.box if each.box_kind == "queue" else f"agent {each.box}"),
            cell(caller(each.caller_number, each.caller_name)),
            cell(clock(each.seconds)),
            cell(each.state, _STYLES.get(each.state, "")),
            cell(each.mailed),
            cell(each.contact),
        )
    console().print(made if found else "no messages")


@voicemail.command()
@number_argument
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Copy the WAV file here.")
@click.option("--player", metavar="COMMAND", help="Play it with this: aplay, paplay, ffplay, ...")
@click.option("--keep-unread", is_flag=True, help="Do not mark it as read.")
@asks_daemon
def play(daemon: Daemon, number: int, output: Path | None, player: str | None, keep_unread: bool) -> None:
    """Hear message NUMBER, or copy it; it is marked as read. Without an option: where its file is on the PBX."""
    if output is None and player is None:
        path = _found(daemon, number).path
        print_json({"path": path}) if daemon.as_json else click.echo(clean(path))
        return
    audio = daemon.ask(MessageAudio(number), bytes)
    if output is not None:
        _write(output, audio)
    if player is not None:
        _play(player, audio)
    if not keep_unread:
        daemon.ask(MarkMessage(number, read=True), type(None))
    if daemon.as_json:
        print_json({"done": True})


@voicemail.command()
@number_argument
@click.argument("state", type=click.Choice(["read", "unread"]))
@asks_daemon
def mark(daemon: Daemon, number: int, state: str) -> None:
    """Mark message NUMBER as read or unread."""
    daemon.ask(MarkMessage(number, read=state == "read"), type(None))
    if daemon.as_json:
        print_json({"done": True})
    else:
        click.echo(f"message {number} is marked as {state}")


@voicemail.command()
@number_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@asks_daemon
def delete(daemon: Daemon, number: int, yes: bool) -> None:
    """Delete message NUMBER: its audio is removed, that it was left stays on record."""
    if not yes:
        click.confirm(f"delete message {number} for good?", abort=True, err=True)
    path = daemon.ask(DeleteMessage(number), str)
    if daemon.as_json:
        print_json({"done": True, "gone": path})
    else:
        click.echo(clean(f"message {number} is deleted: {path} is gone"))


def _found(daemon: Daemon, number: int) -> MessageStatus:
    found = daemon.ask(ListMessages(deleted=True, number=number), tuple[MessageStatus, ...])
    if not found:
        raise AcdError(f"there is no message {number}; see: acd voicemail list")
    return found[0]


def _write(output: Path, audio: bytes) -> None:
    try:
        output.touch(mode=0o600)
        output.write_bytes(audio)
    except OSError as error:
        raise AcdError(f"{output}: cannot be written: {error.strerror}") from None


def _play(player: str, audio: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(audio)
        file.flush()
        try:
            code = subprocess.run([player, file.name], check=False).returncode  # noqa: S603  (the user's own)
        except OSError as error:
            raise AcdError(f"{player}: cannot be run: {error.strerror}") from None
    if code:
        raise AcdError(f"{player} ended with code {code}")
