"""Offers: who is rung, what a failure costs, and every race between our commands and the PBX."""

import pytest
from playbook import NOISE, START, Like, Playbook, arrival, ended, house, ok, refused, ring, stop

from acd.core import commands as c
from acd.core import events as e
from acd.core.events import OfferFailure as F
from acd.core.records import AgentState, OfferEnded, Outcome
from acd.core.roster import Cooldowns, QueueRules, RelaxStep, SkillNeed

ONE = {"ann": {}}


def test_a_call_from_arrival_to_wrap_up_and_ready():
    p = Playbook(house(QueueRules("q", ring_s=12, wrap_s=8, whisper=False, record=True)), "ann")
    p >> arrival(1, number="555", name="Eve", language="fr")
    p << ring(1, "ann", phone="PJSIP/ann", channel="PJSIP/trunk-1", number="555", ring_s=12, whisper=False, record=True)
    assert p.agent("ann").state is AgentState.OFFERED
    p.at(4).talk(1)
    assert (p.agent("ann").state, p.contact(1).state) == (AgentState.TALKING, "connected")
    p.at(60) >> e.TalkEnded("main-1", 1, by_agent=False)
    p << ended(1, Outcome.ANSWERED, connected=START + 4, ended=START + 60, agent="ann", offers=1, ended_by_agent=False)
    p >> e.CallerLeft("main-1")
    assert p.agent("ann").until == START + 68
    p.at(68).done()
    assert p.agent("ann").state is AgentState.READY


@pytest.mark.parametrize(
    ("cause", "strikes", "cool_s"),
    [(F.NO_ANSWER, 1, 30), (F.BUSY, 1, 10), (F.REJECTED, 1, 20), (F.UNREACHABLE, 0, 30), (F.DROPPED, 1, 10)],
)
def test_a_failed_offer_goes_to_the_next_agent_at_once_at_the_old_place(cause, strikes, cool_s):
    p = Playbook(house(), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.at(5) >> e.OfferFailed("main-1", 1, cause)
    p << ring(1, "bob", 2, waited_s=5)
    assert p.agent("ann").strikes == strikes
    assert p.agent("ann").until == START + 5 + cool_s
    p >> arrival(2)  # ann cools down, bob is rung: nobody is left
    p.at(5 + cool_s - 1)
    assert p.contact(2).state == "waiting"


def test_a_cooled_down_agent_serves_others_but_not_the_one_he_missed():
    p = Playbook(house(QueueRules("q", wrap_s=0, ring_s=100)), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, F.BUSY) << ring(1, "bob", 2)
    p >> e.OfferFailed("main-1", 2, F.REJECTED)
    p.at(10)
    p << ring(1, "ann", 3)  # all who could serve are excluded: the first whose cool-down is over is forgiven
    p.at(11) >> e.OfferFailed("main-1", 3, F.BUSY)
    p >> e.AgentSignedOut("bob", "x") << ok()
    p >> arrival(2)
    p.at(21) << ring(1, "ann", 4)


def test_while_another_present_agent_could_serve_the_exclusion_stays():
    p = Playbook(house(QueueRules("q")), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2) << ring(2, "bob")
    p >> e.OfferFailed("main-2", 1, F.BUSY)
    p.at(15)  # bob has cooled down, but ann is only talking
    assert p.contact(2).state == "waiting"
    p >> e.AgentPaused("ann", "", "x") << ok()
    p >> e.AgentSignedOut("ann", "y") << ok()
    p.at(20) >> e.CallerLeft("main-1")
    p << [ended(1, Outcome.ANSWERED), ring(2, "bob", 2)]


def test_an_excluded_agent_is_not_rung_when_the_callers_needs_relax():
    rules = QueueRules("q", (SkillNeed("fr", 2),), (RelaxStep(30, "fr", 1),))
    p = Playbook(house(rules, agents={"ann": {"fr": 2}, "bob": {"fr": 2}}), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2) << ring(2, "bob")
    p >> e.OfferFailed("main-2", 1, F.BUSY)
    p.at(60).done()
    assert p.agent("bob").state is AgentState.READY


def test_after_the_last_strike_he_is_paused_and_an_answer_wipes_strikes():
    p = Playbook(house(agents=ONE, cooldowns=Cooldowns(no_answer_s=1, strikes=2)), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, F.NO_ANSWER)
    p.at(1) << ring(1, "ann", 2)
    p.talk(1, 2)
    assert p.agent("ann").strikes == 0
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED)
    p >> e.TalkEnded("main-1", 2, by_agent=False)
    p.at(30) >> arrival(2) << ring(2, "ann")
    p >> e.OfferFailed("main-2", 1, F.NO_ANSWER)
    p.at(31) << ring(2, "ann", 2)
    p >> e.OfferFailed("main-2", 2, F.NO_ANSWER)
    assert (p.agent("ann").state, p.agent("ann").reason) == (AgentState.PAUSED, "missed calls")
    p.at(100) >> e.AgentReady("ann", "x") << [ok(), ring(2, "ann", 3)]


