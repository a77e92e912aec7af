"""What the daemon keeps of its agents, through a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.core.events import AgentPaused, AgentSignedIn, Event, HandleTimesRecalled
from acd.core.floor import Floor
from acd.core.records import AgentState, AgentStateEnded
from acd.core.roster import AgentProfile, Roster
from acd.core.routing.estimates import HandleTime
from acd.memory import HandleTimes, recall
from acd.store import Store
from acd.store.batch import Estimate

S = AgentState
AGENTS = ("1001", "1002", "1003", "1004", "1005")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'acd.sqlite'}", gather_s=0.0)
    yield store
    store.close()


def floor() -> Floor:
    return Floor(Roster({}, {each: AgentProfile(each, "", "main", f"PJSIP/{each}", {}) for each in AGENTS}))


async def recalled(store: Store, *, at_start: tuple[str, ...] = ()) -> list[Event]:
    store.flush()
    put: list[Event] = []
    await recall(store, put.append, AGENTS, at_start)
    return put


def was(agent: str, state: AgentState, reason: str = "", at: float = 1.0) -> AgentStateEnded:
    return AgentStateEnded(agent, S.READY, "", at, at + 1, state, reason)


async def test_an_empty_store_leaves_it_to_the_configuration(store: Store) -> None:
    assert await recalled(store, at_start=("1002", "1003")) == [
        AgentSignedIn("1002", "start"),
        AgentSignedIn("1003", "start"),
    ]


async def test_who_was_signed_in_is_so_again_and_who_paused_pauses(store: Store) -> None:
    for row in (
        was("1001", S.TALKING),
        was("1002", S.PAUSED, "lunch"),
        was("1003", S.SIGNED_OUT),
        was("1004", S.PAUSED, "early"),
        was("1004", S.READY, at=5.0),
        was("9999", S.READY),
    ):
        store.put(row, 1.0)
    assert await recalled(store, at_start=("1003", "1005")) == [
        AgentSignedIn("1001", "start"),
        AgentSignedIn("1002", "start"),
        AgentPaused("1002", "lunch", "start"),
        AgentSignedIn("1004", "start"),
        AgentSignedIn("1005", "start"),
    ]


async def test_handle_times_come_back(store: Store) -> None:
    learned = HandleTime("1001", "queue sales", 4.0, 480.0)
    before, after = floor(), floor()
    times = HandleTimes(before, store)
    before.handle(HandleTimesRecalled((learned,)), 1.0)
    times.keep()
    store.flush()
    assert store.read.estimates() == [Estimate("1001", "queue sales", 4.0, 120.0)]
    await recall(store, lambda event: after.handle(event, 1.0), AGENTS, ())
    assert after.handle_times() == (learned,)


def test_only_what_is_new_is_written(store: Store) -> None:
    there, new = HandleTime("1001", "queue sales", 4.0, 480.0), HandleTime("1002", "queue sales", 1.0, 60.0)
    house = floor()
    house.handle(HandleTimesRecalled((there,)), 1.0)
    times = HandleTimes(house, store)
    for learned in ((), (new,), ()):
        house.handle(HandleTimesRecalled(learned), 1.0)
        times.keep()
    store.flush()
    assert store.read.estimates() == [Estimate("1002", "queue sales", 1.0, 60.0)]
