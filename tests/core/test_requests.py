"""What agents and operators ask for: one reply each, and a clear sentence where it cannot be done."""

import pytest
from playbook import NOISE, START, Like, Playbook, arrival, ended, house, ok, ring, stop

from acd.core import commands as c
from acd.core import events as e
from acd.core.records import AgentState, Outcome
from acd.core.roster import QueueRules, SkillNeed, ToNode, ToQueue

KEYS = QueueRules("q", keys={"1": ToNode("main", "vm"), "2": ToQueue("r")})


def no(error: str) -> Like:
    return Like(c.Reply, ok=False, error=error)


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (e.AgentSignedIn("zoe", "x"), "there is no agent 'zoe'"),
        (e.AgentSignedIn("ann", "x"), "agent 'ann' is signed in already (ready)"),
        (e.AgentSignedOut("bob", "x"), "agent 'bob' is signed out already"),
        (e.AgentPaused("bob", "", "x"), "agent 'bob' is signed out"),
        (e.AgentReady("ann", "x"), "agent 'ann' is ready: neither paused nor wrapping"),
        (e.AgentReady("bob", "x"), "agent 'bob' is signed out: neither paused nor wrapping"),
        (e.AgentSkillsChanged("ann", {"fr": 11}, "x"), "skill 'fr' has level 11: it must be between 0 and 10"),
        (e.HoldVisited("main-9", "x"), "there is no contact 'main-9'"),
        (e.KeyPressed("main-9", "1", "x"), "there is no contact 'main-9'"),
        (e.ContactMoved("main-1", "r", "x"), "there is no queue 'r'"),
        (e.ContactMoved("main-1", "q", "x", 0), "there is no place 0: places count from 1"),
        (e.ContactPrioritised("main-1", 11, "x"), "priority 11 must be between 0 and 10"),
    ],
)
def test_refusals(event, error):
    p = Playbook(house(), "ann")
    p >> e.PhoneLost("ann")
    p >> arrival(1)
    p >> event << no(error)


def test_what_cannot_be_done_to_an_offered_or_connected_contact():
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.ContactMoved("main-1", "q", "x") << no("contact 'main-1' is offered, only a waiting one can be moved")
    p.talk(1)
    p >> e.ContactPrioritised("main-1", 5, "x") << no("contact 'main-1' is connected already")
    p >> e.KeyPressed("main-1", "1", "x") << ok(value=None)
    p >> e.HoldVisited("main-1", "x") << ok(value=None)


def test_a_key_leads_out_and_stops_a_ringing_phone():
    p = Playbook(house(KEYS, QueueRules("r"), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.KeyPressed("main-1", "9", "x") << ok(value=None)
    p >> e.KeyPressed("main-1", "1", "x")
    p << [stop(1), ended(1, Outcome.LEFT_BY_KEY), ok(value=ToNode("main", "vm"))]


def test_a_key_pressed_once_the_agent_has_picked_up_is_too_late():
    p = Playbook(house(KEYS, QueueRules("r"), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferAnswered("main-1", 1)
    p >> e.KeyPressed("main-1", "1", "x") << ok(value=None)
    p >> e.OfferConnected("main-1", 1)


def test_a_key_to_another_queue_moves_the_caller_there():
    p = Playbook(house(KEYS, QueueRules("r")))
    p >> arrival(1)
    p >> e.KeyPressed("main-1", "2", "x") << ok(value=None)
    assert (p.contact(1).queue, p.contact(1).entered) == ("r", START)
    assert (p.queue("q").left_otherwise, p.queue("r").offered) == (1, 1)


def test_keys_may_lead_a_caller_back_to_a_queue_he_has_been_in():
    p = Playbook(house(KEYS, QueueRules("r", keys={"1": ToQueue("q"), "2": ToQueue("r")})))
    p >> arrival(1)
    p >> e.KeyPressed("main-1", "2", "x") << ok(value=None)
    p.at(5) >> e.KeyPressed("main-1", "2", "x") << ok(value=None)
    assert (p.contact(1).queue, p.queue("r").offered) == ("r", 1)
    p.at(9) >> e.KeyPressed("main-1", "1", "x") << ok(value=None)
    assert (p.contact(1).queue, p.contact(1).entered) == ("q", START)


def test_an_operator_moves_a_contact_to_a_place():
    p = Playbook(house(QueueRules("q"), QueueRules("r")))
    p >> arrival(1, "r")
    p.at(1) >> arrival(2, "r", entered=START + 1)
    p.at(2) >> arrival(3, entered=START + 2)
    p >> e.ContactMoved("main-3", "r", "x", 2) << ok()
    assert [p.contact(n).position for n in (1, 3, 2)] == [1, 2, 3]
    p >> e.ContactMoved("main-2", "r", "x", 1) << ok()
    assert [p.contact(n).position for n in (2, 1, 3)] == [1, 2, 3]


def test_what_an_operator_changes_stands_on_the_callers_channel():
    p = Playbook(house(QueueRules("q"), QueueRules("r")), let=tuple(kind for kind in NOISE if kind is not c.MarkCaller))
    p >> arrival(1)
    (
        p
        >> e.ContactMoved("main-1", "r", "x")
        << [Like(c.MarkCaller, channel="PJSIP/trunk-1", queue="r", priority=0), ok()]
    )
    p >> e.ContactPrioritised("main-1", 7, "y") << [Like(c.MarkCaller, queue="r", priority=7), ok()]


def test_a_higher_priority_comes_first():
    p = Playbook(house(agents={"ann": {}}))
    p >> arrival(1)
    p >> arrival(2)
    p >> e.ContactPrioritised("main-2", 5, "x") << ok()
    p >> e.AgentSignedIn("ann", "y") << [ok(), ring(2, "ann")]


def test_dropping_an_offered_and_a_connected_contact():
    p = Playbook(house(), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p >> e.ContactDropped("main-1", "x") << [Like(c.HangUpCaller), stop(1), ended(1, Outcome.DROPPED), ok()]
    p >> arrival(2) << ring(2, "bob")
    p.talk(2)
    p >> e.ContactDropped("main-2", "x") << [Like(c.HangUpCaller), ended(2, Outcome.DROPPED, connected=START), ok()]
    assert p.agent("bob").state is AgentState.WRAPPING


def test_changed_skills_count_at_the_next_decision():
    p = Playbook(house(QueueRules("q", (SkillNeed("fr", 3),))), "ann")
    p >> arrival(1)
    p >> e.AgentSkillsChanged("ann", {"fr": 3, "de": 0}, "x") << [ok(), ring(1, "ann")]
    assert dict(p.agent("ann").skills) == {"fr": 3}


def test_a_pause_reason_can_be_changed():
    p = Playbook(house(), "ann")
    p >> e.AgentPaused("ann", "tea", "x") << ok()
    p >> e.AgentPaused("ann", "lunch", "y") << ok()
    assert p.agent("ann").reason == "lunch"


def test_a_phone_lost_or_taken_is_offered_nothing():
    p = Playbook(house(agents={"ann": {}}), "ann")
    p >> e.PhoneLost("ann")
    p >> e.PhoneTaken("ann")
    p >> arrival(1)
    p >> e.PhoneReached("ann")
    p >> e.PhoneFreed("ann") << ring(1, "ann")
