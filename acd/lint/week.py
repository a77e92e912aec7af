"""Hours of the week: slots 0 (Monday 0:00) to 167, in the time of a zone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final

HOUR_S: Final = 3600
_PIECE_S: Final = 900  # divides the hour and every zone's offset from UTC
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHOWN: Final = 6


def slot(at: float, zone: tzinfo | None = None) -> int:
    """Of an instant, in seconds since the epoch; without a zone in this machine's."""
    local = datetime.fromtimestamp(at, zone)
    return local.weekday() * 24 + local.hour


def overlaps(since: float, until: float, zone: tzinfo | None = None) -> dict[int, float]:
    """Seconds of since..until in each slot."""
    found: defaultdict[int, float] = defaultdict(float)
    at = since
    while at < until:
        edge = min((at // _PIECE_S + 1) * _PIECE_S, until)
        found[slot(at, zone)] += edge - at
        at = edge
    return found


def named(slots: Iterable[int]) -> str:
    """``Mon 09-12, Tue 18-19 and 4 more times``: hours that follow each other within a day as one."""
    spans: list[list[int]] = []
    for each in sorted(set(slots)):
        if spans and each == spans[-1][1] and each % 24:
            spans[-1][1] = each + 1
        else:
            spans.append([each, each + 1])
    words = [f"{_DAYS[first // 24]} {first % 24:02}-{(last - 1) % 24 + 1:02}" for first, last in spans]
    rest = f" and {len(words) - _SHOWN} more times" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + rest
