"""Callers' voices on the disk: talks recorded by the PBX, and messages. Found by the contact their names begin with; a
name is never taken from anywhere but the folder itself.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".wav"
_RECORDING = re.compile(r"(?P<contact>[A-Za-z0-9_.-]{1,100})-(?P<offer>\d{1,9})-(?P<epoch>\d{9,12})\.wav", re.ASCII)
_MESSAGE = re.compile(r"(?P<contact>[A-Za-z0-9_.-]{1,100})\+\d{1,6}-\d{1,3}\+(?:queue|agent)-[A-Za-z0-9_.-]{1,64}\.wav")


@dataclass(frozen=True, slots=True)
class Audio:
    """A file; `written` by the machine's clock."""

    path: Path
    contact: str
    written: float


def recordings(root: Path) -> Iterator[Audio]:
    """None where the folder is not to be seen from here."""
    return _found(root, _RECORDING)


def messages(root: Path) -> Iterator[Audio]:
    return _found(root, _MESSAGE)


def of(contacts: Collection[str], found: Iterator[Audio]) -> list[Audio]:
    return [each for each in found if each.contact in contacts]


def remove(audio: Audio) -> str:
    """Why it is still there, or empty: it is gone."""
    try:
        audio.path.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _found(root: Path, form: re.Pattern[str]) -> Iterator[Audio]:
    for path in sorted(root.glob(f"*{SUFFIX}")) if root.is_dir() else ():
        name = form.fullmatch(path.name)
        if name is not None and not path.is_symlink():
            yield Audio(path, name["contact"], path.stat().st_mtime)
