"""The store as the daemon holds it: everything that is put is written soon, in order, and never in a call's way."""

import itertools
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from acd.core.events import Event
from acd.core.records import Row
from acd.core.routing.piece import Piece
from acd.store.aside import SpooledBatches
from acd.store.batch import BatchWriter, Item, Journalled, Put, worth
from acd.store.engine import open_engine
from acd.store.lease import Fence
from acd.store.queries import Reader
from acd.store.spool import Spool, SpoolError
from acd.store.steps import bring_up_to_date
from acd.store.writer import CAPACITY, GATHER_S, PATIENCE_S, Writer, WriterHealth

log = logging.getLogger(__name__)
FLUSH_S = 5.0
CATCH_UP_S = 2.0  # at the start, so that what is recalled is what was last known; the rest follows beside the calls


def _no_alarm(_trouble: str | None) -> None:
    """The log has said it."""


class Store:
    """Made by `open`. All methods may be called from any thread; `put`, `journal` and `keep` only append to a
    bounded queue (a few microseconds; they never block on the database and never raise)."""

    def __init__(self, reader: Reader, writer: Writer[Item], dispose: Callable[[], None]) -> None:
        self.read = reader
        self._writer = writer
        self._dispose = dispose
        self._numbers = itertools.count(1)

    @classmethod
    def open(
        cls,
        url: str,
        on_trouble: Callable[[str | None], None] = _no_alarm,
        *,
        capacity: int = CAPACITY,
        gather_s: float = GATHER_S,
        spool_folder: Path | None = None,
        spool_bytes: int = 256_000_000,
        patience_s: float = PATIENCE_S,
        fence: Fence | None = None,
    ) -> "Store":
        """The store at `url` (sqlite:///FILE or postgresql://...), made or brought up to date first.

        `on_trouble` is called in the writer's thread: with a sentence when writing begins to fail, with None when it
        works again. StoreError (one clear sentence) when the store cannot be used.

        Rows wait in `spool_folder`, at most `spool_bytes` of them, while the store has failed for `patience_s` or is
        too slow; what a dead daemon left there is written first. Without a folder they wait in memory only. Behind a
        `fence` nothing is written once another daemon leads.
        """
        engine = open_engine(url, create=True)
        try:
            bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
        batches = BatchWriter(engine, fence)
        writer: Writer[Item] = Writer(
            batches.write,
            on_trouble,
            capacity=capacity,
            gather_s=gather_s,
            worth=worth,
            aside=_aside(batches, spool_folder, spool_bytes),
            patience_s=patience_s,
        )
        if waiting := writer.health().spooled.rows:
            log.warning("store: %d rows of an earlier run wait in %s and are written first", waiting, spool_folder)
            writer.flush(CATCH_UP_S)
        return cls(Reader(engine), writer, engine.dispose)

    def put(self, row: Row, at: float) -> None:
        """Keep a row the Floor gave out at `at`."""
        self._writer.add(Put(row, at))

    def journal(self, event: Event, now: float) -> None:
        """Keep an event given to the Floor at `now`. One that finds no room leaves a gap in the numbers."""
        self._writer.add(Journalled(event, now, time.time(), next(self._numbers)))

    def keep(self, pieces: Iterable[Piece]) -> None:
        """Replace what was kept of the same."""
        for piece in pieces:
            self._writer.add(piece)

    def flush(self, timeout_s: float = FLUSH_S) -> bool:
        """Wait until everything put before is committed; False when time ran out. From asyncio: in a thread."""
        return self._writer.flush(timeout_s)

    def close(self, timeout_s: float = FLUSH_S) -> int:
        """Flush for at most `timeout_s` and let go. Returns how many rows and events are neither written nor in the
        spool (0 is good); they are said in the log. Idempotent."""
        unwritten = self._writer.close(timeout_s)
        if spooled := self._writer.health().spooled.rows:
            log.warning("store: closed with %d rows in the spool; the next start writes them", spooled)
        if unwritten:
            log.error("store: closed with %d rows unwritten", unwritten)
        self._dispose()
        return unwritten

    def health(self) -> WriterHealth:
        return self._writer.health()


def _aside(batches: BatchWriter, folder: Path | None, limit: int) -> SpooledBatches | None:
    if folder is None or limit <= 0:
        return None
    try:
        return SpooledBatches(batches, Spool(folder, limit))
    except SpoolError as error:
        log.error("store: no spool, rows wait in memory only when the store is in trouble: %s", error)
        return None