def test_a_caller_who_leaves_while_the_phone_rings():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferRang("main-1", 1)
    p >> e.CallerLeft("main-1") << [stop(1), ended(1, Outcome.ABANDONED, agent=None)]
    p >> arrival(2)  # ann's phone may still ring: nothing new yet
    p >> e.OfferFailed("main-1", 1, F.CANCELLED) << ring(2, "ann")
    assert p.agent("ann").strikes == 0


def test_who_picks_up_when_the_caller_has_left_has_failed_nobody():
    p = Playbook(house(agents=ONE), "ann", let=tuple(n for n in NOISE if n is not OfferEnded))
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferAnswered("main-1", 1)
    p >> e.CallerLeft("main-1") << [stop(1), ended(1, Outcome.ABANDONED, agent=None)]
    p >> e.OfferFailed("main-1", 1, F.DROPPED) << Like(OfferEnded, result="cancelled", answered=START)
    assert (p.agent("ann").state, p.agent("ann").strikes, p.agent("ann").until) == (AgentState.READY, 0, None)
    p >> arrival(2) << ring(2, "ann")


def test_who_picks_up_and_hangs_up_on_a_caller_who_leaves_later_dropped_him():
    p = Playbook(house(), "ann", let=tuple(n for n in NOISE if n is not OfferEnded))
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferAnswered("main-1", 1)
    p >> e.OfferFailed("main-1", 1, F.DROPPED) << Like(OfferEnded, result="dropped", answered=START)
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ABANDONED)
    assert (p.agent("ann").strikes, p.agent("ann").until) == (1, START + 10)


def test_a_stopped_leg_nobody_reports_over_frees_the_agent_by_its_guard():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.CallerLeft("main-1") << [stop(1), ended(1, Outcome.ABANDONED)]
    p >> arrival(2)
    p.at(4.9).done()
    p.at(5) << [stop(1), ring(2, "ann")]


def test_a_stopping_leg_that_connects_is_stopped_again():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.AgentPaused("ann", "tea", "x") << [stop(1), ok()]
    p >> e.OfferConnected("main-1", 1) << [refused(e.OfferConnected, state="stopping"), stop(1)]
    assert p.contact(1).state == "waiting"
    assert p.agent("ann").state is AgentState.PAUSED


