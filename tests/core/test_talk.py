"""From the bridge to the end of handling: who hung up, who comes back, wrap-up, wishes made during the call."""

import pytest
from playbook import NOISE, START, Like, Playbook, arrival, ended, house, ok, refused, ring

from acd.core import events as e
from acd.core.records import AgentState, OfferEnded, Outcome, QueueStayEnded
from acd.core.roster import QueueRules
from acd.core.routing.piece import Piece

ONE = {"ann": {}}


def connected(*, let=NOISE, wrap_s=10.0) -> Playbook:
    p = Playbook(house(QueueRules("q", wrap_s=wrap_s), agents=ONE), "ann", let=let)
    p >> arrival(1) << ring(1, "ann")
    return p.talk(1)


def test_the_agent_hung_up_and_the_caller_is_gone():
    p = connected()
    p.at(30) >> e.TalkEnded("main-1", 1, by_agent=True)
    assert p.agent("ann").state is AgentState.WRAPPING
    p.at(30.1) >> e.CallerLeft("main-1")
    p << ended(1, Outcome.ANSWERED, ended=START + 30, ended_by_agent=True)


def test_the_agent_hung_up_and_nobody_tells_of_the_caller():
    p = connected()
    p.at(30) >> e.TalkEnded("main-1", 1, by_agent=True)
    p.at(33) << ended(1, Outcome.ANSWERED, ended=START + 30, ended_by_agent=True)
    p >> e.CallerLeft("main-1")
    p.done()


@pytest.mark.parametrize("told", [True, False])
def test_a_talk_that_was_none_puts_the_caller_back_at_his_old_place(told):
    p = connected()
    p.at(1) >> arrival(2)
    if told:
        p >> e.TalkEnded("main-1", 1, by_agent=True)
    p >> arrival(1)
    assert p.contact(1).position == 1
    assert (p.queue().answered, p.queue().offered, p.queue().waiting) == (0, 2, 2)
    assert (p.agent("ann").strikes, p.agent("ann").state) == (1, AgentState.READY)
    p >> e.AgentSignedOut("ann", "x") << ok()


@pytest.mark.parametrize("told", [True, False])
def test_an_offer_whose_talk_was_none_is_a_dropped_one_whatever_is_heard_first(told):
    p = connected(let=tuple(n for n in NOISE if n is not OfferEnded))
    if told:
        p.at(1) >> e.TalkEnded("main-1", 1, by_agent=True)
    p.at(1) >> arrival(1) << Like(OfferEnded, result="dropped", connected=START, ended=START + 1)


def test_a_parted_talks_offer_ends_with_the_talk():
    p = connected(let=tuple(n for n in NOISE if n is not OfferEnded))
    p.at(30) >> e.TalkEnded("main-1", 1, by_agent=True)
    p.at(31) >> e.CallerLeft("main-1")
    p << [Like(OfferEnded, result="connected", ended=START + 30), ended(1, Outcome.ANSWERED, ended=START + 30)]


def test_a_settled_talk_whose_caller_comes_back_is_a_second_stay():
    p = connected(let=tuple(n for n in NOISE if n is not QueueStayEnded))
    p.at(3) << Like(QueueStayEnded, until=START, outcome="answered")
    p.at(20) >> arrival(1)
    p >> e.CallerLeft("main-1")
    p << [Like(QueueStayEnded, since=START + 20, outcome="abandoned"), ended(1, Outcome.ABANDONED, connected=None)]
    assert (p.queue().offered, p.queue().answered, p.queue().abandoned) == (2, 1, 1)


def test_the_end_of_a_talk_told_twice_changes_nothing():
    p = connected()
    p.at(9) >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED)
    p >> e.TalkEnded("main-1", 1, by_agent=False)
    p >> e.TalkEnded("main-1", 1, by_agent=False) << refused(e.TalkEnded)
    assert p.agent("ann").until == START + 19


def test_the_end_of_a_talk_not_known_to_be_one_is_a_dropped_offer():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.TalkEnded("main-1", 1, by_agent=True)
    assert (p.contact(1).state, p.agent("ann").strikes) == ("waiting", 1)


