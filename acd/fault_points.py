"""Named points at which a test has the daemon die as if its machine lost power, or stand still.

``ACD_FAULT="before RingAgent 2"``: killed just before the second such command is carried out; ``after``: just after;
for an event, ``before`` is when nobody has seen it yet and ``after`` when it has been journalled. With ``for 15``
behind it the daemon's loop is blocked there for so many seconds and goes on. Without the variable nothing is looked at.
Whoever may set the daemon's environment may kill it anyway.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

VARIABLE = "ACD_FAULT"
_POINT = re.compile(r"(before|after) ([A-Za-z_]+)(?: ([0-9]{1,6}))?(?: for ([0-9]{1,3}(?:\.[0-9])?))?")
Reach = Callable[[str, object], None]


def _nothing(_when: str, _thing: object) -> None: ...


def fault_points(environ: Mapping[str, str]) -> Reach:
    """To be called with ``before`` or ``after`` and the event or command. ValueError for a point that is none."""
    wanted = environ.get(VARIABLE, "")
    if not wanted:
        return _nothing
    point = _POINT.fullmatch(wanted)
    if point is None:
        allowed = "before or after, an event or command, a number, for so many seconds"
        raise ValueError(f"{VARIABLE}: got {wanted!r}, allowed: {allowed}")
    when, name, count, seconds = point.groups()
    return _Point(when, name, int(count or 1), float(seconds or 0)).reach


@dataclass(slots=True)
class _Point:
    when: str
    name: str
    left: int
    seconds: float

    def reach(self, when: str, thing: object) -> None:
        if when == self.when and type(thing).__name__ == self.name:
            self.left -= 1
            if self.left == 0 and self.seconds:
                time.sleep(self.seconds)
            elif self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
