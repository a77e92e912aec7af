"""What a database leaves on the disk of rows that are gone. SQLite's free pages and write-ahead log would go on holding
them; PostgreSQL is asked to let go of old row versions, its own log and backups are its administrator's.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, event, text

from acd.store.engine import open_engine, sqlite_file

PATIENCE_S = 20.0
PAUSE_S = 0.1


def open_erasing(url: str) -> Engine:
    """An engine for a store that is there, for writing; what it frees in SQLite's file is written over. StoreError."""
    open_engine(url, create=False).dispose()
    engine = open_engine(url, create=True)
    if sqlite_file(engine) is not None:
        event.listen(engine, "connect", _write_over)
    return engine


def _write_over(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA secure_delete=ON")


def files(engine: Engine, spool: Path) -> Iterator[Path]:
    """All this machine sees of the store."""
    main = sqlite_file(engine)
    if main is not None:
        yield from (path for path in (main, Path(f"{main}-wal"), Path(f"{main}-journal")) if path.exists())
    if spool.is_dir():
        yield from sorted(path for path in spool.iterdir() if path.is_file())


def settle(engine: Engine, changed: Iterator[str]) -> None:
    """SQLite: the write-ahead log is emptied into the file. PostgreSQL: old versions of rows of `changed` go."""
    if sqlite_file(engine) is not None:
        _until_done(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in changed:
            connection.execute(text(f'VACUUM "{name}"'))


def rewrite(engine: Engine) -> None:
    """SQLite's file anew, without anything that is gone. Writers wait meanwhile."""
    if sqlite_file(engine) is not None:
        _until_done(engine, "VACUUM")
        _until_done(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _until_done(engine: Engine, statement: str) -> None:
    """A reader or writer in the way is waited for."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with closing(engine.raw_connection()) as connection:
            try:
                found = connection.driver_connection.execute(statement).fetchone()  # type: ignore[union-attr]
            except sqlite3.OperationalError:
                found = (1,)
        if found is None or not found[0] or time.monotonic() > deadline:
            return
        time.sleep(PAUSE_S)
