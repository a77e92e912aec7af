"""The writer thread alone, over a pretended engine."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest

from acd.store import writer as writer_module
from acd.store.worth import Worth
from acd.store.writer import BATCH, EngineTroubleError, Writer


class Engine:
    """Keeps what is written; `fail` is raised by every write while set; `hold` stops writing while cleared."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.tries = 0
        self.times: list[float] = []
        self.fail: Exception | None = None
        self.free = threading.Event()
        self.free.set()
        self.alarms: list[str | None] = []

    def write(self, batch: Sequence[int]) -> None:
        self.tries += 1
        self.times.append(time.monotonic())
        assert self.free.wait(10)
        if self.fail:
            raise self.fail
        if any(number < 0 for number in batch):
            raise ValueError("negative")
        self.batches.append(list(batch))

    @property
    def written(self) -> list[int]:
        return [number for batch in self.batches for number in batch]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def make(engine: Engine) -> Iterator[Callable[..., Writer[int]]]:
    writers: list[Writer[int]] = []

    def build(capacity: int = 1000, gather_s: float = 0.001, **more: Any) -> Writer[int]:
        writers.append(Writer(engine.write, engine.alarms.append, capacity=capacity, gather_s=gather_s, **more))
        return writers[-1]

    yield build
    engine.fail = None
    engine.free.set()
    for writer in writers:
        writer.close(5)


def until(claim: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_an_engine_that_does_not_answer_is_in_trouble(
    engine: Engine, make: Callable[..., Writer[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "SILENT_S", 0.02)
    writer = make()
    engine.free.clear()
    writer.add(1)
    until(lambda: writer.health().trouble == "no answer for 0 s")
    engine.free.set()
    assert writer.flush(5)
    assert writer.health().trouble is None


def test_all_is_written_in_order(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    writer = make(capacity=10_000)
    for number in range(3000):
        writer.add(number)
    assert writer.flush(5)
    assert engine.written == list(range(3000))
    assert max(map(len, engine.batches)) <= BATCH


def test_rows_put_together_are_written_together(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    writer = make(gather_s=0.2)
    for number in range(20):
        writer.add(number)
    until(lambda: len(engine.written) == 20)
    assert len(engine.batches) == 1


def test_flush_does_not_wait_for_the_gathering(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    writer = make(gather_s=60)
    writer.add(1)
    assert writer.flush(5)


def test_flush_gives_up_in_time(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.fail = EngineTroubleError("locked")
    writer = make()
    writer.add(1)
    assert not writer.flush(0.05)


def test_trouble_loses_nothing_and_is_told_once(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.fail = EngineTroubleError("database is locked")
    writer = make()
    writer.add(1)
    until(lambda: engine.tries >= 3)
    writer.add(2)
    assert writer.health().trouble == "database is locked"
    assert writer.health().waiting == 2
    engine.fail = None
    assert writer.flush(5)
    assert engine.written == [1, 2]
    assert engine.alarms == ["database is locked", None]


def test_tries_grow_rarer(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.fail = EngineTroubleError("locked")
    writer = make()
    writer.add(1)
    until(lambda: len(engine.times) >= 4)
    first, second, third = (later - earlier for earlier, later in pairwise(engine.times[:4]))
    assert first >= 0.09
    assert second >= 0.19
    assert third >= 0.39


def test_a_retried_batch_is_the_same_batch(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.fail = EngineTroubleError("locked")
    writer = make(gather_s=0.05)
    for number in range(3):
        writer.add(number)
    until(lambda: engine.tries >= 1)
    writer.add(3)
    engine.fail = None
    assert writer.flush(5)
    assert engine.batches == [[0, 1, 2], [3]]


def test_only_the_bad_row_is_dropped(
    engine: Engine, make: Callable[..., Writer[int]], caplog: pytest.LogCaptureFixture
) -> None:
    writer = make(gather_s=0.2)
    for number in (1, -2, 3):
        writer.add(number)
    assert writer.flush(5)
    assert engine.written == [1, 3]
    health = writer.health()
    assert (health.written, health.bad, health.waiting) == (2, 1, 0)
    assert "dropped: ValueError" in caplog.text


def test_a_full_queue_loses_the_new_counts_them_and_says_it_once(
    engine: Engine, make: Callable[..., Writer[int]], caplog: pytest.LogCaptureFixture
) -> None:
    engine.free.clear()
    writer = make(capacity=10)
    writer.add(0)
    until(lambda: engine.tries == 1)
    for number in range(1, 15):
        writer.add(number)
    assert writer.health().lost == 4
    assert [r.levelno for r in caplog.records].count(logging.ERROR) == 1
    engine.free.set()
    assert writer.flush(5)
    assert engine.written == list(range(11))


def test_the_journal_gives_way_at_half(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.free.clear()
    writer = make(capacity=10, worth=lambda number: Worth.END if number in (0, 9) else Worth.JOURNAL)
    writer.add(0)
    until(lambda: engine.tries == 1)
    for number in range(1, 10):
        writer.add(number)
    engine.free.set()
    assert writer.flush(5)
    assert engine.written == [0, 1, 2, 3, 4, 5, 9]
    assert writer.health().lost == 3
    assert writer.health().gave_way == {"journal": 3}


def test_close_flushes(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    writer = make(gather_s=60, capacity=5000)
    for number in range(2000):
        writer.add(number)
    assert writer.close(5) == 0
    assert engine.written == list(range(2000))
    assert writer.close(5) == 0


def test_close_is_bounded_and_says_what_is_left(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.fail = EngineTroubleError("disk full")
    writer = make()
    for number in range(7):
        writer.add(number)
    began = time.monotonic()
    assert writer.close(0.3) == 7
    assert time.monotonic() - began < 2
    tries = engine.tries
    assert tries < 20


def test_close_during_trouble_writes_when_it_heals(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    engine.fail = EngineTroubleError("locked")
    writer = make()
    writer.add(1)
    until(lambda: engine.tries >= 1)
    healing = threading.Timer(0.2, lambda: setattr(engine, "fail", None))
    healing.start()
    assert writer.close(5) == 0
    healing.join()
    assert engine.written == [1]


def test_after_close_rows_are_counted_as_lost(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    writer = make()
    writer.close(1)
    writer.add(1)
    assert writer.health().lost == 1


def test_a_broken_alarm_stops_nothing(engine: Engine) -> None:
    def alarm(_trouble: str | None) -> None:
        raise RuntimeError("no bell")

    engine.fail = EngineTroubleError("locked")
    writer: Writer[int] = Writer(engine.write, alarm, gather_s=0.001)
    writer.add(1)
    until(lambda: engine.tries >= 1)
    engine.fail = None
    assert writer.close(5) == 0


def test_many_threads_may_add(engine: Engine, make: Callable[..., Writer[int]]) -> None:
    writer = make(capacity=100_000)
    threads = [
        threading.Thread(target=lambda base=n: [writer.add(base + i) for i in range(2000)])
        for n in range(0, 8000, 2000)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.flush(5)
    assert sorted(engine.written) == list(range(8000))
