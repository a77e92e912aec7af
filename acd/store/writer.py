"""One thread that writes what others put on a bounded queue: batched, retried, and never in anybody's way.

`add` only appends. The thread gathers for a moment, then hands a batch to `write`. A batch that fails for the engine's
sake (locked, full, gone) is kept and tried again with a growing pause while the queue goes on filling; a batch that
fails for a row's sake is written row by row, and only the bad row is dropped. When the queue is full what is new is
lost, counted, and said once; the journal gives way first (at half), because terminal rows are worth more.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)

BATCH = 500
GATHER_S = 0.2  # against 0.05 a quarter less of the daemon's processor time at 15 calls a second
CAPACITY = 100_000
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0


class EngineTroubleError(Exception):
    """The engine cannot write now; the batch is fine and is tried again. The text is for people."""


class _TimeIsUpError(Exception):
    """The deadline of `close` has passed with rows still waiting."""


@dataclass(frozen=True, slots=True)
class WriterHealth:
    """`waiting` counts what is not yet committed; `lost` what found the queue full, `bad` what could not be written."""

    waiting: int
    written: int
    lost: int
    bad: int
    trouble: str | None


class Writer(Generic[T]):
    """`write(batch)` commits all or nothing and raises EngineTroubleError to be called again with the same batch.

    `on_trouble` gets a sentence when writing begins to fail and None when it works again, in the writer's thread.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], None],
        on_trouble: Callable[[str | None], None],
        *,
        capacity: int = CAPACITY,
        gather_s: float = GATHER_S,
    ) -> None:
        self._write = write
        self._on_trouble = on_trouble
        self._capacity = capacity
        self._gather_s = gather_s
        self._changed = threading.Condition()
        self._queue: deque[T] = deque()
        self._added = self._done = self._lost = self._bad = 0
        self._loss_said = False  # once an episode
        self._trouble: str | None = None
        self._hurry = False  # somebody waits: do not gather
        self._idle = True  # the thread sleeps until the first row
        self._deadline: float | None = None  # set by close
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def add(self, item: T, *, may_give_way: bool = False) -> None:
        """Queue `item`. Never blocks on I/O, never raises; O(1)."""
        with self._changed:
            room = self._capacity // 2 if may_give_way else self._capacity
            if len(self._queue) >= room or self._deadline is not None:
                self._lose()
                return
            self._queue.append(item)
            self._added += 1
            if self._idle or len(self._queue) == BATCH:
                self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until all that was added before is committed (or dropped as bad); False when time ran out first."""
        with self._changed:
            goal = self._added
            self._hurry = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._done >= goal, timeout_s)

    def close(self, timeout_s: float) -> int:
        """Flush for at most `timeout_s`, then stop. Returns how many items could not be written. Idempotent."""
        with self._changed:
            self._deadline = monotonic() + timeout_s
            self._changed.notify_all()
        self._thread.join(timeout_s + 0.1)
        with self._changed:
            return self._added - self._done

    def health(self) -> WriterHealth:
        with self._changed:
            waiting = self._added - self._done
            return WriterHealth(waiting, self._done - self._bad, self._lost, self._bad, self._trouble)

    def _lose(self) -> None:
        self._lost += 1
        if not self._loss_said:
            self._loss_said = True
            log.error("store: the queue is full or closed, rows are being lost (%d so far)", self._lost)

    def _run(self) -> None:
        try:
            while self._gather():
                batch = self._take()
                if not self._persist(batch):
                    self._sort_out(batch)
                self._count_done(len(batch))
        except _TimeIsUpError:
            pass

    def _gather(self) -> bool:
        """Wait for work, then a little longer for more of it. False: closed and nothing left."""
        with self._changed:
            self._idle = True
            self._changed.wait_for(lambda: self._queue or self._deadline is not None)
            self._idle = False
            self._changed.wait_for(self._is_enough, self._gather_s)
            if len(self._queue) <= BATCH:
                self._hurry = False
            self._check_deadline()
            return bool(self._queue)

    def _is_enough(self) -> bool:
        return len(self._queue) >= BATCH or self._hurry or self._deadline is not None

    def _take(self) -> list[T]:
        with self._changed:
            return [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]

    def _count_done(self, done: int, bad: int = 0) -> None:
        with self._changed:
            self._done += done
            self._bad += bad
            self._changed.notify_all()

    def _sort_out(self, batch: Sequence[T]) -> None:
        bad = sum(not self._persist([item]) for item in batch)
        self._count_done(0, bad)

    def _persist(self, batch: Sequence[T]) -> bool:
        """Try until it is written; False when it never will be. Always the same batch again: `write` relies on it."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                self._write(batch)
            except EngineTroubleError as trouble:
                self._tell(str(trouble))
                self._pause(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
            except Exception as error:
                log.error("store: %s", _bad_row(batch, error))  # no traceback: it would show callers' data
                return False
            else:
                self._tell(None)
                return True

    def _pause(self, seconds: float) -> None:
        """Sleep until the next try; a close wakes it, and from then on tries follow quickly until time is up."""
        with self._changed:
            if self._deadline is None:
                self._changed.wait_for(lambda: self._deadline is not None, seconds)
            else:
                self._changed.wait(FIRST_PAUSE_S)
            self._check_deadline()

    def _check_deadline(self) -> None:
        if self._deadline is not None and monotonic() >= self._deadline and self._done < self._added:
            raise _TimeIsUpError

    def _tell(self, trouble: str | None) -> None:
        with self._changed:
            if trouble == self._trouble:
                return
            self._trouble = trouble
            self._loss_said = False
        if trouble is None:
            log.warning("store: writing again")
        else:
            log.error("store: cannot write, rows wait in memory: %s", trouble)
        try:
            self._on_trouble(trouble)
        except Exception:
            log.exception("store: the alarm itself failed")


def _bad_row(batch: Sequence[object], error: Exception) -> str:
    if len(batch) > 1:
        return f"a row among {len(batch)} is bad, writing them one by one ({type(error).__name__})"
    return f"a row cannot be written and is dropped: {type(error).__name__}"
