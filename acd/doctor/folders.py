"""The folders that the PBX and we share: messages, which it writes and we play, mail and delete, and announcements,
which we write and it plays. What it may do there its own test call has tried (``acd.visits.doctor``); what we may, and
the room that is left, we see.
"""

import os
import shutil
from pathlib import Path

from acd.config.settings import Settings
from acd.doctor.sheet import Sheet
from acd.visits.doctor import takes_messages

LITTLE, TOO_LITTLE = 1_000_000_000, 50_000_000  # bytes: a minute of a message takes one million
_MAKE = "install -d -o asterisk -g GROUP -m 2770 {0}, GROUP being one that we are in too"


def judge(word: str, settings: Settings, sheet: Sheet) -> None:
    """`word` as the test call tells it, ``messages=good:announcements=seen``; empty from an earlier dialplan."""
    told = dict(part.partition("=")[::2] for part in word.split(":"))
    if "messages" in told and takes_messages(settings):
        _judge_messages(told["messages"], settings.messages.voicemail.root, sheet)
    if "announcements" in told:
        _judge_announcements(told["announcements"] == "seen", settings.messages.announcements, sheet)


def _judge_messages(word: str, root: Path, sheet: Sheet) -> None:
    match word:
        case "good" | "kept" if (room := _room(root)) < LITTLE:
            note = sheet.wrong if room < TOO_LITTLE else sheet.warn
            note(f"{room // 1_000_000} MB are left for messages in {root}", "a minute of a message takes 1 MB")
        case "good":
            sheet.ok(f"messages go to {root}")
        case "kept":
            sheet.warn(f"messages in {root} can be recorded, and not deleted by us", _MAKE.format(root))
        case "gone":
            sheet.wrong(f"the PBX has no folder for messages, {root}", _MAKE.format(root))
        case "closed":
            sheet.wrong(
                f"the PBX cannot record to {root}", "it must belong to the user Asterisk runs as, with room on its disk"
            )
        case _:
            sheet.warn(
                f"the PBX records messages to {root}, which we do not see: they are not played, mailed or deleted",
                "mount that folder here, under the same name",
            )


def _judge_announcements(is_seen: bool, root: Path, sheet: Sheet) -> None:
    made = f"install -d -o acd -g asterisk -m 755 {root}"
    place = next((each for each in (root, *root.parents) if each.exists()), root)
    if not os.access(place, os.W_OK | os.X_OK):
        sheet.warn(f"announcements cannot be brought to {root}: {place} is not writable for us", made)
    elif root.is_dir() and not is_seen:
        sheet.warn(f"announcements are brought to {root}, which the PBX does not see", made)
    else:
        sheet.ok(f"announcements go to {root}")


def _room(root: Path) -> int:
    """Bytes that are left, where we see the folder."""
    try:
        return shutil.disk_usage(root).free
    except OSError:
        return LITTLE
