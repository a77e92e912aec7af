"""Call-backs: booked in the caller's place, made by an agent or to the customer first, tried again, given up."""

from dataclasses import replace

import pytest
from playbook import NOISE, START, Like, Playbook, arrival, house, ok

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.callback import CallbackBooked, CallbackTried, Dial
from acd.core.contact import ContactState
from acd.core.records import AgentState, Outcome
from acd.core.roster import CallbackRules, QueueRules, SkillNeed, ToNode

BACK = "main-1.cb"
RULES = CallbackRules("provider", "+4930111", attempts=2, gap_s=60.0, busy_gap_s=20.0, ring_s=30.0, keep_s=3600.0)
QUEUE = QueueRules("q", wrap_s=0.0, whisper=False, callback=RULES, keys={"2": ToNode("callback", "ask")})
CUSTOMER_FIRST = replace(QUEUE, callback=replace(RULES, agent_first=False))
LET = (*NOISE, CallbackBooked, CallbackTried)
ON_HOLD = e.ContactArrived(BACK, "main", "PJSIP/provider-7", "q", START)
DIAL = Dial("+4930222333", "provider", "+4930111", 30.0)


def book(play: Playbook, contact: str = BACK, *, number: str = "+4930222333", entered: float = START, **more):
    wanted = {"queue": "q", "national": number[3:], **more}
    return play >> e.CallbackWanted(contact, "main", number=number, entered=entered, asked=play.token(), **wanted)


def at_work(*agents: str, queue: QueueRules = QUEUE) -> Playbook:
    return Playbook(house(queue), *agents, let=LET)


def ring(agent: str, offer: int = 1, contact: str = BACK, **more) -> Like:
    return Like(c.RingAgent, contact=contact, agent=agent, offer=offer, **more)


def stop(offer: int = 1, contact: str = BACK) -> Like:
    return Like(c.StopRinging, contact=contact, offer=offer)


def over(outcome: Outcome, contact: str = BACK, **more) -> Like:
    return Like(r.ContactEnded, contact=contact, outcome=outcome, **more)


def ask(play: Playbook, kind: type, *args, **more) -> Playbook:
    return play.ask(kind, *args, **more)


def seen(play: Playbook, contact: str = BACK):
    return next((each for each in play.floor.view(play.now).contacts if each.contact == contact), None)


def conserved(play: Playbook) -> None:
    queue = play.queue()
    assert queue.offered == queue.answered + queue.abandoned + queue.left_otherwise + queue.waiting


# --- the way of one ---


def test_an_agent_picks_up_and_the_customer_is_called():
    play = at_work("ann")
    book(play) << [ok(value=c.Booked(BACK)), ring("ann", channel="", dial=DIAL)]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    play >> e.CustomerReached(BACK, 1, "PJSIP/provider-7") >> e.OfferConnected(BACK, 1)
    assert play.agent("ann").state is AgentState.TALKING
    play.at(60)
    play >> e.CallerLeft(BACK)
    play << over(Outcome.CALLED_BACK, agent="ann", connected=START)
    play >> e.TalkEnded(BACK, 1, by_agent=False)
    conserved(play)
    assert play.queue().answered == 1
    assert play.queue().asa_s is None, "nobody waited on the line"


def test_the_customer_first_then_the_agent_who_was_kept_for_him():
    play = at_work("ann", queue=CUSTOMER_FIRST)
    book(play) << [ok(), Like(c.DialCustomer, contact=BACK, offer=1, dial=DIAL)]
    play >> arrival(2)  # no agent is free for him: the one there is is spoken for
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    play >> e.ContactArrived(BACK, "main", "PJSIP/provider-7", "q", START)
    play << ring("ann", 2, channel="PJSIP/provider-7", dial=None)
    play >> e.OfferRang(BACK, 2) >> e.OfferAnswered(BACK, 2) >> e.OfferConnected(BACK, 2)
    assert play.agent("ann").state is AgentState.TALKING
    conserved(play)


def test_who_left_by_a_key_keeps_his_place():
    play = at_work()
    needs = (SkillNeed("de", 2),)
    play >> arrival(1, needs=needs, priority=3, intent="help")
    play.at(50)
    ask(play, e.KeyPressed, "main-1", "2") << [Like(r.ContactEnded, outcome=Outcome.LEFT_BY_KEY), ok()]
    play.at(60)
    book(play, queue="", entered=START + 60, after="main-1") << ok()
    (row,) = play.rows(CallbackBooked)
    assert (row.entered, row.since, row.priority, row.needs, row.intent) == (START, START, 3, needs, "help")
    assert seen(play).entered == START
    conserved(play)


