"""What a store can still teach whose daemon has learned nothing yet: the rows its Floor gave out, in order."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from acd.core.events import PastTalk
from acd.core.records import AgentState, ContactEnded, ContactEntered, OfferEnded, QueueStayEnded, Row
from acd.core.routing.piece import work_key
from acd.store import tables
from acd.store.history import record

_KINDS: tuple[type[Row], ...] = (ContactEntered, QueueStayEnded, OfferEnded, ContactEnded)
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Handled:
    """One call an agent handled: talk and wrap-up, over at `at`."""

    agent: str
    queue: str
    intent: str
    seconds: float
    at: float


def rows(connection: Connection, from_: float) -> Iterator[Row]:
    """The rows (entries, stays, offers and ends) given out since `from_`, in order of time."""
    pages = (_rows(connection, kind, tables.ROW_TABLES[kind], from_) for kind in _KINDS)
    for _, _, row in heapq.merge(*pages, key=lambda found: found[:2]):
        yield row


def _rows(connection: Connection, kind: type[Row], table: Table, from_: float) -> Iterator[tuple[float, int, Row]]:
    """With the time and the kind's place, which part equals: a stay ends before its contact."""
    after, place = -1, _KINDS.index(kind)
    start = select(func.min(table.c.id)).where(table.c.recorded >= from_).scalar_subquery()
    while True:
        page = select(table).where(table.c.id >= start, table.c.id > after).order_by(table.c.id).limit(_PAGE)
        found = connection.execute(page).all()
        for row in found:
            yield row.recorded, place, record(kind, row)
        if len(found) < _PAGE:
            return
        after = found[-1].id


def handled(connection: Connection, from_: float) -> Iterator[Handled]:
    """Calls whose handling was over since `from_`, in order of time. A talk whose wrap-up is not written is one
    without: its agent had none, or the daemon ended in it."""
    offers, ended = tables.offers.c, tables.contacts.c
    wrap = tables.agent_states.alias("wrap").c
    own = and_(wrap.agent == offers.agent, wrap.since == offers.ended, wrap.state == AgentState.WRAPPING)
    source = tables.offers.join(tables.contacts, ended.contact == offers.contact).outerjoin(wrap.id.table, own)
    over = func.coalesce(wrap.until, offers.ended)
    query = (
        select(offers.agent, offers.queue, ended.intent, (over - offers.connected).label("seconds"), over.label("at"))
        .select_from(source)
        .where(offers.result == "connected", or_(offers.ended >= from_, over >= from_))
        .order_by(over)
    )
    for found in connection.execute(query):
        yield _handled(found)


def _handled(found: Any) -> Handled:
    return Handled(found.agent, found.queue, found.intent, found.seconds, found.at)


def talks(connection: Connection, from_: float, limit: int) -> list[PastTalk]:
    """The last `limit` talks with a known number that ended since `from_`, oldest first."""
    ended = tables.contacts.c
    query = (
        select(ended.number, ended.agent, ended.intent, ended.queue, ended.ended)
        .where(ended.ended >= from_, ended.number != "", ended.agent.is_not(None), ended.connected.is_not(None))
        .order_by(ended.ended.desc())
        .limit(limit)
    )
    found = connection.execute(query).all()
    return [PastTalk(row.number, row.agent, work_key(row.intent, row.queue), row.ended) for row in reversed(found)]
