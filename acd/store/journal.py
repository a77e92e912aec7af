"""Every event the Floor was given, in order, as it was: an incident can be replayed through the very same Floor.

The body is the event as JSON (``acd.store.codec``); `kind` is its class name.
"""

from collections.abc import Iterator
from typing import Any, get_args

from sqlalchemy import Connection, Select, select

from acd.core.events import Event
from acd.store.codec import from_json, to_json
from acd.store.engine import StoreError
from acd.store.tables import journal

KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}
_PAGE = 1000


def values(event: Event, at: float, wall: float) -> dict[str, Any]:
    """The columns to insert for `event`, handled at `at` on the core's clock when the machine's clock read `wall`."""
    return {"at": at, "wall": wall, "kind": type(event).__name__, "body": to_json(event)}


def events(connection: Connection, from_: float, to: float) -> Iterator[tuple[float, Event]]:
    """The events with from_ <= at < to as (at, event), in the order they were handled.

    StoreError names the entry that this program cannot read.
    """
    after = -1
    while page := connection.execute(_page(from_, to, after)).all():
        for found in page:
            yield found.at, _event(found.seq, found.kind, found.body)
        after = page[-1].seq


def _page(from_: float, to: float, after: int) -> Select[*tuple[Any, ...]]:
    """By sequence and not by time: two events can have one time, and the order is what a replay needs."""
    within = (journal.c.at >= from_) & (journal.c.at < to) & (journal.c.seq > after)
    return (
        select(journal.c.seq, journal.c.at, journal.c.kind, journal.c.body)
        .where(within)
        .order_by(journal.c.seq)
        .limit(_PAGE)
    )


def _event(seq: int, kind: str, body: str) -> Event:
    if kind not in KINDS:
        raise StoreError(f"journal entry {seq}: this program knows no event {kind}")
    try:
        event: Event = from_json(KINDS[kind], body)
    except (ValueError, TypeError) as error:
        raise StoreError(f"journal entry {seq} ({kind}): {error}") from None
    return event
