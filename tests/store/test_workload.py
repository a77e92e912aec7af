"""What arrives, how long it keeps an agent, how long callers wait for one: worked by hand, on both engines."""

import pytest

from acd.core.records import AgentState, OfferEnded, QueueStayEnded
from acd.store import Store
from acd.store.workload import Arrivals, Work
from tests.store.test_queries import entered, fill, state


def stay(contact: str, waited: float, outcome: str, queue: str = "sales") -> QueueStayEnded:
    return QueueStayEnded(contact, queue, 100.0, 100.0 + waited, outcome)


def test_arrivals_are_counted_in_buckets_of_five_minutes(store: Store) -> None:
    times = [("a", "sales", 299.9), ("b", "sales", 300.0), ("c", "sales", 599.999), ("d", "help", 450.5)]
    read = fill(store, *(entered(*row) for row in [*times, ("e", "sales", 900.0)]))
    assert read.arrivals(0, 900) == [Arrivals("help", 300, 1), Arrivals("sales", 0, 1), Arrivals("sales", 300, 2)]
    assert read.arrivals(300.0, 901) == [Arrivals("help", 300, 1), Arrivals("sales", 300, 2), Arrivals("sales", 900, 1)]


def test_patience_is_all_waiting_for_each_abandon(store: Store) -> None:
    rows = [stay("a", 60, "abandoned"), stay("b", 20, "abandoned"), stay("c", 100, "answered"), stay("d", 40, "moved")]
    assert fill(store, *rows).work(0, 1000) == [Work("sales", None, 110.0)]


def test_without_an_abandon_patience_is_unknown(store: Store) -> None:
    assert fill(store, stay("a", 60, "answered")).work(0, 1000) == [Work("sales", None, None)]


def test_an_answered_contact_keeps_its_agent_from_the_offer_to_the_end_of_wrap_up(store: Store) -> None:
    """Rings 6 s, talks 100 s, wraps 14 s; the offer nobody took keeps nobody's call."""
    read = fill(
        store,
        OfferEnded("a", 1, "ann", "sales", 100.0, 101.0, None, None, 115.0, "no_answer"),
        OfferEnded("a", 2, "bob", "sales", 115.0, 116.0, 120.0, 121.0, 221.0, "connected"),
        state("bob", AgentState.TALKING, 121.0, 221.0, AgentState.WRAPPING),
        state("bob", AgentState.WRAPPING, 221.0, 235.0, AgentState.READY),
        stay("a", 21, "answered"),
    )
    (sales,) = read.work(0, 1000)
    assert sales.handle_s == pytest.approx(120.0)
    assert read.work(236.0, 1000) == []
