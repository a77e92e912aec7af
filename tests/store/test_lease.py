"""The leader's row and its fence, on PostgreSQL."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acd.core.records import Refused
from acd.store import Reader, Store
from acd.store.aside import LATE
from acd.store.engine import open_engine
from acd.store.lease import Fence, Lead, LeaderRow, with_session
from acd.store.steps import bring_up_to_date


@pytest.fixture
def url(new_url: Callable[[str], str]) -> str:
    url = new_url("postgresql")
    engine = open_engine(url, create=True)
    bring_up_to_date(engine)
    engine.dispose()
    return url


@pytest.fixture
def row(url: str) -> Iterator[LeaderRow]:
    row = LeaderRow(url)
    yield row
    row.close()


def refusals(url: str) -> list[str]:
    reader = Reader.open(url)
    try:
        return [row.event for row in reader.refusals(limit=10)]
    finally:
        reader.close()


def take(row: LeaderRow, seen: Lead | None = None, who: str = "one") -> Lead:
    lead = row.take(seen, who, f"acd-{who}", is_shared=True)
    assert lead is not None
    return lead


def opened(url: str, lead: Lead, **more: object) -> Store:
    return Store.open(with_session(url, lead.session), gather_s=0.001, fence=Fence(lead.epoch), **more)  # type: ignore[arg-type]


def test_the_row_is_taken_by_who_saw_it_last(row: LeaderRow) -> None:
    assert row.look() is None
    first = take(row)
    assert (first.epoch, row.look()) == (1, first)
    assert row.renew(1)
    assert row.take(first, "late", "acd-late", is_shared=True) is None  # it has moved since
    second = take(row, row.look(), "two")
    assert second.epoch == 2
    assert not row.renew(1)
    assert not row.leave(1)
    assert row.look() == second
    assert row.leave(2)
    left = row.look()
    assert left is not None
    assert left.is_left


def test_an_older_store_has_no_row(new_url: Callable[[str], str]) -> None:
    row = LeaderRow(new_url("postgresql"))
    assert not row.exists()
    row.close()


def test_nothing_is_written_once_another_leads(url: str, row: LeaderRow) -> None:
    first = take(row)
    store = opened(url, first)
    store.put(Refused(1.0, "before", "w", "s"), 1.0)
    assert store.flush()
    take(row, first, "two")
    store.put(Refused(2.0, "after", "w", "s"), 2.0)
    assert not store.flush(0.5)
    assert "another daemon leads" in (store.health().trouble or "")
    assert store.close(0.2) == 1
    assert refusals(url) == ["before"]


def test_a_renewal_does_not_wait_for_a_transaction_of_ours(url: str, row: LeaderRow) -> None:
    lead = take(row)
    engine = open_engine(with_session(url, lead.session), create=True)
    with engine.begin() as connection:
        Fence(lead.epoch).check(connection)
        began = time.monotonic()
        assert row.renew(lead.epoch)
        assert time.monotonic() - began < 0.5
    engine.dispose()


def test_a_transaction_that_hangs_is_ended_by_who_takes_over(url: str, row: LeaderRow) -> None:
    """It has passed the fence, and its daemon sleeps."""
    lead = take(row)
    engine = open_engine(with_session(url, lead.session), create=True)
    connection = engine.connect()
    hanging = connection.begin()
    Fence(lead.epoch).check(connection)
    connection.exec_driver_sql(
        "INSERT INTO refusals (recorded, at, event, who, state) VALUES (1, 1, 'stale', 'w', 's')"
    )
    began = time.monotonic()
    take(row, lead, "two")
    assert time.monotonic() - began < 0.8
    with pytest.raises(Exception, match=r"terminat|closed"):
        hanging.commit()
    connection.invalidate()
    connection.close()
    engine.dispose()
    assert refusals(url) == []


def test_a_transaction_of_somebody_else_is_waited_for(url: str, row: LeaderRow) -> None:
    """Were its session not known, the fence alone would hold: first its commit, then the taking over."""
    lead = take(row)
    engine = open_engine(with_session(url, "acd-unknown"), create=True)
    taken: list[float] = []
    with engine.begin() as connection:
        Fence(lead.epoch).check(connection)
        thread = threading.Thread(target=lambda: (take(row, lead, "two"), taken.append(time.monotonic())))
        thread.start()
        time.sleep(0.3)
        assert not taken
        committed = time.monotonic()
    thread.join()
    assert taken[0] > committed
    engine.dispose()


@pytest.mark.parametrize(("between", "written"), [(0, ["cut off"]), (1, [])])
def test_what_waits_in_the_spool_is_written_unless_another_has_led_since(
    url: str, row: LeaderRow, tmp_path: Path, between: int, written: list[str]
) -> None:
    lead = take(row)
    cut_off = opened(url, lead, spool_folder=tmp_path / "spool", patience_s=0.0)
    lead = take(row, lead, "next")
    cut_off.put(Refused(1.0, "cut off", "w", "s"), 1.0)
    assert cut_off.close(0.5) == 0
    for _ in range(between):
        lead = take(row, lead, "again")
    later = opened(url, lead, spool_folder=tmp_path / "spool")
    assert later.flush()
    later.close()
    assert refusals(url) == written
    late = tmp_path / "spool" / LATE
    assert late.exists() == bool(between)
    if between:
        assert "cut off" in late.read_text()
        assert late.stat().st_mode & 0o777 == 0o600
