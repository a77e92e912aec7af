"""Who a process is, so that one started in its place knows whether it is dead: without a word from it, and for certain.

A number alone says little: another machine, another container and another time have the same ones. So it stands beside
the machine's boot, the namespace in which the number means something, and the instant the process began.
"""

import os
from contextlib import suppress
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_BEGAN = 19  # of the fields behind the name in /proc/PID/stat, which may itself hold blanks and brackets


def process() -> str:
    """This one; empty where that cannot be said."""
    with suppress(OSError, IndexError):
        return f"{_here()} {os.getpid()} {_began(os.getpid())}"
    return ""


def is_dead(other: str) -> bool:
    """False where it cannot be known: of a process on another machine, in another container, without /proc."""
    place, _, began = other.rpartition(" ")
    here, _, pid = place.rpartition(" ")
    try:
        return here == _here() and pid.isdecimal() and _began(int(pid)) != began
    except (OSError, IndexError):
        return False


def _here() -> str:
    return f"{_BOOT.read_text().strip()} {os.readlink('/proc/self/ns/pid')}"


def _began(pid: int) -> str:
    """Empty for one that is not there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[_BEGAN]
    except (FileNotFoundError, ProcessLookupError):
        return ""
