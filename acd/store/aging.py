"""What the store lets go by age: callers' numbers, names and answers, queue by queue, and the journal. The rows of the
history stay, and with them every figure. Short transactions, and a pause after each: calls go first.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, delete, func, or_, select, update

from acd.store import scrub, tables
from acd.store.erasing import BLANK

PIECE = 2000
PAUSE_S = 0.02
Cutoff = Callable[[str], float | None]
"""For a queue (empty: none) the instant before which it goes; None: never."""


@dataclass(frozen=True, slots=True)
class Dated:
    """How old a row is, and which queue it belongs to."""

    table: Table
    at: str
    queue: str  # a column, or empty


DATED = (
    Dated(tables.contacts, "ended", "queue"),
    Dated(tables.contact_entries, "at", "queue"),
    Dated(tables.callbacks, "at", "queue"),
    Dated(tables.messages, "at", "box"),
    Dated(tables.flow_walks, "ended", "target"),
    Dated(tables.calls_out, "at", ""),
)


class Aging:
    """`engine` for writing, or any where only `counts` is asked. Methods raise SQLAlchemyError."""

    def __init__(self, engine: Engine, pause_s: float = PAUSE_S) -> None:
        self._engine = engine
        self._pause_s = pause_s

    def counts(self, cutoff: Cutoff, journal_cutoff: float | None) -> dict[str, int]:
        """How many rows would change, by table."""
        found = {}
        with self._engine.connect() as connection:
            for dated in DATED:
                found[dated.table.name] = sum(
                    int(connection.execute(select(func.count()).where(due)).scalar() or 0)
                    for due in _due(connection, dated, cutoff)
                )
            journal = tables.journal.c
            due_entries = select(func.count()).where(journal.at < (journal_cutoff or 0.0))
            found["journal"] = int(connection.execute(due_entries).scalar() or 0)
        return found

    def let_go(self, cutoff: Cutoff, journal_cutoff: float | None) -> dict[str, int]:
        """How many rows changed, by table; those of the journal are gone."""
        done = {dated.table.name: self._forget(dated, cutoff) for dated in DATED}
        return done | {"journal": self._prune(journal_cutoff or 0.0)}

    def _forget(self, dated: Dated, cutoff: Cutoff) -> int:
        table, changed = dated.table, 0
        with self._engine.connect() as connection:
            wanted = _due(connection, dated, cutoff)
        for due in wanted:
            page = select(table.c.id).where(due).order_by(table.c.id).limit(PIECE)
            while ids := self._page(page):
                with self._engine.begin() as connection:
                    connection.execute(update(table).where(table.c.id.in_(ids)).values(**BLANK[table]))
                    if table is tables.flow_walks:
                        _forget_answers(connection, ids)
                changed += len(ids)
                time.sleep(self._pause_s)
        return changed

    def _page(self, query: object) -> list[int]:
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())  # type: ignore[call-overload]

    def _prune(self, before: float) -> int:
        """The oldest entries, in their order."""
        journal, gone = tables.journal.c, 0
        with self._engine.connect() as connection:
            last = connection.execute(select(func.max(journal.seq)).where(journal.at < before)).scalar()
            first = connection.execute(select(func.min(journal.seq))).scalar()
        while first is not None and last is not None and first <= last:
            piece = and_(journal.seq < first + PIECE, journal.seq <= last, journal.at < before)
            with self._engine.begin() as connection:
                statement = delete(tables.journal).where(piece).execution_options(preserve_rowcount=True)
                gone += connection.execute(statement).rowcount
            first += PIECE
            time.sleep(self._pause_s)
        return gone

    def queue_of(self, contacts: list[str]) -> Mapping[str, str]:
        """The last queue of each contact that has one."""
        ended = tables.contacts.c
        found: dict[str, str] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(contacts), 300):
                query = select(ended.contact, ended.queue).where(ended.contact.in_(contacts[start : start + 300]))
                found.update((contact, queue) for contact, queue in connection.execute(query))
        return found


def _due(connection: Connection, dated: Dated, cutoff: Cutoff) -> list[ColumnElement[bool]]:
    """The rows of each queue that are too old and still say who somebody is."""
    table, at = dated.table, dated.table.c[dated.at]
    holds = or_(*(table.c[name] != value for name, value in BLANK[table].items()))
    if table is tables.callbacks:  # he is still to be called
        holds = and_(holds, table.c.contact.in_(select(tables.contacts.c.contact)))
    if not dated.queue:
        before = cutoff("")
        return [] if before is None else [and_(at < before, holds)]
    column = table.c[dated.queue]
    queues = connection.execute(select(column).distinct()).scalars().all()
    ages = {queue: cutoff(queue) for queue in queues}
    return [and_(at < before, column == queue, holds) for queue, before in ages.items() if before is not None]


def _forget_answers(connection: Connection, ids: list[int]) -> None:
    table = tables.flow_walks
    for row in connection.execute(select(table.c.id, table.c.path).where(table.c.id.in_(ids))).all():
        if any(result for _, result in row.path):
            path = scrub.without_answers(row.path)
            connection.execute(update(table).where(table.c.id == row.id).values(path=path))
