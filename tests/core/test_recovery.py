"""A PBX lost, found, and a Floor that starts anew over running calls."""

import pytest
from playbook import NOISE, START, Like, Playbook, arrival, ended, house, ok, refused, ring, stop

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.records import AgentState, Outcome
from acd.core.roster import QueueRules, ToDestination

ONE = {"ann": {}}


def snapshot(*holding, talking=(), ringing=(), **phones) -> e.PbxSnapshot:
    return e.PbxSnapshot("main", tuple(holding), tuple(talking), tuple(ringing), **phones)


def test_nothing_is_offered_while_the_pbx_is_lost_and_nobody_is_dropped():
    p = Playbook(house(QueueRules("q", max_wait_s=20, when_late=ToDestination("x"))), "ann")
    p >> e.PbxLost("main")
    p >> arrival(1)
    p.at(25).done()
    assert p.floor.view(p.now).lost_pbxes == ("main",)
    p >> snapshot(arrival(1)) << [Like(c.SendCaller, where=ToDestination("x")), ended(1, Outcome.OVERFLOWED)]


def test_a_fresh_floor_owns_every_waiting_caller_with_his_wait():
    p = Playbook(house(QueueRules("q", max_length=1, when_nobody=ToDestination("x"))))
    p.at(100) >> snapshot(arrival(2, entered=START + 20), arrival(1))
    assert [p.contact(n).position for n in (1, 2)] == [1, 2]
    p >> e.AgentSignedIn("ann", "x") << [ok(), ring(1, "ann", waited_s=100)]


def test_a_talk_found_running_makes_its_agent_talk():
    p = Playbook(house(QueueRules("q", wrap_s=5), agents=ONE))
    p >> snapshot(talking=[e.Talk(arrival(1), 3, "ann")])
    p >> snapshot(talking=[e.Talk(arrival(1), 3, "ann")])
    assert (p.agent("ann").state, p.contact(1).state, p.contact(1).offers) == (AgentState.TALKING, "connected", 3)
    p.at(9) >> e.TalkEnded("main-1", 3, by_agent=False) << ended(1, Outcome.ANSWERED, agent="ann")
    assert p.agent("ann").state is AgentState.WRAPPING


def test_a_talk_found_of_a_paused_agent_ends_in_his_pause():
    p = Playbook(house(QueueRules("q", wrap_s=0), agents=ONE), "ann")
    p >> e.AgentPaused("ann", "tea", "x") << ok()
    p >> snapshot(talking=[e.Talk(arrival(1), 1, "ann")])
    p >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert (p.agent("ann").state, p.agent("ann").reason) == (AgentState.PAUSED, "tea")


def test_a_talk_in_an_unknown_queue_with_an_unknown_agent_is_kept_all_the_same():
    p = Playbook(house())
    p >> snapshot(talking=[e.Talk(arrival(1, "old"), 1, "zoe")])
    assert p.contact(1).state == "connected"
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED, agent="zoe", queue="old")


def test_what_the_snapshot_does_not_show_is_over():
    p = Playbook(house(), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2) << ring(2, "bob")
    p >> arrival(3)
    p >> e.PbxLost("main")
    p >> snapshot()
    p << [ended(1, Outcome.ANSWERED), stop(2), ended(2, Outcome.ABANDONED), ended(3, Outcome.ABANDONED)]
    assert p.agent("ann").state is AgentState.WRAPPING
    assert p.agent("bob").state is AgentState.READY
    p >> snapshot()
    p.done()


def test_who_waited_in_a_pbx_that_was_started_again_is_lost_and_did_not_give_up():
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2)
    p >> e.PbxLost("main")
    (
        p.at(9)
        >> snapshot(is_new_life=True)
        << [
            ended(1, Outcome.ANSWERED, agent="ann"),
            ended(2, Outcome.PBX_LOST),
        ]
    )
    assert (p.queue().abandoned, p.queue().left_otherwise) == (0, 1)
    assert p.agent("ann").state is AgentState.WRAPPING


