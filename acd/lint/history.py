"""What the store tells of the last weeks: calls, who was at work, handle times and patience."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from acd.lint import week
from acd.store import Reader
from acd.store.presence import Call, Shift
from acd.store.workload import Work

LONGEST_S: Final = 28 * 86_400.0
LEAST_S: Final = 7 * 86_400.0
"""With less than a week of history there is no hour of the week to speak of."""


@dataclass(frozen=True, slots=True)
class History:
    """`calls` in order of time. `seen_s`: seconds of the period in each hour of the week (see ``week``), whose hours
    are those of `zone`, or of this machine."""

    calls: tuple[Call, ...]
    shifts: tuple[Shift, ...]
    work: Mapping[str, Work]
    seen_s: Mapping[int, float]
    zone: tzinfo | None = None

    @property
    def weeks(self) -> float:
        return sum(self.seen_s.values()) / (7 * 86_400.0)


def read(reader: Reader, now: float, zone: tzinfo | None = None) -> History | None:
    """Up to four weeks back from the last row before `now`; None where the store tells of less than one. StoreError."""
    span = reader.span()
    if span is None:
        return None
    to = min(span[1], now)
    from_ = max(span[0], to - LONGEST_S)
    if to - from_ < LEAST_S:
        return None
    return History(
        calls=tuple(reader.calls(from_, to)),
        shifts=tuple(reader.shifts(from_, to)),
        work={work.queue: work for work in reader.work(from_, to)},
        seen_s=week.overlaps(from_, to, zone),
        zone=zone,
    )
