"""The store as the daemon holds it: everything that is put is written soon, in order, and never in a call's way."""

import itertools
import logging
import time
from collections.abc import Callable, Iterable

from acd.core.events import Event
from acd.core.records import Row
from acd.core.routing.piece import Piece
from acd.store.batch import BatchWriter, Item, Journalled, Put
from acd.store.engine import open_engine
from acd.store.queries import Reader
from acd.store.steps import bring_up_to_date
from acd.store.writer import CAPACITY, GATHER_S, Writer, WriterHealth

log = logging.getLogger(__name__)
FLUSH_S = 5.0


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
    ) -> "Store":
        """The store at `url` (sqlite:///FILE or postgresql://...), made or brought up to date first.

        `on_trouble` is called in the writer's thread: with a sentence when writing begins to fail, with None when it
        works again. StoreError (one clear sentence) when the store cannot be used.
        """
        engine = open_engine(url, create=True)
        try:
            bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
        writer: Writer[Item] = Writer(BatchWriter(engine).write, on_trouble, capacity=capacity, gather_s=gather_s)
        return cls(Reader(engine), writer, engine.dispose)

    def put(self, row: Row, at: float) -> None:
        """Keep a row the Floor gave out at `at`."""
        self._writer.add(Put(row, at))

    def journal(self, event: Event, now: float) -> None:
        """Keep an event given to the Floor at `now`. One that finds no room leaves a gap in the numbers."""
        self._writer.add(Journalled(event, now, time.time(), next(self._numbers)), may_give_way=True)

    def keep(self, pieces: Iterable[Piece]) -> None:
        """Replace what was kept of the same."""
        for piece in pieces:
            self._writer.add(piece)

    def flush(self, timeout_s: float = FLUSH_S) -> bool:
        """Wait until everything put before is committed; False when time ran out. From asyncio: in a thread."""
        return self._writer.flush(timeout_s)

    def close(self, timeout_s: float = FLUSH_S) -> int:
        """Flush for at most `timeout_s` and let go. Returns how many rows and events could not be written (0 is good);
        they are said in the log. Idempotent."""
        unwritten = self._writer.close(timeout_s)
        if unwritten:
            log.error("store: closed with %d rows unwritten", unwritten)
        self._dispose()
        return unwritten

    def health(self) -> WriterHealth:
        return self._writer.health()
