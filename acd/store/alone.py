"""One daemon an SQLite store: beside its file stands a lock that a daemon holds for as long as it lives, however it
dies. Who leads of those that share a PostgreSQL is in lease.py."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from acd.store.engine import StoreError, shown


@contextmanager
def alone(url: str) -> Iterator[None]:
    """StoreError while another daemon has the store at `url`, which must be a URL that opens."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    lock = os.open(f"{Path(parsed.database)}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"store {shown(parsed)}: another daemon uses it; stop that one first or choose another store"
            ) from None
        yield
    finally:
        os.close(lock)
