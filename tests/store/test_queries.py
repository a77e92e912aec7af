"""What the reading side answers, on both engines; and that a filled database gives the same answers on both."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from acd.core.records import (
    AgentState,
    AgentStateEnded,
    ContactEntered,
    Decided,
    FlowWalked,
    OfferEnded,
    Outcome,
    QueueStayEnded,
    Row,
)
from acd.core.routing.why import Decision, Gated, Scored
from acd.store import Reader, Store
from acd.store.queries import LastState, Story
from tests.store.test_store import ended


def fill(store: Store, *rows: Row) -> Reader:
    for row in rows:
        store.put(row, 0.0)
    assert store.flush()
    return store.read


def entered(contact: str, queue: str = "sales", at: float = 100.0) -> ContactEntered:
    return ContactEntered(contact, "main", queue, "+491", "Ann", "buy", 0, 100.0, at)


def state(
    agent: str, was: AgentState, since: float, until: float, then: AgentState, reason: str = ""
) -> AgentStateEnded:
    return AgentStateEnded(agent, was, "", since, until, then, reason)


def test_history_is_newest_first_and_limited(store: Store) -> None:
    read = fill(store, *(ended(str(n), ended=float(n)) for n in (3, 1, 2, 5, 4)))
    assert [row.contact for row in read.history(limit=3)] == ["5", "4", "3"]
    assert read.history(limit=1) == [ended("5", ended=5.0)]


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"agent": "bob"}, ["3", "1"]),
    ({"agent": "nobody"}, []),
    ({"queue": "help"}, ["2"]),
    ({"number": "+492"}, ["3"]),
    ({"outcome": Outcome.ABANDONED}, ["2"]),
    ({"since": 2.0}, ["3", "2"]),
    ({"until": 2.0}, ["1"]),
    ({"agent": "bob", "since": 2.0, "number": "+492"}, ["3"]),
    ({"number": "' OR 1=1 --"}, []),
]


def test_history_filters(store: Store) -> None:
    lost = {"agent": None, "connected": None, "outcome": Outcome.ABANDONED, "queue": "help"}
    read = fill(store, ended("1", ended=1.0), ended("2", ended=2.0, **lost), ended("3", ended=3.0, number="+492"))
    for filters, found in FILTERS:
        assert [row.contact for row in read.history(**filters)] == found, filters


def test_a_contacts_whole_story(store: Store) -> None:
    decision = Decision(
        "c1", "sales", "bob", 9.5, (Scored("bob", 0.75, (("wait", 0.5, 1.0), ("fit", 1.0, 0.5))),),
        (Gated("ann", "skill fr 2 < 3"),), None,
    )  # fmt: skip
    rows = (
        FlowWalked("c1", "main", "welcome", "+491", "Ann", 90.0, 99.0, (("menu", "1"),), "hand_off", "sales", "buy"),
        entered("c1"),
        Decided("c1", 1, 101.0, decision),
        OfferEnded("c1", 1, "bob", "sales", 101.0, 102.0, None, None, 110.0, "no_answer"),
        OfferEnded("c1", 2, "ann", "sales", 110.0, 111.0, 112.0, 113.0, 200.0, "connected"),
        QueueStayEnded("c1", "sales", 100.0, 113.0, "answered"),
        ended("c1"),
    )
    read = fill(store, entered("c2"), *rows, ended("c2"))
    assert read.story("c1") == Story("c1", rows[:1], rows[1:2], rows[5:6], rows[3:5], rows[2:3], rows[6])  # type: ignore[arg-type]
    assert read.story("nobody") is None


def test_a_living_contacts_story_has_no_end(store: Store) -> None:
    story = fill(store, entered("c1")).story("c1")
    assert story
    assert story.end is None


def test_unbalanced_are_those_that_vanished(store: Store) -> None:
    read = fill(
        store, entered("done"), ended("done"), entered("vanished"), entered("vanished", "help"), entered("alive")
    )
    assert read.unbalanced(alive={"alive"}) == ["vanished"]
    assert read.unbalanced() == ["alive", "vanished"]


def test_the_last_agent_of_a_number(store: Store) -> None:
    read = fill(
        store,
        ended("1", ended=100.0, agent="old"),
        ended("2", ended=200.0, agent="new", queue="help"),
        ended("3", ended=300.0, agent=None, connected=None, outcome=Outcome.ABANDONED),
        ended("4", ended=400.0, number="", agent="withheld"),
    )
    assert read.last_agent("+491", None, 1000.0, now=1000.0) == "new"
    assert read.last_agent("+491", "sales", 1000.0, now=1000.0) == "old"
    assert read.last_agent("+491", "sales", 850.0, now=1000.0) is None
    assert read.last_agent("+492", None, 1000.0, now=1000.0) is None
    assert read.last_agent("", None, 1000.0, now=1000.0) is None


def test_the_last_state_of_each_agent(store: Store) -> None:
    read = fill(
        store,
        state("bob", AgentState.SIGNED_OUT, 0.0, 10.0, AgentState.READY),
        state("ann", AgentState.SIGNED_OUT, 0.0, 11.0, AgentState.READY),
        state("bob", AgentState.READY, 10.0, 20.0, AgentState.PAUSED, "lunch"),
        state("ann", AgentState.READY, 11.0, 21.0, AgentState.OFFERED),
        state("ann", AgentState.OFFERED, 21.0, 21.0, AgentState.READY),
    )
    assert read.last_agent_states() == {
        "bob": LastState(AgentState.PAUSED, "lunch", 20.0),
        "ann": LastState(AgentState.READY, "", 21.0),
    }


def a_day(random: Random) -> list[Row]:
    """Rows of many contacts in a random but possible order of times."""
    rows: list[Row] = []
    for number in range(150):
        contact, at = f"c{number}", float(random.randrange(1000))
        queue, agent = random.choice(["sales", "help"]), random.choice(["ann", "bob", "cy"])
        wait, talk, wrap = (float(random.randrange(1, 60)) for _ in range(3))
        outcome = random.choice(list(Outcome))
        if outcome is not Outcome.TURNED_AWAY:
            rows.append(entered(contact, queue, at))
        if random.random() < 0.1:
            continue
        answered = outcome is Outcome.ANSWERED
        begin, end = at + wait, at + wait + (talk if answered else 0.0)
        rows.append(QueueStayEnded(contact, queue, at, begin, outcome))
        result = "connected" if answered else "no_answer"
        rows.append(OfferEnded(contact, 1, agent, queue, at, at, begin, begin if answered else None, end, result))
        if answered:
            rows.append(state(agent, AgentState.TALKING, begin, end, AgentState.WRAPPING))
            rows.append(state(agent, AgentState.WRAPPING, end, end + wrap, AgentState.READY))
        rows.append(
            ended(contact, queue=queue, entered=at, connected=begin if answered else None, ended=end, outcome=outcome,
                  agent=agent if answered else None, number=f"+49{number % 20}")
        )  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", range(2))
def test_both_engines_agree(new_url: Callable[[str], str], seed: int) -> None:
    random = Random(seed)
    rows = a_day(random)
    answers = []
    for engine in ("sqlite", "postgresql"):
        store = Store.open(new_url(engine))
        read = fill(store, *rows)
        answers.append(
            [
                read.queues(200.0, 800.0, {"sales": 10.0}),
                read.agents(200.0, 800.0),
                read.queues(0.0, 5000.0),
                read.agents(0.0, 5000.0),
                read.history(limit=1000),
                read.history(limit=10, agent="bob", since=300.0),
                read.unbalanced(),
                read.last_agent_states(),
                [read.last_agent(f"+49{n}", "sales", 500.0, 1000.0) for n in range(20)],
                [read.story(f"c{n}") for n in range(0, 150, 10)],
            ]
        )
        store.close()
    assert answers[0] == answers[1]


@pytest.mark.parametrize("seed", range(2))
def test_neighbouring_periods_add_up(new_url: Callable[[str], str], seed: int) -> None:
    store = Store.open(new_url("sqlite"))
    read = fill(store, *a_day(Random(seed)))
    for whole in read.queues(0.0, 3000.0):
        parts = [
            q for begin in range(0, 3000, 300) for q in read.queues(begin, begin + 300.0) if q.queue == whole.queue
        ]
        for figure in ("offered", "answered", "abandoned", "handled"):
            assert sum(getattr(part, figure) for part in parts) == getattr(whole, figure)
        assert whole.offered == sum(whole.outcomes.values()) + whole.waiting
    store.close()
