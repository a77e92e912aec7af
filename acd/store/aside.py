"""Batches that wait in the spool (spool.py) until the store takes them, each exactly once.

A record holds the table values of one batch and the mark (run and number) with which it would have been written, so it
does not matter whether a try before had reached the database after all, nor whether the daemon dies between the commit
and the taking of the record from the spool: the mark in ``runs`` says whether it was written.
"""

import json
import logging
import os
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table

from acd.store.batch import BatchWriter, Item, Mark, Rows, values
from acd.store.codec import build, to_json
from acd.store.spool import Spool, Spooled
from acd.store.tables import metadata
from acd.store.worth import Worth, share
from acd.store.writer import EngineTroubleError

log = logging.getLogger(__name__)
LATE = "late.jsonl"


class SpooledBatches:
    """For the writer's thread; `state` for all."""

    def __init__(self, batches: BatchWriter, spool: Spool) -> None:
        self._batches = batches
        self._spool = spool

    @property
    def state(self) -> Spooled:
        return self._spool.state

    def has_room(self, worth: Worth) -> bool:
        return self._spool.state.size < share(worth, self._spool.limit)

    def put(self, items: Sequence[Item]) -> int:
        """Keep them for later, in order. Returns how many are bad and dropped. SpoolError: none is kept."""
        rows = [row for row in map(_row, items) if row is not None]
        if rows:
            body = f'{{"mark":{to_json(self._batches.mark)},"rows":[{",".join(rows)}]}}'
            self._spool.append(body.encode(), len(rows), time.time())
            self._batches.pass_on()
        return len(items) - len(rows)

    def bring_back(self) -> tuple[int, int]:
        """Write the oldest batch: how many rows it had, and how many of them no table took. EngineTroubleError: it
        stays. Nothing there (all was unreadable): no rows."""
        before = self._spool.state.rows
        body = self._spool.first()
        unreadable = before - self._spool.state.rows
        if body is None:
            return unreadable, unreadable
        bad: int | None = None
        try:
            bad = self._write(body)
        except EngineTroubleError:
            raise
        except Exception as error:  # it would stand in the way of all that comes after it
            log.error("store: a batch of the spool cannot be written and is dropped: %s", type(error).__name__)
        self._spool.drop_first()
        done = before - self._spool.state.rows
        return done, done if bad is None else unreadable + bad

    def _write(self, body: bytes) -> int:
        mark, rows, count = _read(body)
        if self._batches.is_late(mark):
            self._set_apart(body, count)
            return count
        bad = self._batches.write_later(mark, rows) + count - sum(map(len, rows.values()))
        if bad:
            log.error("store: %d rows of the spool fit no table and are dropped", bad)
        return bad

    def _set_apart(self, body: bytes, count: int) -> None:
        """Of the time before another daemon led: it has written what became of those calls. Kept for people."""
        place = self._spool.folder / LATE
        with open(place, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(body + b"\n")
        log.error("store: %d rows of before another daemon led are not written; they are in %s", count, place)

    def close(self) -> None:
        self._spool.close()


def _row(item: Item) -> str | None:
    try:
        table, columns = values(item)
        return to_json((str(table.name), columns))
    except (TypeError, ValueError, LookupError) as error:
        log.error("store: a row cannot be spooled and is dropped: %s", type(error).__name__)
        return None


def _read(body: bytes) -> tuple[Mark, Rows, int]:
    """Also how many rows there were; those that this program's tables cannot hold are left out."""
    plain = json.loads(body)
    rows: Rows = {}
    for name, found in plain["rows"]:
        table = metadata.tables.get(name)
        if table is not None and _fits(table, found):
            rows.setdefault(table, []).append(found)
    return build(Mark, plain["mark"]), rows, len(plain["rows"])


def _fits(table: Table, found: dict[str, Any]) -> bool:
    return found.keys() <= set(table.columns.keys())
