"""A clock that can be stepped under a running program: libfaketime, of the host's own Debian, for it is loaded into the
host's programs. Only the time of day is faked; the monotonic clock goes on, as it does when a real one is set."""

import re
from collections.abc import Mapping
from pathlib import Path

from acd.lab.fetch import SUITE, private
from acd.lab.trouble import LabError

_OS = Path("/etc/os-release")
_PYTHONS_TURN_MS = "5"
"""How long a thread of Python waits before it asks another for its turn. Left alone, libfaketime (0.9.10) makes that
wait several times as long, for it counts a monotonic wait by the faked clock: a daemon reading its configuration in one
thread then stood still in the other for seconds."""


class SteppedClock:
    """`environment` is for the program; `step` sets how many seconds its clock is off from then on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._library = _library()
        self.step(0)

    def step(self, off_s: float) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{off_s:+.0f}\n", encoding="utf-8")
        new.replace(self._file)  # it may be read at any moment

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "FAKETIME_WAIT_MS": _PYTHONS_TURN_MS,
        }


def _library() -> Path:
    """The system's, else a private one (made now if need be). Raises LabError."""
    pattern = "usr/lib/*/faketime/libfaketimeMT.so.1"
    found = next(Path("/").glob(pattern), None)
    if found is None:
        found = next(private(["libfaketime"], "faketime", suite=_codename()).glob(pattern), None)
    if found is None:
        raise LabError("no libfaketime in .lab/faketime: delete that folder and run again")
    return found


def _codename() -> str:
    """The host's Debian release."""
    said = _OS.read_text(encoding="utf-8") if _OS.is_file() else ""
    found = re.search(r"^VERSION_CODENAME=(\w+)$", said, re.MULTILINE)
    return found.group(1) if found and re.search(r"^ID=debian$", said, re.MULTILINE) else SUITE