def test_nobody_else_overtakes_him():
    play = at_work()
    play >> arrival(1)
    play.at(10)
    ask(play, e.KeyPressed, "main-1", "2") << [Like(r.ContactEnded, outcome=Outcome.LEFT_BY_KEY), ok()]
    play >> arrival(2, entered=START + 10)
    book(play, queue="", entered=play.now, after="main-1") << ok()
    assert seen(play).position == 1
    ask(play, e.AgentSignedIn, "ann") << [ok(), ring("ann", dial=DIAL)]


# --- in vain ---


@pytest.mark.parametrize(("cause", "gap_s"), [(e.OfferFailure.BUSY, 20), (e.OfferFailure.NO_ANSWER, 60)])
def test_a_call_in_vain_costs_the_agent_nothing_and_is_made_again(cause, gap_s):
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1) >> e.CustomerMissed(BACK, 1, cause)
    play << stop()
    play >> e.OfferFailed(BACK, 1, e.OfferFailure.DROPPED)
    assert seen(play).state == ContactState.RESTING.value
    assert (play.agent("ann").state, play.agent("ann").strikes) == (AgentState.READY, 0)
    assert [(x.attempt, x.result) for x in play.rows(CallbackTried)] == [(1, cause.value)]
    conserved(play)
    play.at(gap_s - 1)
    play.done()
    play.at(gap_s + 1)
    play << ring("ann", 2, dial=DIAL)
    play >> e.OfferRang(BACK, 2) >> e.OfferAnswered(BACK, 2) >> e.CustomerMissed(BACK, 2, cause)
    play << [stop(2), over(Outcome.CALLBACK_FAILED)]
    conserved(play)


def test_customer_first_in_vain():
    play = at_work("ann", queue=CUSTOMER_FIRST)
    book(play) << [ok(), Like(c.DialCustomer)]
    play >> e.OfferRang(BACK, 1) >> e.OfferFailed(BACK, 1, e.OfferFailure.NO_ANSWER)
    assert (play.agent("ann").state, play.agent("ann").strikes) == (AgentState.READY, 0)
    assert seen(play).state == "resting"
    play.at(70)
    play << Like(c.DialCustomer, offer=2)
    play.at(70 + 40)  # nothing is heard of it
    play << [Like(c.LookAgain), stop(2), over(Outcome.CALLBACK_FAILED), stop(2)]
    conserved(play)


def test_a_customer_who_hangs_up_before_the_agent_comes_was_no_abandon():
    play = at_work("ann", queue=CUSTOMER_FIRST)
    book(play) << [ok(), Like(c.DialCustomer)]
    play >> e.ContactArrived(BACK, "main", "PJSIP/provider-7", "q", START) << ring("ann", 2)
    play >> e.CallerLeft(BACK) << stop(2)
    assert seen(play).state == "resting"
    assert play.rows(CallbackTried)[-1].result == "hung_up"
    assert play.queue().abandoned == 0
    conserved(play)


def test_an_agent_who_does_not_answer_is_his_own_fault():
    play = at_work("ann", "bob")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferFailed(BACK, 1, e.OfferFailure.NO_ANSWER) << ring("bob", 2)
    assert play.agent("ann").strikes == 1
    assert not play.rows(CallbackTried)


def test_a_leg_that_says_nothing_of_its_customer_is_given_up():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    play.at(38)
    play << [Like(c.LookAgain), stop()]
    assert [x.result for x in play.rows(CallbackTried)] == ["no_answer"]


def test_an_agent_who_falls_away_at_once_leaves_a_caller_on_hold():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1) >> e.CustomerReached(BACK, 1, "PJSIP/provider-7")
    play >> e.OfferConnected(BACK, 1) >> e.TalkEnded(BACK, 1, by_agent=True)
    play >> e.ContactArrived(BACK, "main", "PJSIP/provider-7", "q", START)
    assert seen(play).state == "waiting"
    ask(play, e.AgentSignedIn, "bob") << [ok(), ring("bob", 2, channel="PJSIP/provider-7", dial=None)]
    conserved(play)


def test_it_is_given_up_when_it_is_too_old():
    play = at_work()
    book(play) << ok()
    play.at(3599)
    play.done()
    play.at(3601)
    play << over(Outcome.CALLBACK_FAILED)


# --- when it may not be made ---


