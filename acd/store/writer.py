"""One thread that writes what others put on a bounded queue: batched, retried, and never in anybody's way.

`add` only appends. The thread gathers for a moment, then hands a batch to `write`. A batch that fails for a row's sake
is written row by row, and only the bad row is dropped. One that fails for the engine's sake (locked, full, gone) is
tried again with a growing pause. When that has lasted for a moment, or rows come faster than they are written, batches
are laid aside on the disk (`Aside`, aside.py) instead, and everything goes that way, in order, until the last of them
is written. Where there is no place aside, or no room in it, rows wait in memory. When the queue is full what is new is
lost, counted, and said once an episode; worth.py says what gives way first.
"""

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Generic, Protocol, TypeVar

from acd.store.spool import Spooled, SpoolError
from acd.store.worth import Worth, share

T = TypeVar("T")
In = TypeVar("In", contravariant=True)
log = logging.getLogger(__name__)

BATCH = 500
GATHER_S = 0.2  # against 0.05 a quarter less of the daemon's processor time at 15 calls a second
CAPACITY = 100_000
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
PATIENCE_S = 1.0  # of failing, before batches are laid aside
DISK_S = 5.0  # beyond the deadline of `close`, for a slow disk that holds what the engine did not take
SILENT_S = 5.0  # an engine that has not answered for so long is in trouble, though it raises nothing
REMIND_S = 300.0


class EngineTroubleError(Exception):
    """The engine cannot write now; the batch is fine and is tried again. The text is for people."""


class _TimeIsUpError(Exception):
    """The deadline of `close` has passed with rows still waiting."""


