"""What a look at the PBX shows that the books do not say, and that a snapshot, or a sweep, heals it."""

import pytest
from playbook import Playbook, arrival, house, ring

from acd.core import events as e
from acd.core.deadlines import BUSY, LATE_S
from acd.core.differences import Kind
from acd.core.records import AgentState
from acd.core.roster import QueueRules

LEG = "acd-main-1-1"


def truth(*holding, talking=(), ringing=(), **phones) -> e.PbxSnapshot:
    return e.PbxSnapshot("main", tuple(holding), tuple(talking), tuple(ringing), **phones)


def differs(p: Playbook, seen: e.PbxSnapshot, *elsewhere: str) -> set[tuple[str, str]]:
    shown = {each.contact for each in seen.holding} | {each.arrival.contact for each in seen.talking}
    return {(each.kind, each.who) for each in p.floor.differences(seen, frozenset(shown | {*elsewhere}), p.now)}


def heal(p: Playbook, seen: e.PbxSnapshot, *elsewhere: str) -> None:
    p.floor.handle(e.PbxLost("main"), p.now)
    p.floor.handle(seen, p.now)
    assert differs(p, seen, *elsewhere) == set()


def ringing() -> Playbook:
    p = Playbook(house(QueueRules("q", wrap_s=0)), "ann")
    p >> arrival(1) << ring(1, "ann")
    return p


def talking() -> Playbook:
    return ringing().talk(1)


TALK = e.Talk(arrival(1), 1, "ann")


def test_who_agrees_has_no_difference():
    assert differs(ringing(), truth(arrival(1), ringing=[("main-1", 1)])) == set()
    assert differs(talking(), truth(talking=[TALK])) == set()


def test_a_caller_who_is_gone():
    p = Playbook(house())
    p >> arrival(1)
    assert differs(p, truth()) == {(Kind.CALLER_GONE, "main-1")}
    heal(p, truth())
    assert p.contact(1) is None


def test_a_caller_nobody_owns():
    p = Playbook(house())
    assert differs(p, truth(arrival(1))) == {(Kind.CALLER_UNKNOWN, "main-1")}
    heal(p, truth(arrival(1)))
    assert p.contact(1).state == "waiting"


def test_a_leg_nobody_asked_for():
    p = Playbook(house())
    assert differs(p, truth(ringing=[("main-1", 1)])) == {(Kind.LEG_UNKNOWN, LEG)}


def test_an_offer_whose_leg_is_gone():
    p = ringing()
    assert differs(p, truth(arrival(1))) == {(Kind.LEG_GONE, LEG)}
    p.floor.handle(e.PbxLost("main"), p.now)
    p.floor.handle(truth(arrival(1)), p.now)
    p.at(0.5)
    assert p.contact(1).offers == 1


def test_a_talk_nobody_heard_of():
    p = ringing()
    assert differs(p, truth(talking=[TALK])) == {(Kind.TALK_UNKNOWN, LEG)}
    heal(p, truth(talking=[TALK]))
    assert p.contact(1).state == "connected"


@pytest.mark.parametrize(
    ("seen", "elsewhere", "who"),
    [(truth(arrival(1)), (), "main-1"), (truth(), ("main-1",), LEG)],
    ids=["its caller is on hold", "its leg is gone"],
)
def test_a_talk_that_is_over(seen, elsewhere, who):
    p = talking()
    assert (Kind.TALK_OVER, who) in differs(p, seen, *elsewhere)
    p.floor.handle(e.PbxLost("main"), p.now)
    p.floor.handle(seen, p.now)
    p.at(9)
    assert p.agent("ann").state is AgentState.READY or p.contact(1).offers == 2


def test_a_caller_being_passed_on_by_his_agent_is_left_alone():
    assert differs(talking(), truth(ringing=[("main-1", 1)]), "main-1") == set()


def test_a_caller_whose_agent_has_hung_up_has_his_own_time():
    p = talking()
    p.at(5) >> e.TalkEnded("main-1", 1, by_agent=True)
    assert differs(p, truth()) == set()


def test_phones():
    p = Playbook(house(), "ann", "bob")
    p >> e.PhoneLost("ann")
    seen = truth(taken_phones=("bob",))
    assert differs(p, seen) == {(Kind.PHONE_LOST, "ann"), (Kind.PHONE_TAKEN, "bob")}
    heal(p, seen)


def test_nothing_is_compared_with_a_lost_pbx():
    p = ringing()
    p >> e.PbxLost("main")
    assert differs(p, truth()) == set()


def test_nobodys_number_is_told():
    p = Playbook(house())
    p >> arrival(1, number="48123456")
    [found] = p.floor.differences(truth(), frozenset(), p.now)
    assert "48123456" not in f"{found} {found!r}"


# --- what should have ended by itself ---


def forget_timers(p: Playbook) -> Playbook:
    """They were lost with an exception."""
    p._timers.clear()
    return p


def overdue(p: Playbook) -> set[tuple[str, str]]:
    return {(each.kind, each.who) for each in p.floor.overdue(p.now)}


def test_an_offer_whose_guard_never_rang():
    p = Playbook(house(QueueRules("q", ring_s=10), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    forget_timers(p).at(14 + LATE_S)
    assert overdue(p) == set()
    p.at(14.1 + LATE_S)
    assert overdue(p) == {(Kind.OVERDUE, LEG)}
    p.floor.handle(e.Swept(), p.now)
    p.at(30)
    p.floor.handle(e.Swept(), p.now)
    assert overdue(p) == set()
    assert p.contact(1).state == "waiting"


def test_a_wrap_up_and_a_cool_down_whose_timers_never_rang():
    p = Playbook(house(QueueRules("q", wrap_s=20)), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2) << ring(2, "bob")
    p.at(5)
    p.floor.handle(e.CallerLeft("main-1"), p.now)
    p.floor.handle(e.OfferFailed("main-2", 1, e.OfferFailure.REJECTED), p.now)
    forget_timers(p).at(100)
    assert overdue(p) >= {(Kind.OVERDUE, "ann"), (Kind.OVERDUE, "bob")}
    p.floor.handle(e.Swept(), p.now)
    assert overdue(p) == set()
    assert p.agent("bob").until is None


def test_what_half_an_event_left_behind():
    p = ringing()
    del p.floor._books.offers["main-1", 1]
    assert overdue(p) == {(Kind.UNHELD, "ann"), (Kind.UNHELD, "main-1")}
    p.floor.handle(e.Swept(), p.now)
    assert overdue(p) == set()
    assert p.contact(1).state == "offered"
    assert p.contact(1).offers == 2


def test_a_talk_half_forgotten_ends_as_one():
    p = talking()
    del p.floor._books.offers["main-1", 1]
    p.floor.handle(e.Swept(), p.now)
    assert p.agent("ann").state is AgentState.READY
    p.at(200)
    p.floor.handle(e.Swept(), p.now)
    assert p.contact(1) is None


def test_every_state_an_agent_is_busy_in_is_in_the_table():
    assert set(BUSY) == {AgentState.OFFERED, AgentState.TALKING, AgentState.WRAPPING}
