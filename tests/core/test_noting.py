"""What is noted of agents, and what a Floor makes of it that begins anew."""

from dataclasses import replace

import pytest
from playbook import NOISE, START, Playbook, arrival, house, ok, ring

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.agent import MISSED_CALLS
from acd.core.records import AgentNoted, AgentState
from acd.core.roster import Cooldowns, QueueRules, SkillNeed

S = AgentState
RULES = Cooldowns(no_answer_s=30.0, busy_s=5.0, rejected_s=20.0, unreachable_s=40.0, dropped_s=10.0, strikes=3)
LET = (*NOISE, r.ContactEnded, c.StopRinging)
HOUSE = house(QueueRules("q", wrap_s=20), agents={"ann": {"de": 3}}, cooldowns=RULES)
WISHES = pytest.mark.parametrize(
    ("wish", "then", "reason"), [(e.AgentPaused, S.PAUSED, "lunch"), (e.AgentSignedOut, S.SIGNED_OUT, "")]
)


def working() -> Playbook:
    p = Playbook(HOUSE, "ann", let=LET)
    p >> arrival(1) << ring(1, "ann")
    return p.talk(1)


def wishing(kind: type) -> Playbook:
    p = working()
    p.ask(kind, "ann", *(["lunch"] if kind is e.AgentPaused else [])) << ok()
    return p


def notes(p: Playbook) -> list[AgentNoted]:
    return p.rows(AgentNoted)


def again(note: AgentNoted, *, at: float = 10.0, roster=HOUSE, work: e.WorkRecalled | None = None) -> Playbook:
    """A Floor that begins anew, before its PBX has shown what it has."""
    p = Playbook(roster, let=LET)
    p.at(at) >> e.PbxLost("main") >> e.AgentSignedIn("ann", "x") << ok()
    p >> e.NoteRecalled(note)
    return p if work is None else p >> work


def snapshot(*holding, talking=()) -> e.PbxSnapshot:
    return e.PbxSnapshot("main", tuple(holding), tuple(talking), ())


FOUND = snapshot(talking=[e.Talk(arrival(1), 1, "ann", START)])
TALKED = e.WorkRecalled("ann", "q", None)


# --- what is written ---


def test_of_a_call_that_goes_well_nothing_is_noted():
    p = working()
    p.at(30) >> e.CallerLeft("main-1")
    p.at(90)
    assert notes(p) == []


def test_a_miss_is_noted_and_forgotten_with_the_next_talk():
    p = Playbook(HOUSE, "ann", let=LET)
    p >> arrival(1) << ring(1, "ann")
    p.at(5) >> e.OfferFailed("main-1", 1, e.OfferFailure.BUSY)
    assert notes(p) == [AgentNoted("ann", strikes=1, cool_until=START + 10)]
    p.at(12) << ring(1, "ann", 2)
    p.talk(1, 2)
    assert notes(p)[1:] == [AgentNoted("ann")]


def test_that_a_cool_down_is_over_is_not_written():
    p = Playbook(HOUSE, "ann", let=LET)
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.UNREACHABLE)
    p.at(45) << ring(1, "ann", 2)
    p.talk(1, 2)
    assert notes(p) == [AgentNoted("ann", cool_until=START + 40)]


def test_wishes_are_noted_as_they_change():
    p = working()
    p.ask(e.AgentPaused, "ann", "lunch") << ok()
    p.ask(e.AgentReady, "ann") << ok()
    p.ask(e.AgentSignedOut, "ann") << ok()
    p.ask(e.AgentSignedIn, "ann") << ok()
    assert notes(p) == [
        AgentNoted("ann", S.PAUSED, "lunch"),
        AgentNoted("ann"),
        AgentNoted("ann", S.SIGNED_OUT),
        AgentNoted("ann"),
    ]


def test_skills_set_by_hand_are_noted_beside_those_they_replace():
    p = Playbook(HOUSE, "ann", let=LET)
    p.ask(e.AgentSkillsChanged, "ann", {"de": 5, "fr": 0}) << ok()
    p.ask(e.AgentSkillsChanged, "ann", {"de": 3}) << ok()
    assert notes(p) == [AgentNoted("ann", skills={"de": 5}, configured={"de": 3}), AgentNoted("ann")]


def test_of_who_is_removed_nothing_is_noted_any_more():
    p = Playbook(HOUSE, let=LET)
    p.ask(e.AgentSkillsChanged, "ann", {"de": 5}) << ok()
    p >> e.RosterChanged(replace(HOUSE, agents={}))
    assert notes(p)[1:] == [AgentNoted("ann")]


