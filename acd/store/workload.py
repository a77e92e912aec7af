"""What the rows say of the work that came: arrivals in short buckets, handle time and patience, by queue.

A stay counts in each queue it was in; a contact refused at a queue's door does not.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, case, func, select

from acd.core.records import OF_CALLBACKS, Outcome
from acd.store import measures, tables

BUCKET_S: Final = 300
"""Divides every interval people plan by and every time zone's offset from UTC."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`calls` that entered `queue` in the BUCKET_S seconds from `start` (since the epoch, a multiple of BUCKET_S)."""

    queue: str
    start: int
    calls: int


@dataclass(frozen=True, slots=True)
class Work:
    """A queue's means in a period, None where nothing happened to compute them from.

    handle_s: how long an answered contact keeps its agent: ring, talk and wrap-up.
    patience_s: all waiting, however it ended, for each abandon: the maximum-likelihood mean of exponential patience
        where other endings only cut the observation short.
    """

    queue: str
    handle_s: float | None
    patience_s: float | None


def arrivals(connection: Connection, from_: float, to: float) -> list[Arrivals]:
    """Buckets with calls, by queue and start."""
    entries = tables.contact_entries.c
    query = select(entries.queue, entries.at).where(measures.within(entries.at, from_, to))
    # Counted here, not in SQL: the engines round a cast differently and SQLite may lack floor().
    counts = Counter((queue, int(at // BUCKET_S) * BUCKET_S) for queue, at in connection.execute(query))
    return [Arrivals(queue, start, calls) for (queue, start), calls in sorted(counts.items())]


def work(connection: Connection, from_: float, to: float) -> list[Work]:
    """By name, each queue in which a stay or a contact's handling was over in the period."""
    query = measures.handled(tables.offers.c.queue, from_, to)
    handled = {row.key: row.seconds / row.count for row in connection.execute(query)}
    rings, patience = _rings(connection, from_, to), _patience(connection, from_, to)
    return [
        Work(queue, handled[queue] + rings.get(queue, 0.0) if queue in handled else None, patience.get(queue))
        for queue in sorted({*handled, *patience})
    ]


def _rings(connection: Connection, from_: float, to: float) -> dict[str, float]:
    """Queue -> mean seconds from the offer to the talk, of offers that led to one."""
    offers = tables.offers.c
    query = (
        select(offers.queue, func.avg(offers.connected - offers.made).label("mean_s"))
        .where(offers.result == "connected", measures.within(offers.ended, from_, to))
        .group_by(offers.queue)
    )
    return {row.queue: row.mean_s for row in connection.execute(query)}


def _patience(connection: Connection, from_: float, to: float) -> dict[str, float | None]:
    stays = tables.queue_stays.c
    abandons = func.sum(case((stays.outcome == Outcome.ABANDONED, 1), else_=0))
    query = (
        select(stays.queue, func.sum(stays.until - stays.since), abandons)
        .where(measures.within(stays.until, from_, to), stays.outcome.not_in(sorted(OF_CALLBACKS)))
        .group_by(stays.queue)
    )
    return {queue: waited_s / int(left) if left else None for queue, waited_s, left in connection.execute(query)}
