"""What is kept: the Floor's rows and every event, in SQLite (a file) or PostgreSQL (by URL).

`Store` (store.py) is the writing side: rows and events are put on a bounded queue and written in batches by one thread
(writer.py), so no commit is ever on a call's path; while the database is in trouble they wait in a bounded spool on the
disk (spool.py). `Reader` (queries.py) is the reading side; it needs no daemon.
"""

from acd.store.engine import StoreAwayError, StoreError
from acd.store.queries import Reader
from acd.store.store import Store

__all__ = ["Reader", "Store", "StoreAwayError", "StoreError"]
