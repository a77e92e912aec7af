"""Recording a caller: the command's arguments, and what its reply means. Tried on Asterisk 22.10.

``RECORD FILE`` answers ``(dtmf)``, ``(timeout)`` (quiet too: then the result is what was left of the time, else 0),
``(hangup)``, or ``(writefile)`` where the file could not be made; after the last the dialogue goes on. ``endpos``
counts samples at 8 kHz. A disk that fills up in the middle is not told at all: only the file's size shows it. Of the
quiet that ends a recording Asterisk leaves one second in the file.
"""

import os
import re
from collections.abc import Iterable

from ivr.agi.wire import Reply
from ivr.inputs import Recorded, Stop
from ivr.outputs import Part, Record, Tape

RATE = 8000
HEADER_BYTES = 44
SAMPLE_BYTES = 2
QUIET_LEFT_S = 1.0
SLACK_SAMPLES = 320  # by which a file may differ from what was told
BEEP_S = 3.0
LEAST_ROOM = 32_000  # bytes: two seconds

_TAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,250}", re.ASCII)
_FOLDER = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+", re.ASCII)


def path_of(folder: str, tape: str) -> str:
    """Where `tape` is on the PBX, without its extension. ValueError for a name that is not one of ours."""
    if not _FOLDER.fullmatch(folder) or not _TAPE.fullmatch(tape) or ".." in folder + tape:
        raise ValueError("not the name of a tape")
    return f"{folder}/{tape}"


def record_arguments(path: str, want: Record) -> tuple[str, ...]:
    """Of ``RECORD FILE``."""
    return path, "wav", want.ends, str(round(want.longest_s * 1000)), "0", "BEEP", f"s={max(1, round(want.silence_s))}"


def size_question(path: str) -> str:
    """Asks the PBX itself, which may be another machine."""
    return f"STAT(s,{path}.wav)"


def folder_question(folder: str) -> str:
    """Likewise, whether there is such a folder. ValueError for a name that is not one of ours."""
    if not _FOLDER.fullmatch(folder) or ".." in folder:
        raise ValueError("not the name of a folder")
    return f"STAT(d,{folder})"


def recorded(reply: Reply) -> Recorded:
    """What the reply to ``RECORD FILE`` tells."""
    seconds = _samples(reply) / RATE
    if reply.result == "-1":
        return Recorded(seconds, Stop.FAILED if reply.data == "writefile" else Stop.HUNG_UP)
    if reply.data != "timeout":
        return Recorded(seconds, Stop.KEY)
    if reply.result == "0":
        return Recorded(seconds, Stop.LIMIT)
    return Recorded(max(0.0, seconds - QUIET_LEFT_S), Stop.QUIET)


def is_whole(reply: Reply, size: str) -> bool:
    """Whether the file holds what was recorded, by its size in bytes; an unknown size is believed. On a full disk it
    may be too small or too great: Asterisk can then neither write nor cut anything off."""
    if not re.fullmatch(r"\d{1,12}", size, re.ASCII):
        return True
    samples = (int(size) - HEADER_BYTES) / SAMPLE_BYTES
    return abs(samples - _samples(reply)) <= SLACK_SAMPLES


def has_room(folder: str) -> bool:
    """Whether there is room for more on the disk, where this machine sees the folder at all. A recording that ends on a
    full disk is cut there, and Asterisk tells the end of what it could write as if that were all."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return True
    return disk.f_bavail * disk.f_frsize >= LEAST_ROOM


def placed(parts: Iterable[Part], folder: str) -> list[Part]:
    """The parts with tapes as what Asterisk finds them by."""
    return [Tape(path_of(part.folder or folder, part.name)) if isinstance(part, Tape) else part for part in parts]


def _samples(reply: Reply) -> int:
    text = reply.extras.get("endpos", "")
    return int(text) if re.fullmatch(r"\d{1,12}", text, re.ASCII) else 0
