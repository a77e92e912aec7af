"""An announcement in words the stock sounds have. Pure.

The wait is said in whole minutes rounded up, from two minutes on; below that nothing is said, since a promise of less
than two minutes is as likely broken as kept.
"""

import math

from acd.core.commands import Announcement
from ivr.outputs import Number, Part, Sound

LEAST_SAID_S = 60.0


def spoken(announcement: Announcement) -> tuple[Part, ...]:
    """Empty when there is nothing to say."""
    parts: list[Part] = []
    if announcement.position == 1:
        parts.append(Sound("queue-youarenext"))
    elif announcement.position is not None:
        parts += [Sound("queue-thereare"), Number(announcement.position), Sound("queue-callswaiting")]
    if announcement.wait_s is not None and announcement.wait_s > LEAST_SAID_S:
        minutes = math.ceil(announcement.wait_s / 60)
        parts += [Sound("queue-holdtime"), Number(minutes), Sound("queue-minutes")]
    if announcement.comfort is not None:
        parts.append(Sound(announcement.comfort))
    return tuple(parts)
