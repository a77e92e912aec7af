"""What the daemon keeps of its agents, through a real store."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.core.events import (
    AgentPaused,
    AgentSignedIn,
    EstimatesRecalled,
    Event,
    NoteRecalled,
    PastTalk,
    WorkRecalled,
)
from acd.core.floor import Floor
from acd.core.records import (
    AgentNoted,
    AgentState,
    AgentStateEnded,
    ContactEnded,
    ContactEntered,
    Decided,
    OfferEnded,
    Outcome,
    QueueStayEnded,
)
from acd.core.roster import AgentProfile, Roster
from acd.core.routing.piece import Piece
from acd.core.routing.why import Decision
from acd.memory import Memory, _say_what_is_missing, recall
from acd.store import Store
from acd.store.spool import Spooled

S = AgentState
NOW = 1_000_000.0
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
    await recall(store, put.append, AGENTS, at_start, {}, NOW)
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
        WorkRecalled("1001", "", None),
        AgentSignedIn("1002", "start"),
        AgentPaused("1002", "lunch", "start"),
        AgentSignedIn("1004", "start"),
        AgentSignedIn("1005", "start"),
    ]


def offered(agent: str, queue: str, contact: str, at: float) -> Decided:
    return Decided(contact, 1, at, Decision(contact, queue, agent, 0.0, (), (), None))


async def test_who_wrapped_up_goes_on_until_the_deadline_he_had(store: Store) -> None:
    for row in (
        offered("1001", "billing", "main-1", NOW - 300.0),
        offered("1001", "sales", "main-2", NOW - 200.0),
        offered("1002", "billing", "main-3", NOW - 100.0),
        was("1001", S.WRAPPING, at=NOW - 6),
    ):
        store.put(row, NOW)
    assert await recalled(store) == [AgentSignedIn("1001", "start"), WorkRecalled("1001", "sales", NOW - 5)]


async def test_what_was_noted_of_agents_holds(store: Store) -> None:
    missed = AgentNoted("1002", strikes=2, cool_until=NOW + 9.5)
    skilled = AgentNoted("1003", skills={"fr": 5, "de": 1}, configured={})
    gone = AgentNoted("9999", strikes=1)
    for row in (
        was("1001", S.TALKING),
        AgentNoted("1001", S.PAUSED, "tea"),
        was("1002", S.READY),
        AgentNoted("1002", strikes=1, cool_until=NOW),
        missed,
        skilled,
        AgentNoted("1004", strikes=1),
        AgentNoted("1004"),
        gone,
    ):
        store.put(row, 1.0)
    assert await recalled(store) == [
        AgentSignedIn("1001", "start"),
        NoteRecalled(AgentNoted("1001", S.PAUSED, "tea")),
        WorkRecalled("1001", "", None),
        AgentSignedIn("1002", "start"),
        NoteRecalled(missed),
        NoteRecalled(skilled),
        NoteRecalled(gone),
    ]


async def test_a_wish_for_after_a_talk_that_is_over_is_none(store: Store) -> None:
    for row in (AgentNoted("1001", S.PAUSED, "tea", strikes=1), was("1001", S.READY)):
        store.put(row, 1.0)
    assert await recalled(store) == [
        AgentSignedIn("1001", "start"),
        NoteRecalled(AgentNoted("1001", strikes=1)),
    ]


async def test_rows_that_are_still_to_be_written_are_said(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    _say_what_is_missing(store.health())
    assert not caplog.messages
    _say_what_is_missing(replace(store.health(), spooled=Spooled(7, 100, 1.0), trouble="the disk is full"))
    assert "7 rows of an earlier run are not written yet (the disk is full)" in caplog.text


LEARNED = (
    Piece("handle spread", "", "", (0.27, 0.01, 0.005, 0.0)),
    Piece("handle prior", "", "queue sales", (240.0,)),
    Piece("handle", "1001", "queue sales", (4.0, 40.0, 480.0)),
    Piece("patience", "", "", (600.0, 3.0)),
    Piece("pick-up", "1001", "", (10.0, 9.0)),
    Piece("repeat rate", "", "", (10.0, 1.0)),
    Piece("arrivals", "sales", "", (7.0, 0.25, 1.0)),
    Piece("waits", "", "sales", (12.0, 0.5, -0.25)),
)


async def test_what_was_learned_comes_back(store: Store) -> None:
    before, after = floor(), floor()
    memory = Memory(before, store)
    before.handle(EstimatesRecalled(LEARNED), NOW)
    memory.keep()
    store.flush()
    assert len(store.read.learned()) == len(LEARNED)
    await recall(store, lambda event: after.handle(event, NOW), AGENTS, (), {}, NOW)
    assert set(after.learned()) == set(before.learned())
    assert {piece.what for piece in after.learned()} == {piece.what for piece in LEARNED}


def test_only_what_is_new_is_written(store: Store) -> None:
    there, new = Piece("pick-up", "1001", "", (10.0, 9.0)), Piece("pick-up", "1002", "", (10.0, 9.0))
    house = floor()
    house.handle(EstimatesRecalled((there,)), NOW)
    memory = Memory(house, store)
    for learned in ((), (new,), ()):
        house.handle(EstimatesRecalled(learned), NOW)
        memory.keep()
    store.flush()
    assert store.read.learned() == [new]


def handled(store: Store, contact: str, began: float, talk_s: float, wrap_s: float) -> None:
    """A caller of `sales` who waited ten seconds talked to 1001."""
    over = began + talk_s
    for row in (
        ContactEntered(contact, "main", "sales", "4930123", "", "", 0, began - 10, began - 10),
        QueueStayEnded(contact, "sales", began - 10, began, "answered"),
        OfferEnded(contact, 1, "1001", "sales", began - 5, began - 4, began, began, over, "connected"),
        ContactEnded(
            contact, "main", "sales", "4930123", "", "", "", 0, began - 10, began, over, Outcome.ANSWERED, "1001", 1,
            False, {},
        ),
        AgentStateEnded("1001", S.WRAPPING, "", over, over + wrap_s, S.READY, ""),
    ):  # fmt: skip
        store.put(row, over)


async def test_a_store_that_kept_nothing_is_learned_from(store: Store) -> None:
    handled(store, "main-1", NOW - 5000, 90.0, 10.0)
    handled(store, "main-2", NOW - 3000, 60.0, 0.0)
    recalled_, *_ = await recalled(store)
    assert isinstance(recalled_, EstimatesRecalled)
    learned = {(piece.what, piece.who, piece.key): piece.values for piece in recalled_.pieces}
    assert learned["handle", "1001", "queue sales"] == (2.0, pytest.approx(10 + 60**0.5), 160.0)
    assert learned["patience", "", "sales"] == (20.0, 0.0)
    assert learned["pick-up", "1001", ""] == (2.0, 2.0)
    assert learned["repeats", "1001", "queue sales"][1] == 1.0
    assert recalled_.talks == (
        PastTalk("4930123", "1001", "queue sales", NOW - 4910),
        PastTalk("4930123", "1001", "queue sales", NOW - 2940),
    )
