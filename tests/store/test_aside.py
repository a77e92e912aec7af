"""Rows that wait on the disk while the store is in trouble: each written once, in order, whoever dies in between."""

import errno
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import OperationalError

from acd.core.events import CallerLeft
from acd.core.records import Refused
from acd.store import Store, journal
from acd.store.aside import SpooledBatches
from acd.store.batch import BatchWriter, Item, Put
from acd.store.engine import open_engine
from acd.store.spool import Spool, SpoolError
from acd.store.steps import bring_up_to_date
from acd.store.writer import EngineTroubleError
from tests.store.test_store import ended
from tests.store.test_trouble import python, until

pytestmark = pytest.mark.slow

MB = 1_000_000


class Fault:
    """While `on`, no batch reaches the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on = False
        real = BatchWriter._commit

        def commit(batches: BatchWriter, *given: Any, **named: Any) -> int:
            if self.on:
                raise EngineTroubleError("gone")
            return real(batches, *given, **named)

        monkeypatch.setattr(BatchWriter, "_commit", commit)


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Fault:
    return Fault(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def reopen(url: str, folder: Path) -> Callable[..., Store]:
    def make(limit: int = MB, **more: Any) -> Store:
        return Store.open(url, gather_s=0.001, patience_s=0.0, spool_folder=folder, spool_bytes=limit, **more)

    return make


def refused(number: int) -> Refused:
    return Refused(float(number), "event", str(number), "state")


def numbers(store: Store) -> list[int]:
    """In the order of writing."""
    return [int(row.who) for row in reversed(store.read.refusals(limit=10**6))]


def test_rows_wait_on_the_disk_and_are_written_in_order(reopen: Callable[..., Store], fault: Fault) -> None:
    store = reopen()
    store.put(refused(0), 1.0)
    assert store.flush()
    fault.on = True
    for number in range(1, 40):
        store.put(refused(number), 1.0)
        if number % 10 == 0:
            until(lambda: store.health().spooled.rows >= store.health().waiting)
    until(lambda: store.health().spooled.rows == 39)
    health = store.health()
    assert (health.trouble, health.waiting, health.written, health.lost) == ("gone", 39, 1, 0)
    assert health.spooled.size > 39 * 20
    assert health.spooled.oldest is not None
    assert abs(time.time() - health.spooled.oldest) < 60
    fault.on = False
    for number in range(40, 60):
        store.put(refused(number), 1.0)
    assert store.flush(20)
    assert numbers(store) == list(range(60))
    assert store.health().spooled.rows == store.health().waiting == 0
    assert store.close() == 0


def test_a_close_in_trouble_leaves_all_for_the_next_start(
    reopen: Callable[..., Store], fault: Fault, folder: Path
) -> None:
    fault.on = True
    store = reopen()
    for number in range(700):
        store.put(refused(number), 1.0)
    store.journal(CallerLeft("main-1.1"), 5.0)
    store.put(ended("c1"), 9.0)
    assert store.close(0.5) == 0
    assert list(folder.iterdir())
    fault.on = False
    again = reopen()
    again.put(refused(700), 1.0)
    assert again.flush(20)
    assert numbers(again) == list(range(701))
    assert again.read.history() == [ended("c1")]
    with again.read._engine.connect() as connection:
        assert list(journal.events(connection, 0, 10)) == [(5.0, CallerLeft("main-1.1"))]
    assert list(folder.iterdir()) == []
    assert again.close() == 0


def test_a_close_waits_for_a_slow_disk(
    reopen: Callable[..., Store], fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fdatasync

    def slow(file: int) -> None:
        time.sleep(0.8)
        real(file)

    monkeypatch.setattr("acd.store.spool.os.fdatasync", slow)
    fault.on = True
    store = reopen()
    store.put(refused(0), 1.0)
    assert store.close(0.1) == 0
    fault.on = False
    again = reopen()
    assert again.flush(20)
    assert numbers(again) == [0]
    assert again.close() == 0


@pytest.fixture
def spooled(url: str, folder: Path) -> Iterator[Callable[[], tuple[SpooledBatches, Spool]]]:
    """As a daemon that starts; the one before it is dead and holds nothing."""
    alive: list[Spool] = []
    engine = open_engine(url, create=True)
    bring_up_to_date(engine)

    def make() -> tuple[SpooledBatches, Spool]:
        for dead in alive:
            dead.close()
        alive.append(Spool(folder, MB))
        return SpooledBatches(BatchWriter(engine), alive[-1]), alive[-1]

    yield make
    for dead in alive:
        dead.close()
    engine.dispose()


def items(*found: int) -> Sequence[Item]:
    return [Put(refused(number), 1.0) for number in found]


@pytest.mark.parametrize("dies_at", range(7))
def test_a_death_between_commit_and_taking_doubles_nothing(
    spooled: Callable[[], tuple[SpooledBatches, Spool]],
    reopen: Callable[..., Store],
    monkeypatch: pytest.MonkeyPatch,
    dies_at: int,
) -> None:
    """At every second step the batch is committed and its record still there."""
    batches, _ = spooled()
    for number in range(3):
        batches.put(items(2 * number, 2 * number + 1))
    steps = 0

    class DeadError(BaseException):
        pass

    def step(real: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*given: Any, **named: Any) -> Any:
            nonlocal steps
            if steps == dies_at:
                raise DeadError
            steps += 1
            return real(*given, **named)

        return stepping

    with monkeypatch.context() as patch:
        patch.setattr(BatchWriter, "_commit", step(BatchWriter._commit))
        patch.setattr(Spool, "drop_first", step(Spool.drop_first))
        try:
            for _ in range(3):
                batches.bring_back()
        except DeadError:
            pass
    batches, spool = spooled()
    while spool.state.rows:
        batches.bring_back()
    spool.close()
    store = reopen()
    assert numbers(store) == list(range(6))
    store.close()


def test_a_batch_of_unknown_outcome_that_was_laid_aside_is_not_repeated(
    reopen: Callable[..., Store], fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = reopen()
    real, broken = DefaultDialect.do_commit, []

    def commit(self: DefaultDialect, connection: object) -> None:
        real(self, connection)  # type: ignore[arg-type]
        if not broken:
            broken.append(True)
            fault.on = True
            raise OperationalError("COMMIT", {}, Exception("connection lost"))

    monkeypatch.setattr(DefaultDialect, "do_commit", commit)
    store.put(refused(0), 1.0)
    until(lambda: store.health().spooled.rows == 1)
    fault.on = False
    store.put(refused(1), 1.0)
    assert store.flush(20)
    assert broken
    assert numbers(store) == [0, 1]
    store.close()


def test_a_bad_row_of_a_batch_aside_is_dropped_alone(spooled: Callable[[], tuple[SpooledBatches, Spool]]) -> None:
    batches, spool = spooled()
    batches.put([*items(1), Put(Refused(None, "event", "bad", "state"), 1.0), *items(2)])  # type: ignore[arg-type]
    spool.append(b'{"mark":{"run":"r","started":1.0,"batch":0},"rows":[["no_such_table",{}]]}', 1, 1.0)
    spool.append(b"never ours", 1, 1.0)
    batches.put(items(3))
    assert [batches.bring_back() for _ in range(4)] == [(3, 1), (1, 1), (1, 1), (1, 0)]
    spool.close()


def test_a_full_disk_costs_the_journal_first_and_the_ends_last(
    reopen: Callable[..., Store], fault: Fault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def pwrite(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", pwrite)
    fault.on = True
    store = reopen(capacity=40)
    store.journal(CallerLeft("first"), 1.0)
    until(lambda: store.health().trouble is not None)
    for number in range(40):
        store.journal(CallerLeft("main-1.1"), 1.0)
        store.put(refused(number), 1.0)
    for number in range(15):
        store.put(ended(str(number)), 1.0)
    assert store.health().spooled.rows == 0
    assert store.health().gave_way["journal"] > store.health().gave_way["explanations"]
    assert store.health().gave_way["ends of contacts"] == 5
    monkeypatch.undo()
    assert store.flush(20)
    assert sorted(row.contact for row in store.read.history()) == sorted(map(str, range(10)))
    assert "rows are being lost" in caplog.text
    store.close()


def test_a_full_spool_keeps_ends_when_the_journal_has_given_way(reopen: Callable[..., Store], fault: Fault) -> None:
    fault.on = True
    store = reopen(limit=20_000)
    for number in range(60):
        for _ in range(5):
            store.journal(CallerLeft("main-1.1"), float(number))
        store.put(ended(str(number)), 1.0)
        if number < 30:
            until(lambda: store.health().spooled.rows >= store.health().waiting)
    health = store.health()
    assert health.spooled.size <= 20_000
    assert set(health.gave_way) == {"journal"}
    fault.on = False
    assert store.flush(20)
    assert len(store.read.history(limit=100)) == 60
    health = store.health()
    assert health.written + health.lost == 360
    store.close()


def test_a_store_that_is_too_slow_is_relieved_by_the_disk(
    reopen: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = BatchWriter._commit

    def commit(batches: BatchWriter, *given: Any, **named: Any) -> int:
        time.sleep(0.2)
        return real(batches, *given, **named)

    monkeypatch.setattr(BatchWriter, "_commit", commit)
    store = reopen(capacity=8000)
    for number in range(5000):
        store.put(refused(number), 1.0)
    until(lambda: store.health().spooled.rows > 1000)
    assert store.flush(20)
    assert numbers(store) == list(range(5000))
    assert store.health().lost == 0
    store.close()


def test_a_database_locked_for_long(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "acd.db"
    store = Store.open(f"sqlite:///{file}", gather_s=0.001, patience_s=0.1, spool_folder=folder)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(300):
        store.put(refused(number), 1.0)
    until(lambda: store.health().spooled.rows == 300)
    assert store.health().trouble == "database is locked"
    other.execute("ROLLBACK")
    other.close()
    assert store.flush(20)
    assert numbers(store) == list(range(300))
    store.close()


def test_sessions_killed_again_and_again(new_url: Callable[[str], str], cluster: str, folder: Path) -> None:
    store = Store.open(new_url("postgresql"), gather_s=0.001, patience_s=0.0, spool_folder=folder)
    with psycopg.connect(f"host={cluster} user=acd dbname=postgres", autocommit=True) as admin:
        for number in range(300):
            store.put(refused(number), 1.0)
            if number % 20 == 0:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'acd'")
                time.sleep(0.005)
    assert store.flush(20)
    assert numbers(store) == list(range(300))
    store.close()


KILLED = """
    import sys, time
    from pathlib import Path
    from acd.core.records import Refused
    from acd.store import Store
    from acd.store.batch import BatchWriter
    from acd.store.writer import EngineTroubleError
    import acd.store.writer
    acd.store.writer.LONGEST_PAUSE_S = 0.05
    real = BatchWriter._commit
    fault = [True]
    def commit(*given, **named):
        if fault[0]:
            raise EngineTroubleError("gone")
        return real(*given, **named)
    BatchWriter._commit = commit
    store = Store.open(sys.argv[1], gather_s=0.0, patience_s=0.0, spool_folder=Path(sys.argv[2]))
    for number in range(int(sys.argv[3]), int(sys.argv[3]) + 200):
        store.put(Refused(1.0, "event", str(number), "state"), 1.0)
        time.sleep(0.0005)
    while store.health().spooled.rows < store.health().waiting:
        time.sleep(0.001)
    before = store.health().written
    fault[0] = False
    while store.health().written == before:
        time.sleep(0.001)
    print("draining", flush=True)
    time.sleep(60)
"""


def test_kills_in_mid_drain_lose_and_double_nothing(tmp_path: Path, folder: Path) -> None:
    url = f"sqlite:///{tmp_path}/acd.db"
    for life in range(5):
        with subprocess.Popen(python(KILLED, url, str(folder), str(200 * life)), stdout=subprocess.PIPE) as child:
            assert child.stdout
            assert child.stdout.readline() == b"draining\n"
            time.sleep(0.02 * life)  # somewhere in the work
            child.send_signal(signal.SIGKILL)
    store = Store.open(url, spool_folder=folder)
    assert store.flush(20)
    assert numbers(store) == list(range(1000))
    store.close()


def test_without_a_place_for_the_spool_the_store_opens_all_the_same(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    store = Store.open(url, spool_folder=tmp_path / "file" / "spool", gather_s=0.001)
    store.put(refused(1), 1.0)
    assert store.flush()
    assert store.close() == 0


def test_a_spool_that_cannot_be_made_is_a_spool_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError, match="Not a directory"):
        Spool(tmp_path / "file" / "spool", MB).append(b"x", 1, 1.0)
