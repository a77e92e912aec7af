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
    """``Mon-Fri 09-12, Tue 18-19 and 4 more times``: hours that follow each other within a day as one, and days that
    follow each other with the same hours as one; in order of the first day."""
    spans: list[tuple[int, int, int]] = []  # day, from hour, to hour
    for each in sorted(set(slots)):
        day, hour = divmod(each, 24)
        if spans and spans[-1][0] == day and spans[-1][2] == hour:
            spans[-1] = (day, spans[-1][1], hour + 1)
        else:
            spans.append((day, hour, hour + 1))
    runs: list[tuple[int, int, int, int]] = []  # first day, from hour, to hour, last day
    for first, last, day in sorted((first, last, day) for day, first, last in spans):
        if runs and runs[-1][1:] == (first, last, day - 1):
            runs[-1] = (runs[-1][0], first, last, day)
        else:
            runs.append((day, first, last, day))
    words = [f"{_days(start, end)} {first:02}-{last:02}" for start, first, last, end in sorted(runs)]
    more = len(words) - _SHOWN
    rest = f" and {more} more time{'' if more == 1 else 's'}" if more > 0 else ""
    return ", ".join(words[:_SHOWN]) + rest


def _days(first: int, last: int) -> str:
    return _DAYS[first] if first == last else f"{_DAYS[first]}-{_DAYS[last]}"