class Aside(Protocol[In]):
    """Where batches wait on the disk; ``SpooledBatches`` is the one."""

    @property
    def state(self) -> Spooled: ...
    def has_room(self, worth: Worth) -> bool: ...
    def put(self, items: Sequence[In]) -> int: ...
    def bring_back(self) -> tuple[int, int]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class WriterHealth:
    """`waiting` counts what is not yet committed, `spooled` tells what of it is safe on the disk; `lost` what found no
    room (`gave_way`: the same by kind), `bad` what could not be written."""

    waiting: int
    written: int
    lost: int
    bad: int
    trouble: str | None
    spooled: Spooled
    gave_way: Mapping[str, int]


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
        worth: Callable[[T], Worth] = lambda _item: Worth.END,
        aside: Aside[T] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._write = write
        self._on_trouble = on_trouble
        self._capacity = capacity
        self._gather_s = gather_s
        self._worth = worth
        self._aside = aside
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._queue: deque[T] = deque()
        self._hand: deque[T] = deque()  # taken from the queue, not yet settled
        self._added = self._spooled().rows
        self._done = self._bad = self._given_up = 0
        self._lost: Counter[Worth] = Counter()
        self._loss_said = False  # once an episode
        self._trouble: str | None = None
        self._asked: float | None = None  # when the engine was, while it has not answered
        self._failing_since = self._reminded = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._due = 0.0  # no try before
        self._hurry = False  # somebody waits: do not gather
        self._idle = True  # the thread sleeps until the first row
        self._deadline: float | None = None  # set by close
        self._is_at_disk = False  # closing, and done with the engine
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def add(self, item: T) -> None:
        """Queue `item`. Never blocks on I/O, never raises; O(1)."""
        with self._changed:
            used = len(self._queue)
            is_tight = used >= self._capacity // 2
            if self._deadline is not None or (is_tight and used >= share(self._worth(item), self._capacity)):
                self._lose([item])
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
        """Flush for at most `timeout_s`, then stop; rows that have to go to a slow disk take up to DISK_S more. Returns
        how many items are neither written nor safe on the disk. Idempotent."""
        with self._changed:
            self._deadline = monotonic() + timeout_s
            self._changed.notify_all()
        self._thread.join(timeout_s + 0.1)
        if self._is_at_disk:
            self._thread.join(DISK_S)
        with self._changed:
            return self._added - self._done - self._spooled().rows

    def health(self) -> WriterHealth:
        with self._changed:
            return WriterHealth(
                waiting=self._added - self._done,
                written=self._done - self._bad - self._given_up,
                lost=self._lost.total(),
                bad=self._bad,
                trouble=self._trouble or self._silence(),
                spooled=self._spooled(),
                gave_way={worth.value: self._lost[worth] for worth in Worth if self._lost[worth]},
            )

    def _spooled(self) -> Spooled:
        return self._aside.state if self._aside else Spooled()

    def _silence(self) -> str | None:
        silent_s = 0.0 if self._asked is None else monotonic() - self._asked
        return f"no answer for {silent_s:.0f} s" if silent_s >= SILENT_S else None

    def _lose(self, items: Sequence[T]) -> None:
        self._lost.update(map(self._worth, items))
        if not self._loss_said:
            self._loss_said = True
            log.error("store: no room or closed, rows are being lost (so far: %s)", self._losses())

    def _losses(self) -> str:
        return ", ".join(f"{worth} {self._lost[worth]}" for worth in Worth if self._lost[worth]) or "none"

    def _run(self) -> None:
        try:
            while self._gather():
                if batch := self._take():
                    self._settle(batch)
                if self._is_catching_up() and not self._is_crowded():
                    self._bring_back()
        except _TimeIsUpError:
            self._is_at_disk = True
            self._rescue()
        self._is_at_disk = True
        if self._aside:
            self._aside.close()

    def _gather(self) -> bool:
        """Wait for work, then a little longer for more of it. False: closed and nothing left."""
        with self._changed:
            self._idle = True
            self._changed.wait_for(lambda: self._queue or self._deadline is not None, self._until_due())
            self._idle = False
            if not self._is_catching_up():
                self._changed.wait_for(self._is_enough, self._gather_s)
            if len(self._queue) <= BATCH:
                self._hurry = False
            if self._deadline is not None and not self._queue and self._trouble is not None:
                self._changed.wait(FIRST_PAUSE_S)
            self._check_deadline()
            return bool(self._queue or self._spooled().rows)

    def _until_due(self) -> float | None:
        """How long to sleep when nothing new comes."""
        return max(0.0, self._due - monotonic()) if self._spooled().rows else None

    def _is_catching_up(self) -> bool:
        return self._spooled().rows > 0 and (monotonic() >= self._due or self._deadline is not None)

    def _is_enough(self) -> bool:
        return len(self._queue) >= BATCH or self._hurry or self._deadline is not None

    def _take(self) -> list[T]:
        """The next batch. While what is aside is being written back only a full one: many small ones would be laid
        aside as fast as they are brought back."""
        with self._changed:
            is_closing = self._deadline is not None
            if self._trouble is None and self._is_catching_up() and len(self._queue) < BATCH and not is_closing:
                return []
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            self._hand.extend(batch)
            return batch

    def _count_done(self, done: int, bad: int = 0) -> None:
        with self._changed:
            self._done += done
            self._bad += bad
            self._changed.notify_all()

    def _settled(self, batch: Sequence[T], bad: int = 0) -> None:
        self._put_down(batch)
        self._count_done(len(batch), bad)

    def _put_down(self, batch: Sequence[T]) -> None:
        for _ in batch:
            self._hand.popleft()

    def _settle(self, batch: Sequence[T]) -> None:
        """Until it is written, laid aside or dropped as bad. Always the same batch again: `write` relies on it."""
        while not (self._has_to_go_aside() and self._lay_aside(batch)):
            if self._spooled().rows:  # and no room for this one: older ones go first
                self._pause(self._due - monotonic())
                self._bring_back()
                continue
            try:
                self._put_to_engine(batch)
            except EngineTroubleError as trouble:
                self._fail(str(trouble))
                if self._has_to_go_aside() and self._lay_aside(batch):
                    return
                self._pause(self._due - monotonic())
            except Exception as error:
                log.error("store: %s", _bad_row(batch, error))  # no traceback: it would show callers' data
                self._sort_out(batch)
                return
            else:
                self._succeed()
                self._settled(batch)
                return

    def _put_to_engine(self, batch: Sequence[T]) -> None:
        self._asked = monotonic()
        try:
            self._write(batch)
        finally:
            self._asked = None

    def _sort_out(self, batch: Sequence[T]) -> None:
        if len(batch) == 1:
            self._settled(batch, bad=1)
            return
        for item in batch:
            self._settle([item])

    def _has_to_go_aside(self) -> bool:
        if self._spooled().rows or self._is_crowded():
            return True
        has_waited = self._deadline is not None or monotonic() - self._failing_since >= self._patience_s
        return self._trouble is not None and has_waited

    def _lay_aside(self, batch: Sequence[T]) -> bool:
        """What there is no room for gives way; False when there is room for nothing."""
        if self._aside is None:
            return False
        kept: list[T] = []
        gone: list[T] = []
        for item in batch:
            (kept if self._aside.has_room(self._worth(item)) else gone).append(item)
        try:
            bad = self._aside.put(kept) if kept else 0
        except SpoolError as trouble:
            self._remind(str(trouble))
            return False
        self._put_down(batch)
        with self._changed:
            self._given_up += len(gone)
            if gone:
                self._lose(gone)
        self._count_done(len(gone) + bad, bad)
        return True

    def _is_crowded(self) -> bool:
        """Rows come faster than they are written; what is in memory dies with the daemon."""
        return len(self._queue) > self._capacity // 4

    def _bring_back(self) -> None:
        if self._aside is None:
            return
        try:
            done, bad = self._aside.bring_back()
        except EngineTroubleError as trouble:
            self._fail(str(trouble))
        else:
            self._succeed()
            self._count_done(done, bad)

    def _rescue(self) -> None:
        """Time is up: the disk has to do for what is still in memory."""
        while batch := list(self._hand)[:BATCH] or self._take():
            if not self._lay_aside(batch):
                return

    def _fail(self, trouble: str) -> None:
        if self._trouble is None:
            self._failing_since = monotonic()
        self._tell(trouble)
        self._due = monotonic() + self._pause_s
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
        self._remind(trouble)

    def _succeed(self) -> None:
        self._tell(None)
        self._due, self._pause_s = 0.0, FIRST_PAUSE_S

    def _pause(self, seconds: float) -> None:
        """Sleep until the next try; a close wakes it, and from then on tries follow quickly until time is up."""
        with self._changed:
            if self._deadline is None:
                self._changed.wait_for(lambda: self._deadline is not None, max(0.0, seconds))
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
            log.error("store: cannot write, rows wait: %s", trouble)
            self._reminded = monotonic()
        try:
            self._on_trouble(trouble)
        except Exception:
            log.exception("store: the alarm itself failed")

    def _remind(self, trouble: str) -> None:
        if monotonic() - self._reminded < REMIND_S:
            return
        self._reminded = monotonic()
        found = self.health()
        log.error(
            "store: still in trouble: %s; %d rows wait, %d of them in the spool (%.1f MB); lost: %s",
            trouble,
            found.waiting,
            found.spooled.rows,
            found.spooled.size / 1e6,
            self._losses(),
        )


def _bad_row(batch: Sequence[object], error: Exception) -> str:
    if len(batch) > 1:
        return f"a row among {len(batch)} is bad, writing them one by one ({type(error).__name__})"
    return f"a row cannot be written and is dropped: {type(error).__name__}"
