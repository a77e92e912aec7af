"""One caller taken out of the store: his number, his name and what he said of himself, in every table that holds them
and in the journal. The rows stay, so every count stays; whose they were nobody can tell any more.

Short transactions: the daemon writes on meanwhile.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, or_, select, update

from acd.core.left import Mark
from acd.store import scrub, tables
from acd.store.wanted import Wanted

PIECE = 300
_NOBODY: dict[str, Any] = {"number": "", "name": ""}
BLANK: dict[Table, dict[str, Any]] = {
    tables.contact_entries: _NOBODY,
    tables.contacts: {**_NOBODY, "data": {}},
    tables.flow_walks: _NOBODY,
    tables.messages: _NOBODY,
    tables.callbacks: {**_NOBODY, "national": "", "data": {}},
    tables.calls_out: {"number": ""},
}
"""What is made of the columns that say who somebody is."""


@dataclass(frozen=True, slots=True)
class Call:
    """One contact of the caller; `queue` may be empty."""

    contact: str
    pbx: str
    queue: str


class Eraser:
    """`engine` for writing. Methods raise SQLAlchemyError."""

    def __init__(self, engine: Engine, wanted: Wanted) -> None:
        self._engine = engine
        self._wanted = wanted

    def calls(self) -> list[Call]:
        """Every contact under his number."""
        found: dict[str, Call] = {}
        with self._engine.connect() as connection:
            for table in BLANK:
                columns = table.c
                queue = columns.queue if "queue" in columns else columns.contact
                for numbers in _pieces(self._numbers(connection, table)):
                    query = select(columns.contact, columns.pbx, queue).where(columns.number.in_(numbers))
                    for contact, pbx, name in connection.execute(query):
                        found.setdefault(contact, Call(contact, pbx, name if "queue" in columns else ""))
        return list(found.values())

    def messages(self, calls: Collection[Call]) -> list[str]:
        """The messages he left."""
        table, found = tables.messages.c, list[str]()
        with self._engine.connect() as connection:
            for contacts in _pieces([call.contact for call in calls]):
                found += connection.execute(select(table.message).where(table.contact.in_(contacts))).scalars()
        return found

    def scrub(self, calls: Collection[Call]) -> Counter[str]:
        """How many rows were changed, by table."""
        changed: Counter[str] = Counter()
        contacts = [call.contact for call in calls]
        for table, blank in BLANK.items():
            for piece in _pieces(contacts):
                changed[table.name] += self._change(table, table.c.contact.in_(piece), blank)
            with self._engine.connect() as connection:
                numbers = self._numbers(connection, table)
            for piece in _pieces(numbers):
                changed[table.name] += self._change(table, table.c.number.in_(piece), blank)
        changed["flow_walks"] += self._forget_answers(contacts)
        changed["journal"] += self._scrub_journal()
        return +changed

    def forget_digests(self, digests: Collection[str]) -> int:
        """Of his number, with the tries of PINs that came from it."""
        table = tables.pin_tries
        return sum(self._change(table, table.c.number.in_(piece), {"number": ""}) for piece in _pieces(digests))

    def _change(self, table: Table, of: Any, blank: dict[str, Any]) -> int:
        is_news = or_(*(table.c[name] != value for name, value in blank.items()))
        statement = update(table).where(of, is_news).values(**blank)
        with self._engine.begin() as connection:
            return connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount

    def _numbers(self, connection: Connection, table: Table) -> list[str]:
        """His, as they are spelled in a table."""
        number = table.c.number
        query = select(number).distinct().where(number.contains(self._wanted.needle, autoescape=True))
        return [found for found in connection.execute(query).scalars() if self._wanted.is_same(found)]

    def _forget_answers(self, contacts: Sequence[str]) -> int:
        """What he typed on his ways through the flows."""
        table, changed = tables.flow_walks, 0
        for piece in _pieces(contacts):
            with self._engine.begin() as connection:
                query = select(table.c.id, table.c.path).where(table.c.contact.in_(piece))
                for row in connection.execute(query).all():
                    if any(result for _, result in row.path):
                        path = scrub.without_answers(row.path)
                        connection.execute(update(table).where(table.c.id == row.id).values(path=path))
                        changed += 1
        return changed

    def _scrub_journal(self) -> int:
        table, after, changed = tables.journal, -1, 0
        holds = table.c.body.contains(self._wanted.needle, autoescape=True)
        while True:
            with self._engine.begin() as connection:
                query = select(table.c.seq, table.c.body).where(table.c.seq > after, holds)
                page = connection.execute(query.order_by(table.c.seq).limit(PIECE)).all()
                for row in page:
                    if self._wanted.is_in(row.body):
                        body = scrub.without(row.body, self._wanted)
                        connection.execute(update(table).where(table.c.seq == row.seq).values(body=body))
                        changed += 1
            if len(page) < PIECE:
                return changed
            after = page[-1].seq


def delete_messages(engine: Engine, messages: Collection[str], at: float) -> None:
    """They are marked so: nobody mails what is gone."""
    marks = tables.message_marks
    for piece in _pieces(messages):
        with engine.begin() as connection:
            query = select(marks.c.message).where(marks.c.message.in_(piece), marks.c.mark == Mark.DELETED)
            new = set(piece) - set(connection.execute(query).scalars())
            if new:
                rows = [{"recorded": at, "message": each, "mark": Mark.DELETED, "at": at} for each in sorted(new)]
                connection.execute(marks.insert(), rows)


def _pieces(of: Collection[str]) -> Iterator[list[str]]:
    all_of_it = iter(of)
    while piece := list(islice(all_of_it, PIECE)):
        yield piece
