"""From a URL to an engine: SQLite in a file, or PostgreSQL. Nothing else, and nothing in memory.

SQLite: WAL (readers never wait for the writer), synchronous=NORMAL (a killed daemon loses nothing committed, a power
cut may lose the last moments but leaves the file whole), and our own BEGIN, because Python's sqlite3 starts no
transaction for DDL and only a late one for writes. PostgreSQL: deadlines on everything, so that a dead server is an
error within seconds and not a thread that waits for ever.
"""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

BUSY_MS = 2000
CONNECT_S = 5
STATEMENT_MS = 30_000
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}
_MODE = 0o640  # of a new file, and so of those SQLite lays beside it: callers' numbers are not for everyone here
_IMMEDIATE = {"acd_begin": "BEGIN IMMEDIATE"}


_HINTS = {
    "unable to open database file": " (its folder must be writable for the user the daemon runs as)",
    "attempt to write a readonly database": " (it and its folder must be writable for the user the daemon runs as)",
}


class StoreError(Exception):
    """The store cannot be used as asked; the text is one sentence for the person who named it."""


class StoreAwayError(StoreError):
    """It may come back by itself: a server not reachable, a lock, a full disk."""


def failed(engine: Engine, error: BaseException) -> StoreError:
    """What went wrong at the engine, to be raised from it."""
    kind = StoreAwayError if isinstance(error, sqlalchemy.exc.OperationalError) else StoreError
    return kind(f"store {shown(engine.url)}: {reason(error)}")


def open_engine(url: str, *, create: bool) -> Engine:
    """An engine for `url`; for SQLite the file is made when missing only if `create`, else opened read-only.

    Nothing is connected yet. A new file is closed to other users. StoreError: not a URL, not one of the two engines, no
    such folder or file.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, create=create)
    options: dict[str, Any] = {
        "connect_timeout": CONNECT_S,
        "options": f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={BUSY_MS}",
        "application_name": "acd",
        **_KEEPALIVE,
    }
    wanted = {name: value for name, value in options.items() if name not in parsed.query}
    return create_engine(parsed, connect_args=wanted, pool_pre_ping=True)


def for_writing(engine: Engine) -> Engine:
    """The same engine whose transactions take SQLite's write lock at once: no read that cannot become a write."""
    return engine.execution_options(**_IMMEDIATE)


def sqlite_file(engine: Engine) -> Path | None:
    """The database's file, None for PostgreSQL."""
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return None
    return Path(engine.url.database.removeprefix("file:"))


def shown(url: URL) -> str:
    """The URL without its password."""
    return url.render_as_string(hide_password=True)


def reason(error: BaseException) -> str:
    """The engine's own words in one line, without SQL or parameters (which may hold callers' numbers)."""
    original = getattr(error, "orig", None) or error
    lines = str(original).strip().splitlines() or [type(original).__name__]
    return lines[0][:300] + _HINTS.get(lines[0], "")


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise StoreError(
            "store URL: not a database URL; expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StoreError(f"store URL: got {parsed.drivername}:, allowed are sqlite: and postgresql:")
    if parsed.database in (None, "", ":memory:") or str(parsed.database).startswith("file:"):
        raise StoreError("store URL: sqlite needs a file: sqlite:///relative/path or sqlite:////absolute/path")
    return parsed


def _open_sqlite(url: URL, *, create: bool) -> Engine:
    path = Path(str(url.database))
    if not path.parent.is_dir():
        raise StoreError(f"store {shown(url)}: the folder {path.parent} does not exist")
    if not create and not path.is_file():
        raise StoreError(f"store {shown(url)}: no such file; the daemon makes it at its first start")
    if not create:
        url = url.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})
    elif not path.exists():
        with suppress(OSError):  # SQLite says it better
            path.touch(mode=_MODE)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare_writing if create else _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None


def _prepare_writing(connection: sqlite3.Connection, record: object) -> None:
    _prepare(connection, record)
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Once in a file's life. SQLite does not wait for this lock by itself: two daemons on a new file would collide."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("acd_begin", "BEGIN"))
