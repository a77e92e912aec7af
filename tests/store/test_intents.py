"""What callers wanted, asked of both engines."""

from acd.store import Store
from acd.store.intents import DAY_S
from tests.store.test_queries import fill
from tests.store.test_store import ended

NOW = 100 * DAY_S + 43_200.0


def test_the_last_intents_of_a_number(store: Store) -> None:
    read = fill(
        store,
        ended("1", number="+491", intent="buy", ended=NOW - 3 * DAY_S),
        ended("2", number="+491", intent="return", ended=NOW - DAY_S),
        ended("3", number="+491", intent="", ended=NOW - 60.0),
        ended("4", number="+492", intent="pay", ended=NOW - 60.0),
        ended("5", number="+491", intent="old", ended=NOW - 9 * DAY_S),
    )
    since = NOW - 5 * DAY_S
    assert read.last_intents("+491", since, 8) == [("return", NOW - DAY_S), ("buy", NOW - 3 * DAY_S)]
    assert read.last_intents("+491", since, 1) == [("return", NOW - DAY_S)]
    assert read.last_intents("' OR 1=1 --", since, 8) == []


def test_what_is_wanted_at_this_time_of_day(store: Store) -> None:
    read = fill(
        store,
        ended("1", intent="buy", ended=NOW - 60.0),
        ended("2", intent="buy", ended=NOW - DAY_S + 3000.0),
        ended("3", intent="pay", ended=NOW - 2 * DAY_S - 3000.0),
        ended("4", intent="pay", ended=NOW - 2 * DAY_S - 4000.0),  # more than an hour earlier in the day
        ended("5", intent="", ended=NOW - 60.0),
        ended("6", intent="pay", ended=NOW - 29 * DAY_S),  # too long ago
    )
    assert list(read.intents_around(NOW, 28)) == [("buy", 2), ("pay", 1)]