def test_wrap_up_is_the_agents_own_where_he_has_one():
    p = Playbook(house(QueueRules("q", wrap_s=10), agents=ONE, wrap_s=3), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert p.agent("ann").until == START + 3


def test_wrap_up_can_end_early_and_its_old_timer_means_nothing():
    p = connected()
    p.at(5) >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED)
    p >> e.TalkEnded("main-1", 1, by_agent=False)
    p.at(7) >> e.AgentReady("ann", "x") << ok()
    p >> arrival(2) << ring(2, "ann")
    p.talk(2)
    p.at(14) >> e.CallerLeft("main-2") << ended(2, Outcome.ANSWERED)
    p.at(16)  # the first wrap-up's timer rang at 15
    assert p.agent("ann").state is AgentState.WRAPPING


def test_no_wrap_up_means_ready_at_once():
    p = Playbook(house(QueueRules("q", wrap_s=0), agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2)
    p >> e.TalkEnded("main-1", 1, by_agent=False) << [ended(1, Outcome.ANSWERED), ring(2, "ann")]


def test_signing_out_in_a_call_waits_for_its_end_and_skips_wrap_up():
    p = connected()
    p >> e.AgentSignedOut("ann", "x") << ok()
    assert p.agent("ann").state is AgentState.TALKING
    p.at(9) >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert p.agent("ann").state is AgentState.SIGNED_OUT


def test_signing_in_again_takes_the_wish_back():
    p = connected()
    p >> e.AgentSignedOut("ann", "x") << ok()
    p >> e.AgentSignedIn("ann", "y") << ok()
    p >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert p.agent("ann").state is AgentState.WRAPPING


def test_a_pause_asked_for_in_a_call_begins_after_wrap_up():
    p = connected()
    p >> e.AgentPaused("ann", "lunch", "x") << ok()
    p.at(9) >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert p.agent("ann").state is AgentState.WRAPPING
    p.at(19)
    assert (p.agent("ann").state, p.agent("ann").reason) == (AgentState.PAUSED, "lunch")


def handled(p: Playbook) -> list[Piece]:
    return [piece for piece in p.floor.learned() if piece.what == "handle"]


def test_nothing_is_learned_of_a_talk_whose_caller_was_passed_on():
    p = connected()
    p.at(50) >> e.TalkEnded("main-1", 1, by_agent=True)
    p.at(53) << ended(1, Outcome.ANSWERED, ended=START + 50)
    p.at(70)
    assert handled(p) == []


def test_a_handle_time_waits_for_what_becomes_of_the_caller():
    p = connected(wrap_s=0.0)
    p.at(50) >> e.TalkEnded("main-1", 1, by_agent=True)
    p.at(51)
    assert handled(p) == []
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED)
    assert [piece.values[2] for piece in handled(p)] == [50.0]


def test_handle_time_is_learned_with_wrap_up_and_can_be_carried_over():
    p = connected()
    p.at(50) >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert handled(p) == []
    p.at(60)
    (seen,) = handled(p)
    assert (seen.who, seen.key, seen.values) == ("ann", "queue q", (1.0, pytest.approx(60**0.5), 60.0))
    other = Playbook(house())
    other >> e.EstimatesRecalled(p.floor.learned())
    assert handled(other) == [seen]


@pytest.mark.parametrize("first", ["the agent's end", "the question"])
def test_a_caller_who_is_asked_about_his_talk_ends_it(first):
    p = connected()
    told = [e.TalkEnded("main-1", 1, by_agent=True), e.CallerStayed("main-1")]
    p.at(30) >> (told if first == "the agent's end" else told[::-1])[0]
    p >> (told if first == "the agent's end" else told[::-1])[1]
    p << ended(1, Outcome.ANSWERED, ended=START + 30, ended_by_agent=True)
    p.at(40)
    assert [piece.values[2] for piece in handled(p)] == [40.0]
    p.at(50) >> e.CallerLeft("main-1")
    p.done()


def test_a_handle_time_over_before_the_question_is_learned():
    p = connected(wrap_s=0)
    p.at(30) >> e.TalkEnded("main-1", 1, by_agent=True)
    assert handled(p) == []
    p >> e.CallerStayed("main-1") << ended(1, Outcome.ANSWERED, ended=START + 30, ended_by_agent=True)
    assert [piece.values[2] for piece in handled(p)] == [30.0]


def test_who_waits_is_asked_about_no_talk():
    p = Playbook(house(QueueRules("q"), agents=ONE), let=NOISE)
    p >> arrival(1)
    p >> e.CallerStayed("main-1") << refused(e.CallerStayed)
    p >> e.CallerStayed("main-9") << refused(e.CallerStayed)
