"""Named points at which a test has the daemon die as if its machine lost power.

``ACD_FAULT="before RingAgent 2"``: killed just before the second such command is carried out; ``after``: just after;
for an event, ``before`` is when nobody has seen it yet and ``after`` when it has been journalled. Without the variable
nothing is looked at. Whoever may set the daemon's environment may kill it anyway.
"""

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass

VARIABLE = "ACD_FAULT"
Reach = Callable[[str, object], None]


def _nothing(_when: str, _thing: object) -> None: ...


def fault_points(environ: Mapping[str, str]) -> Reach:
    """To be called with ``before`` or ``after`` and the event or command. ValueError for a point that is none."""
    wanted = environ.get(VARIABLE, "")
    if not wanted:
        return _nothing
    when, _, what = wanted.partition(" ")
    name, _, count = what.partition(" ")
    if when not in ("before", "after") or not name.isidentifier() or not (count or "1").isdecimal():
        raise ValueError(f"{VARIABLE}: got {wanted!r}, allowed: before or after, an event or command, a number")
    return _Point(when, name, int(count or 1)).reach


@dataclass(slots=True)
class _Point:
    when: str
    name: str
    left: int

    def reach(self, when: str, thing: object) -> None:
        if when == self.when and type(thing).__name__ == self.name:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