def test_nobody_is_called_outside_the_hours():
    play = at_work("ann")
    play >> e.HoursTurned(("q",))
    book(play) << ok()
    assert seen(play).state == "resting"
    play.at(100)
    play >> e.HoursTurned(()) << ring("ann", dial=DIAL)
    play >> e.HoursTurned(("q",)) << stop()
    play >> e.OfferFailed(BACK, 1, e.OfferFailure.CANCELLED)
    assert seen(play).state == "resting"
    conserved(play)


def test_one_for_a_time_stands_in_line_from_then_on():
    play = at_work("ann")
    book(play, due=START + 500) << ok()
    assert (play.queue().offered, play.queue().waiting) == (0, 0)
    assert seen(play).callback.in_line is False
    play.at(499)
    play.done()
    play.at(501)
    play << ring("ann", dial=DIAL)
    assert seen(play).entered == START + 500
    conserved(play)


def test_one_for_a_time_can_be_cancelled():
    play = at_work("ann")
    book(play, due=START + 500) << ok()
    ask(play, e.ContactDropped, BACK) << [over(Outcome.CANCELLED), ok()]
    conserved(play)
    play.at(600)
    play.done()


# --- refused ---


def test_one_number_is_booked_once_for_a_queue():
    play = at_work()
    book(play) << ok()
    book(play, "main-2.cb") << Like(c.Reply, ok=False, value=c.Booked(BACK))
    book(play, "main-3.cb", number="+4930999888") << ok()


def test_a_queue_without_call_backs_refuses():
    play = at_work(queue=QueueRules("q"))
    book(play) << Like(c.Reply, ok=False, error="nobody is called back for queue 'q'")
    book(play, queue="") << Like(c.Reply, ok=False, error="he waited in no queue")
    book(play, queue="x") << Like(c.Reply, ok=False)


# --- over before it was made ---


def test_who_calls_again_takes_his_old_place():
    play = at_work()
    book(play) << ok()
    play.at(30)
    play >> arrival(9, entered=START + 20)
    play.at(40)
    play >> arrival(2, entered=START + 40, number="030222333")
    play << over(Outcome.CALLED_AGAIN)
    assert (play.contact(2).entered, play.contact(2).position) == (START, 1)
    conserved(play)


def test_who_calls_again_while_his_agent_rings():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> arrival(2, number="+4930222333") << [stop(), over(Outcome.CALLED_AGAIN)]
    play >> e.OfferFailed(BACK, 1, e.OfferFailure.CANCELLED) << Like(c.RingAgent, contact="main-2", agent="ann")


def test_an_operator_cancels():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    ask(play, e.ContactDropped, BACK) << [stop(), over(Outcome.CANCELLED), ok()]
    conserved(play)


# --- the next daemon ---


def _next(play: Playbook, *signed_in: str, talked: tuple[str, ...] = ()) -> Playbook:
    """A new Floor, told what the rows say."""
    again = Playbook(house(QUEUE), let=LET)
    again.now = play.now
    again >> e.PbxLost("main")
    rows = {row.contact: row for row in play.rows(CallbackBooked)}
    again >> e.CallbacksRecalled(tuple(rows.values()), tuple(play.rows(CallbackTried)), talked)
    for agent in signed_in:
        ask(again, e.AgentSignedIn, agent) << ok()
    return again


def test_it_keeps_its_place_over_a_restart():
    play = at_work()
    book(play, entered=START - 100, data={"why": "broken"}) << ok()
    play.at(10)
    again = _next(play, "ann")
    assert seen(again).entered == START - 100
    assert dict(again.floor._books.contacts[BACK].data) == {"why": "broken"}
    again >> e.PbxSnapshot("main", (), (), ()) << ring("ann", dial=DIAL)
    conserved(again)


def test_after_a_restart_it_is_not_called_while_an_old_leg_may_ring_it():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    again = _next(play, "bob")
    again >> e.PbxSnapshot("main", (), (), ((BACK, 1),)) << stop()
    again.at(4)
    again.done()
    again.at(6)
    again << ring("bob", 2, dial=DIAL)


def test_a_talk_found_after_a_restart_is_his():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    again = _next(play, "ann")
    found = e.ContactArrived(BACK, "main", "PJSIP/provider-7", "q", START)
    again >> e.PbxSnapshot("main", (), (e.Talk(found, 1, "ann"),), ())
    assert again.agent("ann").state is AgentState.TALKING
    again >> e.CallerLeft(BACK) << over(Outcome.CALLED_BACK)
    conserved(again)


def test_a_customer_found_on_hold_is_a_caller():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    again = _next(play)
    found = e.ContactArrived(BACK, "main", "PJSIP/provider-7", "q", START)
    again >> e.PbxSnapshot("main", (found,), (), ())
    assert not seen(again).callback.is_away
    ask(again, e.AgentSignedIn, "ann") << [ok(), ring("ann", 1, channel="PJSIP/provider-7", dial=None)]


