"""A batch of rows, events and what was learned into the database: one transaction, exactly once.

A connection can be lost during COMMIT, when nobody knows whether it happened. So each transaction also writes its
number into `runs`; a retried batch first looks whether that number is there already.
"""

import logging
import sqlite3
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from acd.core.events import Event
from acd.core.records import Row
from acd.core.routing.piece import Piece
from acd.store import history, journal, tables
from acd.store.engine import StoreError, for_writing, reason, sqlite_file
from acd.store.steps import bring_up_to_date
from acd.store.writer import EngineTroubleError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Put:
    row: Row
    at: float


@dataclass(frozen=True, slots=True)
class Journalled:
    """`number` counts from 1 within a run."""

    event: Event
    at: float
    wall: float
    number: int


Item = Put | Journalled | Piece


class BatchWriter:
    """`write` is for one thread. It makes the schema again when SQLite's file has been deleted or replaced: an open
    connection would go on writing into a file that has no name any more."""

    def __init__(self, engine: Engine) -> None:
        self._engine = for_writing(engine)
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._run = uuid.uuid4().hex
        self._started = time.time()
        self._batch = 0
        self._is_retry = False
        self._file = sqlite_file(engine)
        self._identity = _identity(self._file)

    def write(self, items: Sequence[Item]) -> None:
        """Commit all or nothing. EngineTroubleError: call again with the same items. Anything else: a row is bad."""
        rows = _by_table(items)
        try:
            self._look_for_file()
            with self._engine.begin() as connection:
                if not (self._is_retry and self._is_committed(connection)):
                    self._insert_all(connection, rows)
        except (DataError, IntegrityError):
            raise
        except (SQLAlchemyError, StoreError, sqlite3.Error, OSError) as error:
            self._is_retry = True
            _forget_connection(error, self._engine)
            raise EngineTroubleError(reason(error)) from error
        self._is_retry = False
        self._batch += 1

    def _insert_all(self, connection: Connection, rows: dict[Table, list[dict[str, Any]]]) -> None:
        for table, values in rows.items():
            if table is tables.contacts:
                self._insert_ended(connection, values)
            elif table is tables.learned:
                self._upsert(connection, table, values)
            else:
                connection.execute(table.insert(), values)
        mark = {"run": self._run, "started": self._started, "batch": self._batch}
        self._upsert(connection, tables.runs, [mark])

    def _insert_ended(self, connection: Connection, values: list[dict[str, Any]]) -> None:
        """The first terminal row of a contact stays; a second one is refused and said."""
        quiet = self._insert(tables.contacts).on_conflict_do_nothing(index_elements=["contact"])
        written = connection.execute(quiet.execution_options(preserve_rowcount=True), values).rowcount
        if written != len(values):
            log.error("store: %d terminal rows refused, their contacts had ended before", len(values) - written)

    def _upsert(self, connection: Connection, table: Table, values: list[dict[str, Any]]) -> None:
        statement = self._insert(table)
        keys = [column.name for column in table.primary_key]
        fresh = {column.name: column for column in statement.excluded if column.name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=fresh), values)

    def _is_committed(self, connection: Connection) -> bool:
        runs = tables.runs.c
        found = connection.execute(select(runs.batch).where(runs.run == self._run)).scalar()
        return found is not None and found >= self._batch

    def _look_for_file(self) -> None:
        if self._file is None or _identity(self._file) == self._identity:
            return
        log.error("store: %s was deleted or replaced; going on in a new file", self._file)
        self._engine.dispose()
        bring_up_to_date(self._engine)
        self._identity = _identity(self._file)


def _identity(file: Path | None) -> tuple[int, int] | None:
    try:
        found = file.stat() if file else None
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _by_table(items: Sequence[Item]) -> dict[Table, list[dict[str, Any]]]:
    found: dict[Table, list[dict[str, Any]]] = {}
    for item in items:
        table, values = _values(item)
        found.setdefault(table, []).append(values)
    return found


def _values(item: Item) -> tuple[Table, dict[str, Any]]:
    match item:
        case Put(row, at):
            return tables.ROW_TABLES[type(row)], history.values(row, at)
        case Journalled(event, at, wall, number):
            return tables.journal, journal.values(event, at, wall, number)
        case Piece(what, who, key, learned):
            return tables.learned, {"what": what, "who": who, "key": key, "values": learned}


def _forget_connection(error: BaseException, engine: Engine) -> None:
    """After a lost connection all pooled ones are suspect."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        engine.dispose()
