"""One named query on a database of others: read only, its values bound, one row, in threads of its own.

SQLite is opened with ``mode=ro`` and cut off by a progress handler at its deadline; PostgreSQL has
``default_transaction_read_only`` and a ``statement_timeout``. So a query ends on the server's side too, and a slow
database holds its own few threads and connections, never those of the house.
"""

import asyncio
import sqlite3
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError
from sqlalchemy.pool import QueuePool

from acd.config.lookup_settings import Database, OverSql
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble

CONNECT_S = 3
BUSY_S = 1.0  # for whoever writes into a SQLite file
STATEMENT_MS = 20_000
MOST_BYTES = 1_000_000  # of a value or row of SQLite's
INSTRUCTIONS = 1000  # of SQLite's machine between two looks at the clock
NO_SUCH_VALUE = frozenset({"22P02", "22003"})  # what was typed can be no value of the column
CANCELLED = frozenset({"57014", "55P03", "25P03"})
SQLITE_LATE = frozenset({"SQLITE_INTERRUPT", "SQLITE_BUSY"})
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}


class SqlAsker:
    """Of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._engine = open_read_only(database)
        self._threads = ThreadPoolExecutor(database.at_once, f"lookup-{database.name}")

    def close(self) -> None:
        """What runs, or waits to, ends by its own deadline: a reload must not take it from a caller."""
        self._threads.shutdown(wait=False)
        self._engine.dispose()

    async def ask(self, source: OverSql, values: Mapping[str, str], timeout_s: float) -> object:
        """The first row as column → value, None where there is none. Raises LookupTroubleError."""
        deadline = time.monotonic() + timeout_s
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout_s):
                return await loop.run_in_executor(self._threads, self._run, source.query, dict(values), deadline)
        except TimeoutError:
            raise LookupTroubleError(Trouble.SLOW) from None

    def _run(self, query: str, values: dict[str, str], deadline: float) -> dict[str, Any] | None:
        try:
            with self._engine.connect() as connection:
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    raise LookupTroubleError(Trouble.SLOW)
                if self._engine.dialect.name == "postgresql":
                    limit = text("SELECT set_config('statement_timeout', :ms, true)")
                    connection.execute(limit, {"ms": str(int(left_s * 1000) + 1)})
                else:
                    _limit(connection.connection.driver_connection, deadline)
                found = connection.execution_options(stream_results=True, max_row_buffer=1).execute(text(query), values)
                row = found.mappings().first()
                return None if row is None else dict(row)
        except SQLAlchemyError as error:
            if _state(error) in NO_SUCH_VALUE:
                return None
            raise LookupTroubleError(_trouble(error)) from None


def open_read_only(database: Database) -> Engine:
    """Nothing is connected yet."""
    url = make_url(database.url)
    pool: dict[str, Any] = {"pool_size": database.at_once, "max_overflow": 0, "pool_timeout": CONNECT_S}
    if url.get_backend_name() == "sqlite":
        file = f"file:{quote(str(url.database))}?mode=ro"
        return create_engine("sqlite://", creator=lambda: _open_sqlite(file), poolclass=QueuePool, **pool)
    options = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_MS} -c lock_timeout=2000"
    server: dict[str, Any] = {
        "connect_timeout": CONNECT_S,
        "options": options,
        "application_name": "acd-lookup",
        **_KEEPALIVE,
    }
    return create_engine(url.set(drivername="postgresql+psycopg"), connect_args=server, pool_pre_ping=True, **pool)


def _open_sqlite(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, uri=True, timeout=BUSY_S, check_same_thread=False)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # ATTACH would make a file, read-only or not
    connection.execute("PRAGMA query_only=ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    return connection


def _limit(connection: Any, deadline: float) -> None:
    connection.set_progress_handler(lambda: time.monotonic() > deadline, INSTRUCTIONS)


def _state(error: SQLAlchemyError) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")


def _trouble(error: SQLAlchemyError) -> Trouble:
    """The engine's own words are not told: they may quote a value."""
    state, sqlite_name = _state(error), getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    if state in CANCELLED or sqlite_name in SQLITE_LATE or isinstance(error, NoFreeConnectionError):
        return Trouble.SLOW
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Trouble.AWAY
    is_away = sqlite_name == "SQLITE_CANTOPEN" if sqlite_name else not state
    return Trouble.AWAY if is_away else Trouble.REFUSED
