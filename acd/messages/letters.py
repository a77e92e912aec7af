"""A message as mail. Whatever a caller says of himself is text in it and never a header of its own."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from acd.core.left import MessageLeft

MOST_NAME = 80


def letter(left: MessageLeft, sender: str, audio: bytes | None, why_none: str = "") -> EmailMessage:
    """To the box's address, with the sound as attachment; without `audio` the text says why. The same message always
    has the same Message-ID, so that one sent twice can be known as such."""
    mail = EmailMessage(policy=SMTP)
    who = " ".join(part for part in (_plain(left.number), _plain(left.name)) if part) or "an unknown caller"
    box = f"queue {left.box}" if left.box_kind == "queue" else f"agent {left.box}"
    lasts = f"{int(left.seconds) // 60}:{int(left.seconds) % 60:02}"
    at = datetime.fromtimestamp(left.at, UTC)
    mail["From"] = sender
    mail["To"] = left.mail_to
    mail["Subject"] = f"Message for {_plain(box)} from {who}, {lasts}"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{_token(left.message)}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    local = at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    lines = [f"From:   {who}", f"For:    {box}", f"Left:   {local}", f"Lasts:  {lasts}", f"Call:   {left.contact}"]
    if audio is None:
        lines += ["", f"The sound is not attached: {why_none}", f"It is on PBX {left.pbx}: {left.message}.wav"]
    mail.set_content("\n".join(lines) + "\n")
    if audio is not None:
        name = f"message-{at:%Y%m%d-%H%M%S}.wav"
        mail.add_attachment(audio, maintype="audio", subtype="wav", filename=name)
    return mail


def _plain(text: str) -> str:
    """On one line, without what does not print, not longer than a name is."""
    shown = "".join(char if char.isprintable() else " " for char in text)[:MOST_NAME]
    return shown.encode("utf-8", "replace").decode().strip()


def _token(message: str) -> str:
    """Only what may stand in a Message-ID."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in message)