def test_nor_of_who_was_removed_while_nobody_looked():
    p = again(AgentNoted("bob", strikes=2))
    assert notes(p) == [AgentNoted("bob")]


# --- what is made of it ---


@WISHES
def test_a_wish_follows_on_a_talk_that_is_found_again(wish, then, reason):
    (note,) = notes(wishing(wish))
    p = again(note, work=TALKED)
    p >> FOUND
    assert p.agent("ann").state is S.TALKING
    p.at(30) >> e.CallerLeft("main-1")
    if then is S.PAUSED:
        assert p.agent("ann").state is S.WRAPPING
    p.at(50)
    assert (p.agent("ann").state, p.agent("ann").reason) == (then, reason)
    assert notes(p) == [AgentNoted("ann")]


@WISHES
def test_a_wish_follows_on_a_talk_that_ended_while_nobody_looked(wish, then, reason):
    (note,) = notes(wishing(wish))
    p = again(note, work=TALKED)
    p >> snapshot()
    assert p.agent("ann").state is (S.WRAPPING if then is S.PAUSED else then)
    p.at(30)
    assert (p.agent("ann").state, p.agent("ann").reason) == (then, reason)


@pytest.mark.parametrize(("since", "now"), [(START + 5, S.WRAPPING), (START - 15, S.PAUSED)])
def test_a_pause_follows_on_a_wrap_up(since, now):
    p = again(AgentNoted("ann", S.PAUSED, "lunch"), work=e.WorkRecalled("ann", "q", since))
    assert p.agent("ann").state is now
    p >> snapshot(arrival(2))
    p.at(25)
    assert (p.agent("ann").state, p.agent("ann").reason) == (S.PAUSED, "lunch")


def test_a_wish_outlives_several_restarts():
    p = again(AgentNoted("ann", S.PAUSED, "lunch"), work=TALKED)
    assert notes(p) == [], "it is written already"
    p >> FOUND
    assert notes(p) == []
    p.ask(e.AgentReady, "ann") << ok()
    assert notes(p) == [AgentNoted("ann")]


def test_before_the_pbx_is_known_he_may_wish_otherwise():
    p = again(AgentNoted("ann", S.PAUSED, "lunch"), work=TALKED)
    p.ask(e.AgentPaused, "ann", "doctor") << ok()
    p >> FOUND
    assert notes(p)[-1] == AgentNoted("ann", S.PAUSED, "doctor")


def test_strikes_are_counted_on_and_a_cool_down_ends_when_it_would_have():
    p = again(AgentNoted("ann", strikes=2, cool_until=START + 15))
    p >> snapshot(arrival(1))
    assert (p.agent("ann").strikes, p.agent("ann").until) == (2, START + 15)
    p.at(14.9).done()
    p.at(15) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.BUSY)
    assert (p.agent("ann").state, p.agent("ann").reason) == (S.PAUSED, MISSED_CALLS)


def test_a_cool_down_that_is_over_is_over():
    p = again(AgentNoted("ann", strikes=1, cool_until=START + 10))
    p >> snapshot(arrival(1)) << ring(1, "ann")
    assert notes(p) == []


def test_a_clock_gone_wrong_keeps_nobody_for_a_day():
    p = again(AgentNoted("ann", cool_until=START + 86_400))
    p >> snapshot(arrival(1))
    p.at(50) << ring(1, "ann")


def test_nor_in_a_wrap_up():
    p = again(AgentNoted("ann"), work=e.WorkRecalled("ann", "q", START + 86_400))
    assert (p.agent("ann").since, p.agent("ann").until) == (START + 10, START + 30)


def test_skills_set_by_hand_count_on():
    p = again(AgentNoted("ann", skills={"fr": 5}, configured={"de": 3}))
    assert p.agent("ann").skills == {"fr": 5}
    p >> snapshot(arrival(1, needs=(SkillNeed("fr", 5),))) << ring(1, "ann")
    assert notes(p) == []


def test_until_the_configured_ones_change():
    roster = house(QueueRules("q"), agents={"ann": {"de": 4}})
    p = again(AgentNoted("ann", skills={"fr": 5}, configured={"de": 3}), roster=roster)
    assert p.agent("ann").skills == {"de": 4}
    assert notes(p) == [AgentNoted("ann")]
