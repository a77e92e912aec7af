"""calendars.toml -> calendars. TOML, because a calendar is flat: a zone, a week, a list of special days.

[office]
zone = "Europe/Berlin"
week = { mon-fri = "08:00-18:00", sat = ["09:00-12:00", "13:00-15:00"] }   # a day not named is closed

[office.special]
"12-25" = "closed"                        # every year
"2026-12-24" = "08:00-12:00"              # this year only; overrides what is said for every year
"2026-07-27..2026-08-07" = "closed"
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr.hours import DAY_MIN, Calendar, Span, SpecialDays
from ivr.problems import Problems

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED = "closed"
_KEYS = frozenset({"zone", "week", "special"})
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DAY = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)", re.ASCII)
_SPAN_HINT = (
    'allowed: "HH:MM-HH:MM" (up to 24:00; an end before the start is on the next day), a list of them, "closed"'
)


def read_calendars(path: Path) -> dict[str, Calendar]:
    """Raises BadFileError with every problem of the file."""
    problems = Problems(str(path))
    calendars = _calendars(path, problems)
    problems.raise_any()
    return calendars


def _calendars(path: Path, problems: Problems) -> dict[str, Calendar]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.add(0, "", f"cannot be read: {error.strerror}")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.add(0, "", f"is not TOML: {error}")
    else:
        return {name: _calendar(name, table, problems) for name, table in tables.items()}
    return {}


def _calendar(name: str, table: object, problems: Problems) -> Calendar:
    if not isinstance(table, dict):
        problems.add(0, name, f"got {table!r}, allowed: a table [{name}] with zone, week and special")
        table = {"zone": "UTC", "week": {}}
    for key in table.keys() - _KEYS:
        problems.add(0, f"{name}.{key}", "unknown key, allowed: special, week, zone")
    zone = _zone(table.get("zone"), f"{name}.zone", problems)
    return Calendar(
        name,
        zone,
        _week(table.get("week"), f"{name}.week", problems),
        tuple(_special(table.get("special", {}), f"{name}.special", problems)),
    )


def _zone(value: object, where: str, problems: Problems) -> ZoneInfo:
    try:
        if isinstance(value, str) and value:
            return ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # unknown, or a name that leads out of the zone database
        pass
    got = "missing" if value is None else f"got {value!r}"
    problems.add(0, where, f'{got}, allowed: a time zone by name, such as "Europe/Berlin" or "UTC"')
    return ZoneInfo("UTC")


def _week(value: object, where: str, problems: Problems) -> tuple[tuple[Span, ...], ...]:
    week: dict[int, tuple[Span, ...]] = {}
    if not isinstance(value, dict):
        got = "missing" if value is None else f"got {value!r}"
        problems.add(0, where, f'{got}, allowed: days or ranges of days with their hours, mon-fri = "08:00-18:00"')
        value = {}
    for key, spans in value.items():
        named = _weekdays(key)
        if not named:
            problems.add(0, f"{where}.{key}", f"not a day, allowed: {', '.join(DAYS)}, or a range such as mon-fri")
        if twice := [DAYS[day] for day in named if day in week]:
            problems.add(0, f"{where}.{key}", f"{', '.join(twice)}: named twice in the week")
        read = _spans(spans, f"{where}.{key}", problems)
        week.update(dict.fromkeys(named, read))
    return tuple(week.get(day, ()) for day in range(7))


def _weekdays(key: str) -> list[int]:
    first, dash, last = key.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return []
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % 7 if dash else 0
    return [(start + i) % 7 for i in range(length + 1)]


def _spans(value: object, where: str, problems: Problems) -> tuple[Span, ...]:
    if value == CLOSED:
        return ()
    spans: list[Span] = []
    for text in value if isinstance(value, list) else [value]:
        match = _SPAN.fullmatch(text) if isinstance(text, str) else None
        span = _span(*map(int, match.groups())) if match else None
        if span is None:
            problems.add(0, where, f"got {text!r}, {_SPAN_HINT}")
        else:
            spans.append(span)
    spans.sort(key=lambda span: span.start)
    if any(after.start < before.end for before, after in pairwise(spans)):
        problems.add(0, where, f"the spans overlap: {value!r}")
    return tuple(spans)


def _span(hour: int, minute: int, end_hour: int, end_minute: int) -> Span | None:
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if start == end or end > DAY_MIN:
        return None
    return Span(start, end if end > start else end + DAY_MIN)


def _special(value: object, where: str, problems: Problems) -> Iterator[SpecialDays]:
    if not isinstance(value, dict):
        problems.add(0, where, f'got {value!r}, allowed: days with their hours, "12-25" = "closed"')
        return
    for key, hours in value.items():
        spans = _spans(hours, f"{where}.{key}", problems)
        first, dots, last = key.partition("..")
        ends = (_day(first), _day(last if dots else first))
        if ends[0] is None or ends[1] is None:
            hint = "allowed: MM-DD (every year), YYYY-MM-DD, or a range of two of one kind: 12-24..01-01"
            problems.add(0, f"{where}.{key}", f"not a day, {hint}")
        elif bool(ends[0][0]) != bool(ends[1][0]):
            problems.add(0, f"{where}.{key}", "one end names a year and the other does not")
        elif ends[0][0] and ends[1] < ends[0]:
            problems.add(0, f"{where}.{key}", "ends before it starts")
        else:
            yield SpecialDays(ends[0], ends[1], spans)


def _day(text: str) -> tuple[int, int, int] | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1] or 0), int(match[2]), int(match[3])
    try:
        date(year or 2000, month, day)  # 2000: a leap year, so that 02-29 may be named
    except ValueError:
        return None
    return (year, month, day) if year or match[1] is None else None
