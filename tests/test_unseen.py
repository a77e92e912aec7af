"""Contacts that ended while no daemon looked get their one terminal row."""

from dataclasses import replace

import pytest

from acd.core.events import ContactArrived, LastStay, PbxSnapshot, Talk
from acd.core.records import ContactEnded, ContactEntered, Decided, OfferEnded, Outcome, QueueStayEnded
from acd.core.routing.why import Decision
from acd.store import Store
from acd.store.queries import Story
from acd.unseen import Unseen


def _story(contact: str, *stays: QueueStayEnded, decisions: tuple[Decided, ...] = ()) -> Story:
    entry = ContactEntered(contact, contact.partition("-")[0], "sales", "481", "Ann", "buy", 3, 90.0, 100.0)
    return Story(contact, (), (entry,), stays, (), decisions, None)


def _snapshot(pbx: str, *, holding: tuple[str, ...] = (), talking: tuple[str, ...] = ()) -> PbxSnapshot:
    def arrived(contact: str) -> ContactArrived:
        return ContactArrived(contact, pbx, "PJSIP/trunk-1", "sales", 100.0)

    talks = tuple(Talk(arrived(contact), 1, "anna") for contact in talking)
    return PbxSnapshot(pbx, tuple(map(arrived, holding)), talks, ())


def test_a_waiting_caller_who_is_gone_was_lost_from_sight():
    stay, end = Unseen([_story("main-1.1")]).rows(_snapshot("main"), 200.0)
    assert stay == QueueStayEnded("main-1.1", "sales", 100.0, 200.0, Outcome.PBX_LOST)
    assert isinstance(end, ContactEnded)
    assert (end.outcome, end.connected, end.entered, end.ended, end.agent) == (
        Outcome.PBX_LOST,
        None,
        90.0,
        200.0,
        None,
    )


def test_who_was_talking_was_answered_by_the_agent_last_chosen():
    stay = QueueStayEnded("main-1.1", "sales", 100.0, 120.0, Outcome.ANSWERED)
    decided = Decided("main-1.1", 2, 110.0, Decision("main-1.1", "sales", "ben", 20.0, (), (), None))
    (end,) = Unseen([_story("main-1.1", stay, decisions=(decided,))]).rows(_snapshot("main"), 200.0)
    assert isinstance(end, ContactEnded)
    assert (end.outcome, end.connected, end.agent, end.offers) == (Outcome.ANSWERED, 120.0, "ben", 2)


def _rung(offer: int, at: float, agent: str = "ben") -> Decided:
    return Decided("main-1.1", offer, at, Decision("main-1.1", "sales", agent, 20.0, (), (), None))


def test_a_talk_too_young_for_its_row_was_one():
    """Its agent was last seen in a talk since; the caller is gone, so it is over."""
    unseen = Unseen([_story("main-1.1", decisions=(_rung(1, 110.0),))], {"ben": 112.0})
    stay, end = unseen.rows(_snapshot("main"), 115.0)
    assert stay == QueueStayEnded("main-1.1", "sales", 100.0, 112.0, Outcome.ANSWERED)
    assert isinstance(end, ContactEnded)
    assert (end.outcome, end.connected, end.agent, end.ended) == (Outcome.ANSWERED, 112.0, "ben", 115.0)


@pytest.mark.parametrize(
    ("talking", "ended"),
    [
        ({}, ()),
        ({"anna": 112.0}, ()),  # another agent
        ({"ben": 109.0}, ()),  # with somebody else, before he was rung for this one
        ({"ben": 112.0}, (1,)),  # with somebody else, after this one's offer had come to nothing
    ],
)
def test_who_was_only_rung_for_was_not_answered(talking: dict[str, float], ended: tuple[int, ...]):
    offers = tuple(
        OfferEnded("main-1.1", offer, "ben", "sales", 110.0, 111.0, None, None, 111.5, "rejected") for offer in ended
    )
    story = replace(_story("main-1.1", decisions=(_rung(1, 110.0),)), offers=offers)
    stay, end = Unseen([story], talking).rows(_snapshot("main"), 115.0)
    assert isinstance(stay, QueueStayEnded)
    assert isinstance(end, ContactEnded)
    assert (stay.outcome, end.outcome, end.connected, end.agent) == (Outcome.PBX_LOST, Outcome.PBX_LOST, None, None)


def test_whoever_the_snapshot_shows_lives_on():
    unseen = Unseen([_story("main-1.1"), _story("main-1.2")])
    assert unseen.rows(_snapshot("main", holding=("main-1.1",), talking=("main-1.2",)), 200.0) == []


def test_only_the_first_snapshot_of_its_own_pbx_counts():
    unseen = Unseen([_story("main-1.1"), _story("east-1.1")])
    assert len(unseen.rows(_snapshot("main"), 200.0)) == 2
    assert unseen.rows(_snapshot("main"), 300.0) == []
    assert len(unseen.rows(_snapshot("east"), 400.0)) == 2


def test_a_floor_is_told_the_last_stay_of_each_who_has_not_ended(tmp_path):
    def entered(contact: str, queue: str, at: float) -> ContactEntered:
        return ContactEntered(contact, "main", queue, "481", "", "", 0, 90.0, at)

    rows = [
        *(entered(f"main-1.{number}", "sales", 90.5) for number in range(1, 5)),
        QueueStayEnded("main-1.2", "sales", 90.0, 100.0, "moved"),
        entered("main-1.2", "billing", 100.0),
        QueueStayEnded("main-1.3", "sales", 90.0, 100.0, Outcome.ANSWERED),
        QueueStayEnded("main-1.4", "sales", 90.0, 100.0, Outcome.ABANDONED),
        *Unseen([_story("main-1.4")]).rows(_snapshot("main"), 100.0)[1:],
    ]
    store = Store.open(f"sqlite:///{tmp_path}/acd.db", gather_s=0.0)
    for row in rows:
        store.put(row, 100.0)
    store.flush(5.0)
    recalled = Unseen.among(store.read).recalled()
    store.close()
    assert recalled.stays == (
        LastStay("main-1.1", "main", "sales", None, ""),
        LastStay("main-1.2", "main", "billing", 100.0, ""),
        LastStay("main-1.3", "main", "sales", None, Outcome.ANSWERED, connected=100.0),
    )


def test_a_floor_is_told_who_failed_a_caller_and_how_many_were_rung():
    def offer(number: int, agent: str, result: str) -> OfferEnded:
        return OfferEnded("main-1.1", number, agent, "sales", 90.0, 91.0, None, None, 95.0, result)

    decisions = tuple(
        Decided("main-1.1", number, 90.0, Decision("main-1.1", "sales", "anna", 1.0, (), (), None)) for number in (1, 4)
    )
    results = ("no_answer", "cancelled", "unreachable", "not_reached", "connected")
    offers = tuple(offer(number, f"a{number}", result) for number, result in enumerate(results, 1))
    story = replace(_story("main-1.1", decisions=decisions), offers=offers)
    [last] = Unseen([story]).recalled().stays
    assert (last.offers, last.excluded) == (4, ("a1", "a3"))
