"""Every event the Floor was given, in order, as it was: an incident can be replayed through the very same Floor.

The body is the event as JSON (``acd.store.codec``); `kind` is its class name. `number` counts from 1 within a run of
the daemon: where it is 1 a new Floor began, and where it skips entries were lost (when the store's queue and spool fill
up, they give way to rows).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Select, func, select

from acd.core.events import Event
from acd.store.codec import from_json, to_json
from acd.store.engine import StoreError
from acd.store.tables import journal

KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` is None in what was written before entries had numbers."""

    number: int | None
    at: float
    event: Event


def values(event: Event, at: float, wall: float, number: int) -> dict[str, Any]:
    """The columns to insert for `event`, handled at `at` on the core's clock when the machine's clock read `wall`."""
    return {"at": at, "wall": wall, "kind": type(event).__name__, "body": to_json(event), "number": number}


def events(connection: Connection, from_: float, to: float) -> Iterator[tuple[float, Event]]:
    """The events with from_ <= at < to as (at, event), in the order they were handled.

    StoreError names the entry that this program cannot read.
    """
    for entry in _entries(connection, (journal.c.at >= from_) & (journal.c.at < to)):
        yield entry.at, entry.event


def entries(connection: Connection, from_: float, to: float) -> Iterator[Entry]:
    """All that a replay of from_ <= at < to needs, in the order it was handled: from the beginning of the run that was
    under way at `from_` (or the first entry there is) up to `to`. StoreError as ``events``."""
    yield from _entries(connection, _needed(connection, from_, to))


def count(connection: Connection, from_: float, to: float) -> int:
    """How many ``entries`` yields."""
    found = connection.execute(select(func.count()).where(_needed(connection, from_, to))).scalar()
    return int(found or 0)


def _needed(connection: Connection, from_: float, to: float) -> ColumnElement[bool]:
    began = select(func.max(journal.c.seq)).where(journal.c.number == 1, journal.c.at <= from_)
    return (journal.c.seq >= (connection.execute(began).scalar() or 0)) & (journal.c.at < to)


def _entries(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[Entry]:
    after = -1
    while page := connection.execute(_page(wanted, after)).all():
        for found in page:
            yield Entry(found.number, found.at, _event(found.seq, found.kind, found.body))
        after = page[-1].seq


def _page(wanted: ColumnElement[bool], after: int) -> Select[*tuple[Any, ...]]:
    """By sequence and not by time: two events can have one time, and the order is what a replay needs."""
    return (
        select(journal.c.seq, journal.c.number, journal.c.at, journal.c.kind, journal.c.body)
        .where(wanted, journal.c.seq > after)
        .order_by(journal.c.seq)
        .limit(PAGE)
    )


def _event(seq: int, kind: str, body: str) -> Event:
    if kind not in KINDS:
        raise StoreError(f"journal entry {seq}: this program knows no event {kind}")
    try:
        event: Event = from_json(KINDS[kind], body)
    except (ValueError, TypeError) as error:
        raise StoreError(f"journal entry {seq} ({kind}): {error}") from None
    return event
