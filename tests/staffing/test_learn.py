"""A usual week out of the store's rows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from acd.core.records import ContactEntered, OfferEnded, QueueStayEnded, Row
from acd.staffing.demand import Demand
from acd.staffing.learn import NothingToLearnError, learn
from acd.store import Store

MONDAY = datetime(2026, 11, 2, tzinfo=UTC).timestamp()
HOUR, DAY, WEEK = 3600.0, 86400.0, 604800.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path}/acd.db", gather_s=0.001)
    yield store
    store.close()


def fill(store: Store, *rows: Row) -> None:
    for row in rows:
        store.put(row, 0.0)
    assert store.flush()


def calls(at: float, count: int, queue: str = "sales") -> list[Row]:
    return [ContactEntered(f"{queue}-{at}-{n}", "main", queue, "", "", "", 0, at, at) for n in range(count)]


def handled(queue: str = "sales", seconds: float = 200.0) -> Row:
    return OfferEnded("x", 1, "ann", queue, MONDAY, MONDAY, MONDAY, MONDAY, MONDAY + seconds, "connected")


def stay(waited: float, outcome: str, queue: str = "sales") -> Row:
    return QueueStayEnded("x", queue, MONDAY, MONDAY + waited, outcome)


def test_an_interval_is_the_mean_over_the_weeks_seen(store: Store) -> None:
    nine = MONDAY + 9 * HOUR
    fill(store, *calls(nine, 4), *calls(nine + WEEK + 60, 6), *calls(nine + DAY, 3), handled(), stay(50, "abandoned"))
    found = learn(store.read, MONDAY, MONDAY + 2 * WEEK, 1800.0, zone=UTC)
    assert found == [
        Demand("Mon 09:00", "sales", 1800.0, 5.0, 200.0, 50.0),
        Demand("Tue 09:00", "sales", 1800.0, 1.5, 200.0, 50.0),
    ]


def test_weeks_before_the_first_call_and_after_the_end_are_not_seen(store: Store) -> None:
    nine = MONDAY + 9 * HOUR
    fill(store, *calls(nine + 20 * 60, 4), handled())
    (found,) = learn(store.read, MONDAY - 52 * WEEK, MONDAY + 6 * DAY, 3600.0, zone=UTC)
    assert (found.calls, found.patience_s) == (4.0, None)
    (half,) = learn(store.read, MONDAY, nine + HOUR / 2, 3600.0, zone=UTC)
    assert half.calls == 8.0  # in half of the hour


def test_hours_are_local_also_over_the_change_of_clocks(store: Store) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before, after = (datetime(2026, 10, day, 9, tzinfo=berlin).timestamp() for day in (19, 26))
    fill(store, *calls(before, 2), *calls(after, 4), handled())
    (found,) = learn(store.read, before - HOUR, before + 2 * WEEK - HOUR, 1800.0, zone=berlin, aht_s=90.0)
    assert (found.start, found.calls, found.aht_s) == ("Mon 09:00", 3.0, 90.0)


def test_only_the_queues_named(store: Store) -> None:
    fill(store, *calls(MONDAY, 1), *calls(MONDAY, 2, "help"), handled(), handled("help", 80.0))
    (found,) = learn(store.read, MONDAY, MONDAY + DAY, 1800.0, zone=UTC, queues={"help"}, patience_s=70.0)
    assert (found.queue, found.aht_s, found.patience_s) == ("help", 80.0, 70.0)


def test_what_cannot_be_learnt_is_said(store: Store) -> None:
    with pytest.raises(NothingToLearnError, match="no calls in this period"):
        learn(store.read, MONDAY, MONDAY + DAY, 1800.0)
    fill(store, *calls(MONDAY, 1), *calls(MONDAY, 1, "help"), handled())
    with pytest.raises(NothingToLearnError, match=r"nobody was answered in help: .* give --aht"):
        learn(store.read, MONDAY, MONDAY + DAY, 1800.0)
    with pytest.raises(NothingToLearnError, match="no calls in fax, post in this period"):
        learn(store.read, MONDAY, MONDAY + DAY, 1800.0, queues=["post", "fax"])


def test_callers_who_leave_at_once_have_a_patience_still(store: Store) -> None:
    fill(store, *calls(MONDAY, 1), handled(), stay(0.0, "abandoned"))
    (found,) = learn(store.read, MONDAY, MONDAY + DAY, 1800.0)
    assert found.patience_s == 1.0
