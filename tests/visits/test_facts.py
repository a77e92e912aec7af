import time
from datetime import UTC, datetime

import pytest

from acd.core.view import QueueView
from acd.visits import facts as facts_module
from acd.visits.facts import HouseFacts
from ivr.flow import QUEUE_FACTS

SALES = QueueView("sales", 3, 41.5, 90.0, 7, 2, 10, 5, 1, 0, None, None)


class Wishes:
    """What the store knows of wishes, as ``acd.visits.wishes`` tells it."""

    counted = ""

    def last(self, number: str) -> str | None:
        return "return" if number == "48123" else None

    def lately(self, number: str) -> str | None:
        return "return 0.5, buy 3" if number == "48123" else None

    def usual_known(self) -> str | None:
        return self.counted or None

    def usual(self) -> str:
        self.counted = "buy 3"
        return self.counted


def house(is_known: object = lambda number: True, wishes: object = None) -> HouseFacts:
    return HouseFacts({"sales": SALES, "a.b": SALES}.get, is_known, wishes or Wishes())  # type: ignore[arg-type]


async def tell(house: HouseFacts, *names: str, number: str = "48123") -> list[object]:
    told = await house.tell(names, "main-1.1", number)
    assert list(told) == list(names)
    return list(told.values())


async def test_a_queue_as_it_stands() -> None:
    assert {"expected_wait_s", "waiting", "longest_wait_s", "agents_signed_in", "agents_free"} == QUEUE_FACTS
    names = [f"queue.sales.{fact}" for fact in ("expected_wait_s", "waiting", "longest_wait_s")]
    assert await tell(house(), *names) == [90.0, 3, 41.5]
    assert await tell(house(), "queue.sales.agents_signed_in", "queue.sales.agents_free") == [7, 2]
    assert await tell(house(), "queue.a.b.waiting") == [3]


@pytest.mark.parametrize(
    "name", ["queue.none.waiting", "queue.sales.offered", "queue.sales", "queue.", "x", "", "sales.waiting"]
)
async def test_what_is_not_known_is_none(name: str) -> None:
    assert await tell(house(), name) == [None]


async def test_the_caller() -> None:
    assert await tell(house(), "caller.number", "caller.known") == ["48123", True]
    assert await tell(house(lambda number: number == "1"), "caller.known") == [False]


async def test_a_caller_without_a_number_is_not_looked_up() -> None:
    def look(number: str) -> bool:
        raise AssertionError

    assert await tell(house(look), "caller.known", number="") == [False]


async def test_now_is_the_time_of_day() -> None:
    [now] = await tell(house(), "now")
    assert isinstance(now, datetime)
    assert abs((now - datetime.now(UTC)).total_seconds()) < 5


async def test_a_store_in_trouble_costs_only_what_it_knows() -> None:
    def fail(number: str) -> bool:
        raise RuntimeError("disk full")

    told = await tell(house(fail), "caller.known", "now", "queue.sales.waiting")
    assert told[0] is None
    assert told[1] is not None
    assert told[2] == 3


async def test_a_slow_store_costs_only_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "KNOWN_S", 0.01)
    told = await tell(house(lambda number: time.sleep(0.1) is None), "caller.known", "queue.sales.waiting")
    assert told == [None, 3]


async def test_what_he_wanted_lately() -> None:
    assert await tell(house(), "caller.last_intent", "caller.last_intents") == ["return", "return 0.5, buy 3"]
    assert await tell(house(), "caller.last_intent", "caller.last_intents", number="") == [None, None]


async def test_what_is_wanted_at_this_time_of_day() -> None:
    wishes = Wishes()
    assert await tell(house(wishes=wishes), "house.intents") == ["buy 3"]
    wishes.counted = "buy 4"
    assert await tell(house(wishes=wishes), "house.intents") == ["buy 4"]


async def test_lookups_go_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "KNOWN_S", 0.2)

    class Slow(Wishes):
        def last(self, number: str) -> str | None:
            time.sleep(0.4)
            return "late"

        lately = last

    began = time.monotonic()
    told = await tell(house(wishes=Slow()), "caller.last_intent", "caller.last_intents", "caller.number")
    assert told == [None, None, "48123"]
    assert time.monotonic() - began < 0.39
