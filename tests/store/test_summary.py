"""The figures against worked examples; each example says where its definition comes from."""

import pytest

from acd.core.records import AgentState, OfferEnded, Outcome, QueueStayEnded
from acd.store import Store
from tests.store.test_queries import ended, entered, fill, state


def stay(contact: str, waited: float, outcome: str, since: float = 100.0, queue: str = "sales") -> QueueStayEnded:
    return QueueStayEnded(contact, queue, since, since + waited, outcome)


def stays(count: int, waited: float, outcome: str, name: str) -> list[QueueStayEnded]:
    return [stay(f"{name}{number}", waited, outcome) for number in range(count)]


def test_ciscos_own_example_of_negative_abandons(store: Store) -> None:
    """70 answered and 10 abandoned in time, 20 late (15 answered, 5 abandoned): 70 %."""
    rows = [*stays(70, 10, "answered", "a"), *stays(10, 10, "abandoned", "b")]
    rows += [*stays(15, 30, "answered", "c"), *stays(5, 30, "abandoned", "d")]
    (sales,) = fill(store, *(entered(row.contact) for row in rows), *rows).queues(0, 1000)
    assert sales.service_level == pytest.approx(0.7)
    assert sales.target_s == 20.0
    assert (sales.offered, sales.answered, sales.abandoned) == (100, 85, 15)
    assert sales.abandon_rate == pytest.approx(0.15)
    assert sales.asa_s == pytest.approx((70 * 10 + 15 * 30) / 85)
    assert sales.abandon_s == pytest.approx((10 * 10 + 5 * 30) / 15)
    assert sales.longest_wait_s == 30.0


def test_exactly_on_target_is_in_time(store: Store) -> None:
    (sales,) = fill(store, stay("a", 20.0, "answered")).queues(0, 1000)
    assert sales.service_level == 1.0


def test_who_leaves_otherwise_counts_only_after_the_target(store: Store) -> None:
    rows = [stay("a", 5, "answered"), stay("b", 5, "left_by_key"), stay("c", 5, "moved"), stay("d", 30, "overflowed")]
    (sales,) = fill(store, *rows).queues(0, 1000)
    assert sales.service_level == pytest.approx(1 / 2)
    assert sales.outcomes == {"answered": 1, "left_by_key": 1, "moved": 1, "overflowed": 1}


def test_each_queue_has_its_target(store: Store) -> None:
    read = fill(store, stay("a", 8, "answered"), stay("b", 8, "answered", queue="help"))
    levels = {q.queue: (q.target_s, q.service_level) for q in read.queues(0, 1000, {"help": 5.0}, 10.0)}
    assert levels == {"sales": (10.0, 1.0), "help": (5.0, 0.0)}


def test_the_service_level_is_booked_when_it_is_decided(store: Store) -> None:
    """Entered at 100, answered at 150: decided (badly) at 120, answered in the period of 150."""
    read = fill(store, entered("a"), stay("a", 50, "answered"))
    (early,) = read.queues(100, 140)
    (late,) = read.queues(140, 200)
    assert (early.offered, early.answered, early.service_level, early.waiting) == (1, 0, 0.0, 1)
    assert (late.offered, late.answered, late.service_level, late.asa_s) == (0, 1, None, 50.0)


def test_one_who_still_waits_is_late_once_the_target_has_passed(store: Store) -> None:
    read = fill(store, entered("a", at=100.0), entered("b", at=100.0), stay("b", 5, "answered"))
    assert [q.service_level for q in read.queues(0, 115)] == [1.0]
    (sales,) = read.queues(0, 130)
    assert (sales.service_level, sales.waiting, sales.offered) == (0.5, 1, 2)


def test_a_moved_contact_counts_in_both_queues(store: Store) -> None:
    read = fill(
        store,
        entered("a", "sales", 100.0),
        stay("a", 10, "moved"),
        entered("a", "help", 110.0),
        stay("a", 7, "answered", 110.0, "help"),
        ended("a", queue="help", ended=200.0),
    )
    figures = {q.queue: (q.offered, q.answered, q.asa_s, dict(q.outcomes), q.waiting) for q in read.queues(0, 1000)}
    assert figures == {"sales": (1, 0, None, {"moved": 1}, 0), "help": (1, 1, 7.0, {"answered": 1}, 0)}