def test_tries_are_remembered():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    play >> e.CustomerMissed(BACK, 1, e.OfferFailure.BUSY) << stop()
    again = _next(play, "ann")
    assert seen(again).callback.tries == 1
    again >> e.PbxSnapshot("main", (), (), ())
    again.done()
    again.at(21)
    again << ring("ann", 1)


def test_a_talk_whose_stay_is_written_already_ends_as_what_it_was():
    again = _next(_talked_to(), "ann", talked=(BACK,))
    again >> e.PbxSnapshot("main", (), (e.Talk(ON_HOLD, 1, "ann"),), ())
    again.at(20)
    again >> e.CallerLeft(BACK) << over(Outcome.CALLED_BACK)
    assert not again.rows(r.QueueStayEnded)
    conserved(again)


def _talked_to() -> Playbook:
    """His stay is written, and the talk goes on."""
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    play >> e.CustomerReached(BACK, 1, "PJSIP/provider-7") >> e.OfferConnected(BACK, 1)
    play.at(10)
    assert play.rows(r.QueueStayEnded)
    return play


def test_his_agent_falls_away_after_their_talk_and_the_next_floor_knows_him():
    play = _talked_to()
    play >> e.TalkEnded(BACK, 1, by_agent=True) >> ON_HOLD
    assert [row.joined for row in play.rows(CallbackBooked)] == [START, START + 10]
    again = _next(play)
    again >> e.PbxSnapshot("main", (ON_HOLD,), (), ())
    again >> e.CallerLeft(BACK)
    assert seen(again).callback.tries == 1, "no abandon: he is called again"
    conserved(again)


def test_one_that_waits_again_after_its_talk_is_given_up_when_it_is_too_old():
    play = _talked_to()
    play >> e.TalkEnded(BACK, 1, by_agent=True) >> ON_HOLD
    play >> e.HoursTurned(("q",)) >> e.CallerLeft(BACK)
    play.at(10 + RULES.keep_s - 1)
    play.done()
    play.at(10 + RULES.keep_s)
    play << over(Outcome.CALLBACK_FAILED)


def test_his_agent_falls_away_while_no_daemon_looks():
    again = _next(_talked_to(), talked=(BACK,))
    again >> e.PbxSnapshot("main", (ON_HOLD,), (), ())
    (row,) = again.rows(CallbackBooked)
    assert (row.number, row.joined) == ("+4930222333", START + 10)
    again >> e.CallerLeft(BACK)
    assert seen(again).callback.tries == 1
    ask(again, e.AgentSignedIn, "ann") << ok()
    again.at(71)
    again << ring("ann", dial=DIAL)
    conserved(again)


def test_his_agent_falls_away_after_the_restart():
    again = _next(_talked_to(), talked=(BACK,))
    again >> e.PbxSnapshot("main", (), (e.Talk(ON_HOLD, 1, "ann"),), ())
    again >> e.TalkEnded(BACK, 1, by_agent=True) >> ON_HOLD >> e.CallerLeft(BACK)
    ask(again, e.AgentSignedIn, "bob") << ok()
    again.at(71)
    again << ring("bob", 2, dial=DIAL)


def test_nobody_calls_a_customer_who_is_on_hold_by_an_older_call():
    play = at_work("ann", "bob")
    book(play) << [ok(), ring("ann")]
    play >> ON_HOLD << [stop(), ring("bob", 2, channel="PJSIP/provider-7", dial=None)]


def test_a_leg_that_is_over_lets_him_be_called_at_once():
    play = at_work("ann")
    book(play) << [ok(), ring("ann")]
    again = _next(play, "bob")
    again >> e.PbxSnapshot("main", (), (), ((BACK, 1),)) << stop()
    again >> e.OfferFailed(BACK, 1, e.OfferFailure.CANCELLED)
    again << [Like(r.Refused, event="OfferFailed"), ring("bob", 2, dial=DIAL)]


def test_an_agent_who_pauses_while_the_customer_is_called_frees_nobody_to_call_him_twice():
    play = at_work("ann", "bob")
    book(play) << [ok(), ring("ann")]
    play >> e.OfferRang(BACK, 1) >> e.OfferAnswered(BACK, 1)
    ask(play, e.AgentPaused, "ann", "lunch") << [stop(), ok()]
    assert seen(play).state == "resting"
    play >> e.OfferFailed(BACK, 1, e.OfferFailure.CANCELLED) << ring("bob", 2, dial=DIAL)
