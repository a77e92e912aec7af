"""Opening hours: weekly spans, holidays and other special days, in the calendar's own time zone.

Spans are wall-clock time: an hour that daylight saving repeats is open both times, one that it skips is not missed.
A span belongs to the day it starts on: `22:00-06:00` on Friday ends on Saturday morning, whatever Saturday says.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to but not including `end`, minutes after midnight: 0 <= start < 1440, start < end <=
    start + 1440. An end past 1440 is on the next day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days `first`..`last` (both included) as (year, month, day); year 0: every year, where last may lie before first
    (over New Year). `spans` take the place of the weekly ones; none: closed."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]
    spans: tuple[Span, ...]

    @property
    def is_yearly(self) -> bool:
        return self.first[0] == 0

    @property
    def days(self) -> int:
        """How many days at most are meant: the fewer, the more exact."""
        first, last = date(self.first[0] or 2000, *self.first[1:]), date(self.last[0] or 2000, *self.last[1:])
        return ((last - first).days % 366 if self.is_yearly else (last - first).days) + 1

    def cover(self, day: date) -> bool:
        if not self.is_yearly:
            return self.first <= (day.year, day.month, day.day) <= self.last
        this = (0, day.month, day.day)
        if self.first <= self.last:
            return self.first <= this <= self.last
        return this >= self.first or this <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` holds the spans of Monday..Sunday."""

    name: str
    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    special: tuple[SpecialDays, ...] = ()


def special_day(calendar: Calendar, day: date) -> SpecialDays | None:
    """The special days that rule `day`: dated before yearly, then fewer days, then the later in the file."""
    meant = [s for s in reversed(calendar.special) if s.cover(day)]
    return min(meant, key=lambda s: (s.is_yearly, s.days), default=None)


def spans_of(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """The spans that start on `day`."""
    special = special_day(calendar, day)
    return calendar.week[day.weekday()] if special is None else special.spans


def is_open(calendar: Calendar, at: datetime) -> bool:
    """`at` must be aware (of any zone)."""
    local = _local(calendar, at)
    today, minute = local.date(), local.hour * 60 + local.minute
    if any(span.start <= minute < span.end for span in spans_of(calendar, today)):
        return True
    if today == date.min:
        return False
    yesterday = spans_of(calendar, today - timedelta(days=1))
    return any(minute + DAY_MIN < span.end for span in yesterday)


def is_special(calendar: Calendar, at: datetime) -> bool:
    """Whether a holiday or other special day rules the day of `at` (aware)."""
    return special_day(calendar, _local(calendar, at).date()) is not None


def _local(calendar: Calendar, at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a calendar needs a time with a zone, got {at.isoformat()}")
    return at.astimezone(calendar.zone)
