"""Demand from a CSV file: a heading line, then a line for each interval and queue. Every mistake is told at once.

    start,queue,calls,aht_s,patience_s
    2026-11-23 09:00,sales,42,310,120

`start` is a date and time as ISO 8601 has it; `calls` come within the interval; `aht_s` and `patience_s` may be left
out, as columns or in single lines, where they are given otherwise.
"""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from acd.config.errors import Mistakes, shown
from acd.staffing.demand import MOST_CALLS, MOST_ERLANGS, MOST_SECONDS, Demand

NEEDED: Final = ("start", "queue", "calls")
OPTIONAL: Final = ("aht_s", "patience_s")
LENGTHS_MIN: Final = (5, 10, 15, 20, 30, 60)
"""What an interval may last, in minutes."""
MOST_BYTES: Final = 10_000_000
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class _Line:
    where: str
    start: datetime
    queue: str
    calls: float
    aht_s: float
    patience_s: float | None


def read_forecast(
    path: Path, *, aht_s: float | None = None, patience_s: float | None = None, length_s: float | None = None
) -> list[Demand]:
    """By start, then queue. `aht_s` and `patience_s` stand in where a line has none; `length_s` is what an interval
    lasts, else the least gap between two starts. ConfigErrors: all that is wrong, each with file, line and column."""
    mistakes = Mistakes()
    lines = _lines(path, aht_s, patience_s, mistakes)
    mistakes.raise_any()
    length_s = _length_s(path, lines, length_s, mistakes)
    mistakes.raise_any()
    for line in lines:
        if line.calls * line.aht_s / length_s > MOST_ERLANGS:
            mistakes.add(line.where, "calls", f"at most {MOST_ERLANGS:g} erlangs in one interval", f"{line.calls:g}")
    mistakes.raise_any()
    return [
        Demand(f"{line.start:%Y-%m-%d %H:%M}", line.queue, length_s, line.calls, line.aht_s, line.patience_s)
        for line in sorted(lines, key=lambda line: (line.start, line.queue))
    ]


def _lines(path: Path, aht_s: float | None, patience_s: float | None, mistakes: Mistakes) -> list[_Line]:
    rows = _rows(path, mistakes)
    file = str(path)
    if not rows:
        mistakes.add(file, "", f"is empty: the first line must name the columns {', '.join(NEEDED)}")
        return []
    heading = [name.strip().lower() for name in rows[0][1]]
    if not _is_heading(f"{file}:{rows[0][0]}", heading, mistakes):
        return []
    if len(rows) == 1:
        mistakes.add(file, "", "holds no interval below its heading")
    read = _Reading(mistakes, aht_s, patience_s)
    made = []
    for number, row in rows[1:]:
        where = f"{file}:{number}"
        if len(row) != len(heading):
            mistakes.add(where, "", f"must have {len(heading)} fields, as the heading has", f"{len(row)} fields")
        elif (line := read.line(where, dict(zip(heading, map(str.strip, row), strict=True)))) is not None:
            made.append(line)
    _refuse_doubles(made, mistakes)
    return made


def _rows(path: Path, mistakes: Mistakes) -> list[tuple[int, list[str]]]:
    """The lines that are not blank, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            mistakes.add(str(path), "", f"is too long: at most {MOST_BYTES} characters")
        else:
            reader = csv.reader(text.splitlines(), strict=True)
            return [(reader.line_num, row) for row in reader if any(field.strip() for field in row)]
    except OSError as error:
        mistakes.add(str(path), "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        mistakes.add(str(path), "", "is not UTF-8 text")
    except csv.Error as error:
        mistakes.add(f"{path}:{reader.line_num}", "", f"is not CSV: {error}")
    mistakes.raise_any()
    return []


def _is_heading(where: str, heading: list[str], mistakes: Mistakes) -> bool:
    allowed = ", ".join((*NEEDED, *OPTIONAL))
    wrong = False
    for name in NEEDED:
        if name not in heading:
            mistakes.add(where, name, "the heading must have this column")
            wrong = True
    for name in dict.fromkeys(heading):
        if name not in (*NEEDED, *OPTIONAL):
            mistakes.add(where, name, f"no such column, allowed are {allowed}")
            wrong = True
        elif heading.count(name) > 1:
            mistakes.add(where, name, "the heading must have this column once")
            wrong = True
    return not wrong


class _Reading:
    """One line's fields; a line with a mistake is None, and all its mistakes are told."""

    def __init__(self, mistakes: Mistakes, aht_s: float | None, patience_s: float | None) -> None:
        self._mistakes = mistakes
        self._aht_s = aht_s
        self._patience_s = patience_s

    def line(self, where: str, fields: Mapping[str, str]) -> _Line | None:
        start = self._start(where, fields["start"])
        queue = self._queue(where, fields["queue"])
        calls = self._number(where, "calls", fields["calls"], 0.0, MOST_CALLS)
        aht_s, patience_s = self._aht_s, self._patience_s
        if given := fields.get("aht_s"):
            aht_s = self._number(where, "aht_s", given, 1.0, MOST_SECONDS)
        elif aht_s is None:
            self._mistakes.add(where, "aht_s", "is missing: the mean handle time in seconds, here or by --aht")
        is_right = None not in (start, queue, calls, aht_s)
        if given := fields.get("patience_s"):
            patience_s = self._number(where, "patience_s", given, 1.0, MOST_SECONDS)
            is_right = is_right and patience_s is not None
        if start is None or queue is None or calls is None or aht_s is None or not is_right:
            return None
        return _Line(where, start, queue, calls, aht_s, patience_s)

    def _start(self, where: str, text: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None or found.second or found.microsecond:
            why = "must be a local date and time to the minute, such as 2026-11-23 09:00"
            self._mistakes.add(where, "start", why, shown(text))
            return None
        return found

    def _queue(self, where: str, text: str) -> str | None:
        if text and text.isprintable() and len(text) <= LONGEST_NAME:
            return text
        self._mistakes.add(where, "queue", f"must be a name of 1 to {LONGEST_NAME} characters", shown(text))
        return None

    def _number(self, where: str, key: str, text: str, least: float, most: float) -> float | None:
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if least <= found <= most:
            return found
        self._mistakes.add(where, key, f"must be a number from {least:g} to {most:.0f}", shown(text))
        return None


def _refuse_doubles(lines: Iterable[_Line], mistakes: Mistakes) -> None:
    seen: dict[tuple[datetime, str], str] = {}
    for line in lines:
        first = seen.setdefault((line.start, line.queue), line.where)
        if first != line.where:
            number = first.rpartition(":")[2]
            mistakes.add(line.where, "start", f"line {number} has this start and queue already", f"{line.start}")


def _length_s(path: Path, lines: Iterable[_Line], given_s: float | None, mistakes: Mistakes) -> float:
    starts = sorted({line.start for line in lines})
    least_s = min(((later - start).total_seconds() for start, later in pairwise(starts)), default=None)
    if given_s is not None:
        if least_s is not None and least_s < given_s:
            why = f"intervals of {given_s / 60:g} minutes would overlap"
            mistakes.add(str(path), "start", why, f"a least gap of {least_s / 60:g} minutes")
        return given_s
    if least_s is None or least_s / 60 not in LENGTHS_MIN:
        got = "one start" if least_s is None else f"a least gap of {least_s / 60:g} minutes"
        allowed = ", ".join(map(str, LENGTHS_MIN))
        mistakes.add(str(path), "start", f"does not say how long an interval is ({allowed} minutes): --interval", got)
    return least_s or 60.0