@pytest.mark.parametrize("was_lost", [True, False])
def test_an_offer_whose_leg_is_not_there_is_cancelled_and_the_next_agent_rung(was_lost):
    p = Playbook(house(), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    if was_lost:
        p >> e.PbxLost("main")
    p >> snapshot(arrival(1)) << [stop(1), ring(1, "bob", 2)]
    assert p.agent("ann").strikes == 0


def test_an_offer_still_ringing_goes_on():
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.PbxLost("main")
    p >> snapshot(arrival(1), ringing=[("main-1", 1)])
    p.talk(1)


def test_legs_that_are_no_offers_of_ours_are_stopped_and_their_numbers_not_used_again():
    p = Playbook(house())
    p >> snapshot(arrival(1), ringing=[("main-1", 2), ("main-9", 1)]) << [stop(1, 2), stop(9, 1)]
    p >> e.AgentSignedIn("ann", "x") << [ok(), ring(1, "ann", 3)]


def test_an_offer_found_connected_is_connected():
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.PbxLost("main")
    p >> snapshot(talking=[e.Talk(arrival(1), 1, "ann")])
    assert p.contact(1).state == "connected"
    p >> e.OfferConnected("main-1", 1) << refused(e.OfferConnected)


def test_a_talk_found_takes_its_agent_from_the_offer_we_believed_in():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> snapshot(arrival(1), talking=[e.Talk(arrival(2), 1, "ann")], ringing=[("main-1", 1)]) << [stop(1), stop(1)]
    assert (p.contact(1).state, p.contact(2).state) == ("waiting", "connected")


def test_two_talks_of_one_agent_cannot_both_be_true():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    both = [e.Talk(arrival(1), 1, "ann"), e.Talk(arrival(2), 1, "ann")]
    p >> snapshot(talking=both) << stop(2)


def test_a_connected_contact_found_on_hold_waits_on():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> e.PbxLost("main")
    p >> snapshot(arrival(1))
    assert (p.contact(1).state, p.agent("ann").state) == ("waiting", AgentState.READY)


def test_guards_running_out_while_the_pbx_is_lost_cost_nothing():
    p = Playbook(house(agents=ONE), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.PbxLost("main")
    p.at(30).done()
    p >> snapshot(arrival(1)) << stop(1)
    assert (p.agent("ann").strikes, p.contact(1).state) == (0, "waiting")


def test_phones_are_as_the_snapshot_shows_them():
    p = Playbook(house(), "ann", "bob")
    p >> e.PhoneLost("ann")
    p >> snapshot(taken_phones=("bob",))
    assert [p.agent(a).phone_state for a in ("ann", "bob")] == ["ok", "taken"]


def test_a_talk_found_of_a_caller_an_operator_dropped_is_ended_and_written_only_once():
    """The leg was picked up although it had been told to stop, and our guard of it has run out."""
    p = Playbook(house(), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.ContactDropped("main-1", "x") << [Like(c.HangUpCaller), stop(1), ended(1, Outcome.DROPPED), ok()]
    p.at(6) << stop(1)
    p >> snapshot(talking=[e.Talk(arrival(1), 1, "ann")])
    p << [Like(c.HangUpCaller), refused(e.ContactArrived), stop(1)]
    assert p.agent("ann").state is AgentState.READY


def test_a_talk_found_of_a_caller_who_had_left_us_alive_is_a_new_life_of_his():
    queue = QueueRules("q", max_wait_s=1, when_late=ToDestination("x"))
    p = Playbook(house(queue))
    p >> arrival(1)
    p.at(1) << [Like(c.SendCaller), ended(1, Outcome.OVERFLOWED)]
    p.at(60)
    entries = len(p.rows(r.ContactEntered))
    p >> snapshot(talking=[e.Talk(arrival(1), 1, "ann")])
    assert len(p.rows(r.ContactEntered)) == entries + 1
    assert p.contact(1).agent == "ann"


# --- what an earlier Floor wrote is not written again ---

STAYS = tuple(each for each in NOISE if each not in (r.QueueStayEnded, r.ContactEntered))


def again(*stays: e.LastStay) -> Playbook:
    """A fresh Floor, 100 s later, that is told of these."""
    p = Playbook(house(QueueRules("q", wrap_s=0), QueueRules("r", wrap_s=0), agents=ONE), let=STAYS)
    p.at(100) >> e.PbxLost("main") >> e.ContactsRecalled(stays)
    return p


def last(which: int, queue: str = "q", since: float | None = None, outcome: str = "") -> e.LastStay:
    return e.LastStay(f"main-{which}", "main", queue, since, outcome)


def stay(which: int, queue: str, since: float, until: float, outcome: str) -> Like:
    return Like(
        r.QueueStayEnded,
        contact=f"main-{which}",
        queue=queue,
        since=START + since,
        until=START + until,
        outcome=outcome,
    )


def test_who_waited_before_the_restart_has_one_entry_and_one_stay():
    p = again(last(1))
    p >> snapshot(arrival(1)) >> snapshot(arrival(1)) >> e.PbxLost("main") >> snapshot(arrival(1))
    p.at(130) >> e.CallerLeft("main-1") << [stay(1, "q", 0, 130, "abandoned"), ended(1, Outcome.ABANDONED)]


def test_who_was_moved_before_the_restart_keeps_his_stays():
    p = again(last(1, "r", START + 40))
    p >> snapshot(arrival(1, "r"))
    assert p.contact(1).entered == START
    p >> e.CallerLeft("main-1") << [stay(1, "r", 40, 100, "abandoned"), ended(1, Outcome.ABANDONED)]


def test_where_the_rows_and_the_pbx_differ_he_has_moved():
    p = again(last(1, "q"))
    p >> snapshot(arrival(1, "r")) << [stay(1, "q", 0, 100, "moved"), Like(r.ContactEntered, queue="r")]
    p.at(130) >> e.CallerLeft("main-1") << [stay(1, "r", 100, 130, "abandoned"), ended(1, Outcome.ABANDONED)]


def test_a_talk_found_that_was_written_as_one_is_not_written_again():
    p = again(last(1, outcome="answered"))
    p >> snapshot(talking=[e.Talk(arrival(1), 1, "ann")])
    p.at(130) >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED, agent="ann")


def test_a_talk_found_that_was_not_yet_written_is_written_once():
    p = again(last(1, "r", START + 40))
    p >> snapshot(talking=[e.Talk(arrival(1, "r"), 1, "ann")])
    p.at(103) << stay(1, "r", 40, 100, "answered")
    p.at(130) >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED, agent="ann")


@pytest.mark.parametrize("is_talking", [True, False])
def test_who_is_on_hold_after_a_talk_written_as_one_waits_anew(is_talking):
    """The agent fell away before the snapshot, or after it."""
    p = again(last(1, outcome="answered"))
    if is_talking:
        p >> snapshot(talking=[e.Talk(arrival(1), 1, "ann")])
    p >> snapshot(arrival(1)) << Like(r.ContactEntered, queue="q", entered=START)
    p.at(104) >> e.CallerLeft("main-1") << [stay(1, "q", 100, 104, "abandoned"), ended(1, Outcome.ABANDONED)]


def test_who_is_not_in_the_first_snapshot_and_comes_later_enters():
    p = again(last(1), e.LastStay("two-1", "two", "q", None, ""))
    p >> snapshot() >> e.PbxSnapshot("two", (arrival(1, pbx="two"),), (), ())
    p >> arrival(1) << [Like(r.ContactEntered, contact="main-1")]
