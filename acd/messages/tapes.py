"""Callers' recordings, as files this machine may see. Blocking: from asyncio in a thread.

A tape's name is made by ``ivr.leave_message`` of the contact, its visit, how many it is and the box, so a file alone
still says whose it is: ``main-1763769287.12+3-1+queue-sales.wav``.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".wav"
MODE = 0o640
HEADER_BYTES, BYTES_A_SECOND = 44, 16_000  # 8 kHz, 16 bit, mono
MOST_BYTES = 16_000_000
_TAPE = re.compile(
    r"(?P<contact>[A-Za-z0-9_.-]{1,100})\+(?P<visit>\d{1,6})-(?P<take>\d{1,3})"
    r"\+(?P<kind>queue|agent)-(?P<box>[A-Za-z0-9_.-]{1,64})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A tape in the folder: what its name says, its length and when it was last written (wall clock)."""

    tape: str
    contact: str
    visit: int
    take: int
    box_kind: str
    box: str
    seconds: float
    written: float


class Tapes:
    """Those under `root`. ValueError for a name that is not one of ours, OSError where the disk will not."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def is_here(self) -> bool:
        """Whether this machine sees the folder at all."""
        return self._root.is_dir()

    def path(self, tape: str) -> Path:
        if not _TAPE.fullmatch(tape) or ".." in tape:
            raise ValueError("not the name of a tape")
        return self._root / f"{tape}{SUFFIX}"

    def close_to_others(self, tape: str) -> None:
        """Only its owner and his group may read it, where we may say so."""
        with suppress(PermissionError):  # the PBX's own file: its umask rules
            self.path(tape).chmod(MODE)

    def read(self, tape: str) -> bytes:
        handle = os.open(self.path(tape), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            return file.read(MOST_BYTES)

    def remove(self, tape: str) -> bool:
        """It is gone when this returns; False when it was before."""
        path = self.path(tape)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        if os.path.lexists(path):
            raise OSError(f"{path} is still there")
        return True

    def found(self) -> Iterator[Found]:
        """Every tape in the folder; none where there is no folder."""
        for path in sorted(self._root.glob(f"*{SUFFIX}")) if self.is_here else ():
            name = _TAPE.fullmatch(path.name.removesuffix(SUFFIX))
            if name is None or path.is_symlink():
                continue
            about = path.stat()
            seconds = max(0, about.st_size - HEADER_BYTES) / BYTES_A_SECOND
            visit, take = int(name["visit"]), int(name["take"])
            yield Found(name[0], name["contact"], visit, take, name["kind"], name["box"], seconds, about.st_mtime)