@pytest.mark.parametrize("with_stay", [True, False])
def test_one_refused_at_the_door_was_offered(store: Store, with_stay: bool) -> None:
    end = ended("a", outcome=Outcome.TURNED_AWAY, connected=None, agent=None, ended=100.0)
    rows = [stay("a", 0, "turned_away"), end] if with_stay else [end]
    (sales,) = fill(store, *rows).queues(0, 1000)
    assert (sales.offered, dict(sales.outcomes), sales.waiting) == (1, {"turned_away": 1}, 0)


def offer(contact: str, agent: str, made: float, connected: float | None, end: float, result: str) -> OfferEnded:
    return OfferEnded(contact, 1, agent, "sales", made, made, connected, connected, end, result)


def test_handle_time_is_talk_and_wrap_up_booked_at_its_end(store: Store) -> None:
    rows = [
        offer("a", "bob", 90.0, 100.0, 160.0, "connected"),  # talk 60, wrap 20
        state("bob", AgentState.TALKING, 100.0, 160.0, AgentState.WRAPPING),
        state("bob", AgentState.WRAPPING, 160.0, 180.0, AgentState.READY),
        offer("b", "ann", 90.0, 100.0, 130.0, "connected"),  # talk 30, paused at once
        state("ann", AgentState.TALKING, 100.0, 130.0, AgentState.PAUSED),
        offer("c", "cy", 90.0, 100.0, 150.0, "connected"),  # wrap-up still running
        state("cy", AgentState.TALKING, 100.0, 150.0, AgentState.WRAPPING),
        offer("d", "cy", 80.0, None, 90.0, "no_answer"),
    ]
    read = fill(store, *rows)
    assert [(q.handled, q.aht_s) for q in read.queues(0, 1000)] == [(2, pytest.approx((80 + 30) / 2))]
    assert [(q.handled, q.aht_s) for q in read.queues(0, 170)] == [(1, 30.0)]
    agents = {a.agent: (a.handled, a.aht_s) for a in read.agents(0, 1000)}
    assert agents == {"ann": (1, 30.0), "bob": (1, 80.0), "cy": (0, None)}


def test_occupancy_and_utilisation(store: Store) -> None:
    """Ready 30, ring 10, talk 40, wrap 20, pause 100: occupancy 60/90 (ring in neither), utilisation 60/100."""
    rows = [
        state("bob", AgentState.READY, 0.0, 30.0, AgentState.OFFERED),
        state("bob", AgentState.OFFERED, 30.0, 40.0, AgentState.TALKING),
        state("bob", AgentState.TALKING, 40.0, 80.0, AgentState.WRAPPING),
        state("bob", AgentState.WRAPPING, 80.0, 100.0, AgentState.PAUSED),
        state("bob", AgentState.PAUSED, 100.0, 200.0, AgentState.READY),
        offer("a", "bob", 30.0, 40.0, 80.0, "connected"),
        offer("b", "bob", 1.0, None, 2.0, "busy"),
    ]
    read = fill(store, *rows)
    (bob,) = read.agents(0, 1000)
    assert bob.occupancy == pytest.approx(60 / 90)
    assert bob.utilisation == pytest.approx(60 / 100)
    assert (bob.offered, bob.answered, dict(bob.results)) == (2, 1, {"connected": 1, "busy": 1})
    (half,) = read.agents(60, 120)
    assert half.states == {"talking": 20.0, "wrapping": 20.0, "paused": 20.0}
    assert half.occupancy == 1.0


def test_an_empty_period_has_no_figures(store: Store) -> None:
    read = fill(store, stay("a", 5, "answered"))
    assert read.queues(500, 600) == []
    assert read.agents(500, 600) == []
