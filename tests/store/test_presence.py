"""Who was at work and which calls came, on both engines."""

import pytest

from acd.core.records import AgentState
from acd.store import Store
from acd.store.presence import Call, Shift
from tests.store.test_queries import ended, entered, fill, state

OUT, READY, TALKING, PAUSED = AgentState.SIGNED_OUT, AgentState.READY, AgentState.TALKING, AgentState.PAUSED


def test_a_day_with_a_pause(store: Store) -> None:
    read = fill(
        store,
        state("ann", OUT, 0, 100, READY),
        state("ann", READY, 100, 150, TALKING),
        state("ann", TALKING, 150, 200, READY),
        state("ann", READY, 200, 300, PAUSED),
        state("ann", PAUSED, 300, 400, READY),
        state("bob", OUT, 0, 250, PAUSED),
        state("bob", PAUSED, 250, 260, OUT),
        state("ann", READY, 400, 450, OUT),
    )
    assert read.shifts(0, 1000) == [Shift("ann", 100, 300), Shift("ann", 400, 450)]
    assert read.shifts(120, 410) == [Shift("ann", 120, 300), Shift("ann", 400, 410)]
    assert read.shifts(310, 390) == []


def test_who_is_still_at_work_and_who_never_went_away(store: Store) -> None:
    read = fill(
        store,
        state("ann", OUT, 0, 100, READY),
        state("ann", READY, 100, 150, TALKING),
        state("bob", READY, 50, 60, TALKING),
        state("bob", TALKING, 60, 70, READY),
        state("cyd", READY, 20, 90, OUT),
    )
    assert read.shifts(0, 500) == [Shift("ann", 100, 500), Shift("bob", 50, 500), Shift("cyd", 20, 90)]


@pytest.mark.parametrize(("restarted", "until"), [(400.0, 400.0), (90.0, 90.0)])
def test_a_killed_daemons_agents_were_there_until_the_next_one(store: Store, restarted: float, until: float) -> None:
    """A starting daemon has everybody signed out from its first moment."""
    read = fill(store, state("ann", OUT, 0, 50, READY), state("ann", OUT, restarted, restarted + 5, READY))
    assert read.shifts(0, 500) == [Shift("ann", 50, until), Shift("ann", restarted + 5, 500)]


def test_calls_that_waited_and_calls_refused_at_the_door(store: Store) -> None:
    read = fill(
        store,
        entered("a", "sales", 100.0),
        entered("a", "help", 130.0),
        ended("a", queue="help", ended=200.0),
        ended("b", queue="sales", ended=120.0),
        entered("late", "sales", 300.0),
    )
    assert read.calls(0, 300) == [Call("sales", "main", 100), Call("sales", "main", 120), Call("help", "main", 130)]


def test_the_span_of_what_is_known(store: Store) -> None:
    assert store.read.span() is None
    read = fill(store, entered("a", at=100.0))
    assert read.span() == (100.0, 100.0)
    fill(store, state("ann", OUT, 20, 90, READY), ended("a", ended=250.0))
    assert read.span() == (20.0, 250.0)
