"""A database that is locked, read-only, full, deleted, cut off or whose daemon is killed: no committed row is lost, no
caller of `put` notices, and the alarm rings and falls silent."""

import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import OperationalError

from acd.core.records import Refused
from acd.store import Reader, Store, StoreError
from tests.store.test_store import ended

pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acd.db"


@pytest.fixture
def alarms() -> list[str | None]:
    return []


@pytest.fixture
def local(file: Path, alarms: list[str | None]) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{file}", alarms.append, gather_s=0.001)
    yield store
    store.close(1)


def until(claim: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def python(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(program), *arguments]


def test_a_locked_database_loses_nothing_and_holds_nobody_up(
    file: Path, local: Store, alarms: list[str | None]
) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    slowest = 0.0
    for number in range(200):
        began = time.perf_counter()
        local.put(ended(str(number)), 1.0)
        slowest = max(slowest, time.perf_counter() - began)
    assert not local.flush(0.05)
    assert local.read.history() == []  # reading goes on
    until(lambda: alarms == ["database is locked"])
    other.execute("ROLLBACK")
    other.close()
    assert local.flush(20)
    assert len(local.read.history(limit=500)) == 200
    assert slowest < 0.5
    assert alarms == ["database is locked", None]


def test_a_killed_daemon_leaves_a_whole_database(file: Path) -> None:
    program = """
        import sys
        from acd.core.records import Refused
        from acd.store import Store
        store = Store.open(sys.argv[1], gather_s=0.0)
        number = 0
        while True:
            for _ in range(50):
                store.put(Refused(float(number), "event", str(number), "state"), 1.0)
                number += 1
            store.flush()
            print(number, flush=True)
    """
    url = f"sqlite:///{file}"
    with subprocess.Popen(python(program, url), stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for _ in range(20):
            promised = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    store = Store.open(url)
    kept = sorted(int(row.who) for row in store.read.refusals(limit=10**6))
    assert kept == list(range(len(kept)))
    assert len(kept) >= promised
    store.close()


def test_a_killed_connection_loses_and_doubles_nothing(
    new_url: Callable[[str], str], cluster: str, alarms: list[str | None]
) -> None:
    url = new_url("postgresql")
    store = Store.open(url, alarms.append, gather_s=0.001)
    with psycopg.connect(f"host={cluster} user=acd dbname=postgres", autocommit=True) as admin:
        for number in range(300):
            store.put(Refused(1.0, "event", str(number), "state"), 1.0)
            if number % 20 == 0:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'acd'")
                time.sleep(0.005)
    assert store.flush(20)
    assert sorted(int(row.who) for row in store.read.refusals(limit=1000)) == list(range(300))
    assert alarms[-1:] in ([None], [])
    assert store.close() == 0


def test_a_commit_of_unknown_outcome_is_not_repeated(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks just after the COMMIT arrived: the retry finds its batch already there."""
    store = Store.open(url, gather_s=0.001)
    real, broken = DefaultDialect.do_commit, []

    def commit(self: DefaultDialect, connection: object) -> None:
        real(self, connection)  # type: ignore[arg-type]
        if not broken:
            broken.append(True)
            raise OperationalError("COMMIT", {}, Exception("connection lost"))

    monkeypatch.setattr(DefaultDialect, "do_commit", commit)
    store.put(Refused(1.0, "event", "once", "state"), 1.0)
    assert store.flush(10)
    assert broken
    store.put(Refused(2.0, "event", "next", "state"), 2.0)
    assert store.flush(10)
    assert [row.who for row in store.read.refusals()] == ["next", "once"]
    store.close()


def test_a_deleted_file_is_made_again(file: Path, local: Store) -> None:
    local.put(ended("lost with the file"), 1.0)
    assert local.flush()
    for part in file.parent.glob("acd.db*"):
        part.unlink()
    local.put(ended("after"), 1.0)
    assert local.flush()
    reader = Reader.open(f"sqlite:///{file}")
    assert [row.contact for row in reader.history()] == ["after"]
    reader.close()
    assert [row.contact for row in local.read.history()] == ["after"]


def test_a_full_disk_loses_nothing_once_there_is_room(file: Path) -> None:
    """A limit on the size of files stands for the disk: it can be set and lifted by anybody."""
    program = """
        import resource, signal, sys, time
        from acd.core.records import Refused
        from acd.store import Store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        alarms = []
        store = Store.open(sys.argv[1], alarms.append, gather_s=0.0)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
        number = 0
        while not alarms:
            store.put(Refused(1.0, "event" * 100, str(number), "state"), 1.0)
            number += 1
            time.sleep(0.0001)
        assert not store.flush(0.3), "written on a full disk"
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert store.flush(20), "did not heal"
        assert alarms[-1] is None, alarms
        assert len(store.read.refusals(10**6)) == number
        assert store.health().lost == store.health().bad == store.close() == 0
        print(alarms[0])
    """
    done = subprocess.run(python(program, f"sqlite:///{file}"), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "disk" in done.stdout


OPEN = """
    import os, sys
    from acd.store import Store, StoreError
    Store.open(sys.argv[1]).close()  # all imports done: an ordinary user may not be able to read them
    os.chmod(sys.argv[3], int(sys.argv[4], 8))
    if os.geteuid() == 0:  # to whom file modes mean nothing
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        Store.open(sys.argv[2])
    except StoreError as error:
        print(error)
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder below which everyone can look; pytest's own are private."""
    with tempfile.TemporaryDirectory(prefix="acd-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def open_as_ordinary_user(first: Path, then: Path, closed: Path, mode: str) -> str:
    command = python(OPEN, f"sqlite:///{first}", f"sqlite:///{then}", str(closed), mode)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_folder_that_cannot_be_written_is_said(public: Path, tmp_path: Path) -> None:
    file = public / "acd.db"
    said = open_as_ordinary_user(tmp_path / "other.db", file, public, "0555")
    assert said.startswith(f"store sqlite:///{file}: unable to open database file (its folder must be writable for")


def test_a_file_that_cannot_be_written_is_said(public: Path) -> None:
    file = public / "acd.db"
    said = open_as_ordinary_user(file, file, file, "0444")
    assert said.startswith(f"store sqlite:///{file}: attempt to write a readonly database (it and its folder must be")


def test_a_store_that_cannot_be_opened_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "acd.db").write_bytes(b"no database" * 1000)
    before = threading.active_count()
    with pytest.raises(StoreError):
        Store.open(f"sqlite:///{tmp_path}/acd.db")
    assert threading.active_count() == before
