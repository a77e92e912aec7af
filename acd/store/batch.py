"""A batch of rows, events and what was learned into the database: one transaction, exactly once.

A connection can be lost during COMMIT, when nobody knows whether it happened. So each transaction also writes its
number into `runs`; a retried batch first looks whether that number is there already. A batch that waits in the spool
(aside.py) keeps its run and number, so the same look serves it, whoever writes it in the end. Batches of a run are
committed in the order of their numbers: one is written if its number or a later one is there.
"""

import logging
import sqlite3
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from acd.core.events import Event
from acd.core.records import ContactEnded, Decided, Refused, Row, WaitPredicted
from acd.core.routing.piece import Piece
from acd.store import history, journal, tables
from acd.store.engine import StoreError, for_writing, reason, sqlite_file
from acd.store.lease import Fence
from acd.store.steps import bring_up_to_date
from acd.store.worth import Worth
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
Rows = dict[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Names one batch in ``runs``."""

    run: str
    started: float
    batch: int


class BatchWriter:
    """`write` is for one thread. It makes the schema again when SQLite's file has been deleted or replaced: an open
    connection would go on writing into a file that has no name any more."""

    def __init__(self, engine: Engine, fence: Fence | None = None) -> None:
        """`fence`: of the leader, where another daemon may stand by."""
        self._engine = for_writing(engine)
        self._fence = fence
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._run = fence.named(uuid.uuid4().hex) if fence else uuid.uuid4().hex
        self._started = time.time()
        self._batch = 0
        self._is_retry = False
        self._file = sqlite_file(engine)
        self._identity = _identity(self._file)

    @property
    def mark(self) -> Mark:
        """Of the batch to be written next."""
        return Mark(self._run, self._started, self._batch)

    def pass_on(self) -> None:
        """The batch of `mark` is taken care of; the next one has the next number."""
        self._is_retry = False
        self._batch += 1

    def write(self, items: Sequence[Item]) -> None:
        """Commit all or nothing. EngineTroubleError: call again with the same items. Anything else: a row is bad."""
        rows = _by_table(items)
        try:
            self._commit(self.mark, rows, look=self._is_retry)
        except EngineTroubleError:
            self._is_retry = True
            raise
        self.pass_on()

    def is_late(self, mark: Mark) -> bool:
        """It may not be written any more: another daemon has led since."""
        return self._fence is not None and self._fence.is_late(mark.run)

    def write_later(self, mark: Mark, rows: Rows) -> int:
        """Commit what had waited, unless `mark` says that it is written. Returns how many rows are bad and left out.
        EngineTroubleError as `write`."""
        try:
            return self._commit(mark, rows, look=True)
        except EngineTroubleError:
            raise
        except Exception:
            return self._commit(mark, rows, look=True, one_by_one=True)

    def _commit(self, mark: Mark, rows: Rows, *, look: bool, one_by_one: bool = False) -> int:
        bad = 0
        try:
            self._look_for_file()
            with self._engine.begin() as connection:
                if self._fence is not None:
                    self._fence.check(connection)
                if not (look and _is_committed(connection, mark)):
                    bad = self._insert_each(connection, rows) if one_by_one else self._insert_all(connection, rows)
                    self._upsert(connection, tables.runs, [asdict(mark)])
        except (SQLAlchemyError, StoreError, sqlite3.Error, OSError) as error:
            if _is_of_the_row(error):
                raise
            _forget_connection(error, self._engine)
            raise EngineTroubleError(reason(error)) from error
        return bad

    def _insert_all(self, connection: Connection, rows: Rows) -> int:
        for table, found in rows.items():
            if table is tables.contacts:
                self._insert_ended(connection, found)
            elif table is tables.learned:
                self._upsert(connection, table, found)
            else:
                connection.execute(table.insert(), found)
        return 0

    def _insert_each(self, connection: Connection, rows: Rows) -> int:
        """One transaction still, so that a batch with a bad row is written once too; the bad ones are left out."""
        bad = 0
        for table, row in ((table, row) for table, found in rows.items() for row in found):
            try:
                with connection.begin_nested():
                    self._insert_all(connection, {table: [row]})
            except Exception as error:
                if not _is_of_the_row(error):
                    raise
                bad += 1
        return bad

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

    def _look_for_file(self) -> None:
        if self._file is None or _identity(self._file) == self._identity:
            return
        log.error("store: %s was deleted or replaced; going on in a new file", self._file)
        self._engine.dispose()
        bring_up_to_date(self._engine)
        self._identity = _identity(self._file)


def _is_committed(connection: Connection, mark: Mark) -> bool:
    runs = tables.runs.c
    found = connection.execute(select(runs.batch).where(runs.run == mark.run)).scalar()
    return found is not None and found >= mark.batch


def _identity(file: Path | None) -> tuple[int, int] | None:
    try:
        found = file.stat() if file else None
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _by_table(items: Sequence[Item]) -> Rows:
    found: Rows = {}
    for item in items:
        table, columns = values(item)
        found.setdefault(table, []).append(columns)
    return found


def worth(item: Item) -> Worth:
    """How late `item` gives way when there is no room for all."""
    match item:
        case Journalled():
            return Worth.JOURNAL
        case Put(ContactEnded()):
            return Worth.END
        case Put(Decided() | Refused() | WaitPredicted()):
            return Worth.EXPLANATION
        case _:
            return Worth.HISTORY


def values(item: Item) -> tuple[Table, dict[str, Any]]:
    """The table for `item` and its columns."""
    match item:
        case Put(row, at):
            return tables.ROW_TABLES[type(row)], history.values(row, at)
        case Journalled(event, at, wall, number):
            return tables.journal, journal.values(event, at, wall, number)
        case Piece(what, who, key, learned):
            return tables.learned, {"what": what, "who": who, "key": key, "values": learned}


def _is_of_the_row(error: Exception) -> bool:
    """Not of the engine, so trying again will not help."""
    if isinstance(error, StatementError) and not isinstance(error, DBAPIError):
        return True  # a value that could not even be prepared for the driver
    return isinstance(error, DataError | IntegrityError | TypeError | ValueError | ArithmeticError)


def _forget_connection(error: BaseException, engine: Engine) -> None:
    """After a lost connection all pooled ones are suspect."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        engine.dispose()