def test_silence_after_the_ring_time_counts_as_unreachable():
    p = Playbook(house(QueueRules("q", ring_s=10)), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.at(13.9).done()
    p.at(14) << Like(c.LookAgain, pbx="main")
    p.at(15.9).done()
    p.at(16) << [stop(1), ring(1, "bob", 2)]
    assert p.agent("ann").strikes == 0


def test_a_talk_whose_bridge_was_not_heard_of_is_not_cut_by_its_guard():
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferAnswered("main-1", 1)
    p.at(15) << Like(c.LookAgain)
    p >> e.PbxLost("main")
    p >> e.PbxSnapshot("main", (), (e.Talk(arrival(1), 1, "ann", START + 10),), ())
    p.at(60).done()
    assert (p.contact(1).state, p.agent("ann").since) == ("connected", START + 10)


def test_nothing_is_given_up_while_the_pbx_is_lost():
    p = Playbook(house(QueueRules("q", ring_s=10)), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.PbxLost("main")
    p.at(60).done()
    assert p.agent("ann").state is AgentState.OFFERED
    p >> e.PbxSnapshot("main", (arrival(1),), (), ())
    p << stop(1)
    p.at(61) << ring(1, "ann", 2)


@pytest.mark.parametrize(("whisper", "guard_s"), [(False, 5), (True, 15)])
def test_picked_up_but_never_connected_counts_as_dropped(whisper, guard_s):
    p = Playbook(
        house(QueueRules("q", whisper=whisper)), "ann", "bob", let=(*(n for n in NOISE if n is not OfferEnded),)
    )
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferAnswered("main-1", 1)
    p.at(guard_s) << Like(c.LookAgain)
    p.at(guard_s + 2) << [Like(OfferEnded, result="dropped", answered=START), stop(1), ring(1, "bob", 2)]
    assert p.agent("ann").strikes == 1


def test_connected_before_answered_is_accepted_and_the_late_news_ignored():
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferConnected("main-1", 1)
    assert p.contact(1).state == "connected"
    p >> e.OfferAnswered("main-1", 1)
    p >> e.OfferRang("main-1", 1)
    p.done()
    p >> e.OfferConnected("main-1", 1) << refused(e.OfferConnected, state="connected")
    p >> e.OfferFailed("main-1", 1, F.BUSY) << [refused(e.OfferFailed, state="connected"), Like(c.LookAgain)]


def test_reported_failed_yet_connected_is_believed_while_both_are_free_for_it():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, F.NO_ANSWER)
    p >> e.OfferConnected("main-1", 1)
    assert p.contact(1).state == "connected"
    assert (p.agent("ann").state, p.agent("ann").strikes, p.agent("ann").until) == (AgentState.TALKING, 0, None)
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED, agent="ann")


def test_reported_failed_yet_connected_is_stopped_once_another_is_rung():
    p = Playbook(house(), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, F.NO_ANSWER) << ring(1, "bob", 2)
    p >> e.OfferConnected("main-1", 1) << [refused(e.OfferConnected), stop(1)]
    p.talk(1, 2)


def test_news_of_legs_that_are_no_offers_of_ours():
    p = Playbook(house(), "ann")
    for kind in (e.OfferRang, e.OfferAnswered, e.OfferConnected):
        p >> kind("main-9", 1) << [refused(kind, who="main-9 offer 1"), stop(9)]
    p >> e.OfferFailed("main-9", 1, F.BUSY) << refused(e.OfferFailed)
    p >> e.TalkEnded("main-9", 1, by_agent=True) << refused(e.TalkEnded)
    p >> e.CallerLeft("main-9") << refused(e.CallerLeft)
    p >> e.OfferRang("elsewhere", 1) << refused(e.OfferRang)


def test_a_failure_reported_twice_counts_once():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, F.BUSY)
    p >> e.OfferFailed("main-1", 1, F.BUSY) << refused(e.OfferFailed)
    assert p.agent("ann").strikes == 1


def test_an_unsolicited_cancel_excludes_nobody_but_does_not_hammer():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, F.CANCELLED)
    p.at(0.9).done()
    p.at(1) << ring(1, "ann", 2)


@pytest.mark.parametrize("leaving", [e.AgentPaused, e.AgentSignedOut])
def test_leaving_while_the_phone_rings_passes_the_caller_on_without_a_strike(leaving):
    p = Playbook(house(), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    args = ("ann", "tea") if leaving is e.AgentPaused else ("ann",)
    p >> leaving(*args, "x") << [stop(1), ok(), ring(1, "bob", 2)]
    assert p.agent("ann").strikes == 0
    back = e.AgentReady if leaving is e.AgentPaused else e.AgentSignedIn
    p >> back("ann", "y") << ok()
    p >> arrival(2)  # her old leg may still ring
    p >> e.OfferFailed("main-1", 1, F.CANCELLED) << ring(2, "ann")


def test_hanging_up_the_callers_side_never_frees_the_phone_before_its_leg_is_over():
    p = Playbook(house(QueueRules("q", wrap_s=0), agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2)
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED, ended_by_agent=False)
    assert p.agent("ann").state is AgentState.READY
    p >> e.TalkEnded("main-1", 1, by_agent=False) << ring(2, "ann")


def test_the_shell_gets_the_ring_before_anything_else():
    p = Playbook(house(), "ann")
    commands = p.floor.handle(arrival(1), p.now)
    kinds = [type(each) for each in commands if not isinstance(each, c.Record)]
    assert kinds == [c.RingAgent, c.WakeMe]
