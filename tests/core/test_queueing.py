"""Places in the line, limits of queues, and every way out that is not an offer."""

import pytest
from playbook import NOISE, START, Like, Playbook, arrival, ended, house, ok, refused, ring, stop

from acd.core import commands as c
from acd.core import events as e
from acd.core.records import ContactEntered, Outcome, QueueStayEnded, Refused
from acd.core.roster import Goodbye, QueueRules, SkillNeed, ToDestination, ToNode, ToQueue

STAYS = tuple(each for each in NOISE if each not in (QueueStayEnded, ContactEntered))


def sent(contact: int, where: object) -> Like:
    return Like(c.SendCaller, contact=f"main-{contact}", where=where)


def line(p: Playbook, queue: str = "q") -> list[str]:
    waiting = [each for each in p.floor.view(p.now).contacts if each.queue == queue and each.position]
    return [each.contact.removeprefix("main-") for each in sorted(waiting, key=lambda each: each.position)]


def test_an_unknown_queue_never_loses_the_caller():
    p = Playbook(house())
    (
        p
        >> arrival(1, "nowhere")
        << [refused(e.ContactArrived, state="no queue 'nowhere'"), sent(1, ToDestination("fallback"))]
    )


def test_a_repeated_arrival_changes_nothing():
    p = Playbook(house())
    p >> arrival(1)
    p.at(5) >> arrival(1, entered=START + 5)
    assert (p.contact(1).entered, p.queue().offered) == (START, 1)


@pytest.mark.parametrize(
    ("where", "outcome"),
    [
        (ToDestination("sales"), Outcome.OVERFLOWED),
        (ToNode("main", "menu"), Outcome.OVERFLOWED),
        (Goodbye("busy"), Outcome.TURNED_AWAY),
    ],
)
def test_a_full_queue_sends_on(where, outcome):
    p = Playbook(house(QueueRules("q", max_length=1, when_full=where)))
    p >> arrival(1)
    p >> arrival(2) << [sent(2, where), ended(2, outcome)]
    assert (p.queue().offered, p.queue().left_otherwise, p.queue().waiting) == (2, 1, 1)


@pytest.mark.parametrize("where", [ToDestination("sales"), ToNode("main", "menu"), Goodbye("busy")])
def test_who_was_sent_on_and_is_still_on_hold_is_sent_again(where):
    """The PBX may say yes to a Redirect and forget it: his next words from hold, with no queue any more, tell."""
    p = Playbook(house(QueueRules("q", max_length=1, when_full=where)))
    p >> arrival(1)
    (
        p
        >> arrival(2)
        << [sent(2, where), ended(2, Outcome.TURNED_AWAY if isinstance(where, Goodbye) else Outcome.OVERFLOWED)]
    )
    p.at(0.1) >> arrival(2) << Like(Refused)  # said before he was sent
    p.at(1) >> e.HoldVisited("main-2", "x") << ok(value=where)
    p.at(10) >> arrival(2, "") << [sent(2, where), Like(Refused)]
    p >> e.CallerLeft("main-2")
    p.at(20) >> arrival(2, "") << Like(Refused)
    p >> e.HoldVisited("main-2", "x") << Like(c.Reply, ok=False)
    p.done()


def test_an_offered_contact_still_takes_a_place_and_a_connected_one_does_not():
    p = Playbook(house(QueueRules("q", max_length=1), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> arrival(2) << [sent(2, Goodbye()), ended(2, Outcome.TURNED_AWAY)]
    p.talk(1)
    p >> arrival(3)
    p.done()


def test_overflow_to_a_queue_keeps_the_wait_and_books_each_queue_its_own_stay():
    p = Playbook(house(QueueRules("q", max_wait_s=30, when_late=ToQueue("r")), QueueRules("r")), let=STAYS)
    p >> arrival(1) << Like(ContactEntered, queue="q")
    p.at(30) << [
        Like(QueueStayEnded, queue="q", since=START, until=START + 30, outcome="moved"),
        Like(ContactEntered, queue="r", entered=START, at=START + 30),
    ]
    p.at(50) >> e.CallerLeft("main-1")
    p << [
        Like(QueueStayEnded, queue="r", since=START + 30, outcome="abandoned"),
        ended(1, Outcome.ABANDONED, entered=START),
    ]


def test_an_overflowed_caller_is_served_by_his_whole_wait():
    p = Playbook(house(QueueRules("q", max_wait_s=30, when_late=ToQueue("r")), QueueRules("r"), agents={"ann": {}}))
    p >> arrival(1)
    p.at(10) >> arrival(2, "r", entered=START + 10)
    p.at(40) >> e.AgentSignedIn("ann", "x") << [ok(), ring(1, "ann", waited_s=40)]


def test_overflow_in_a_circle_ends_at_the_fallback():
    q, r = QueueRules("q", max_length=0, when_full=ToQueue("r")), QueueRules("r", max_length=0, when_full=ToQueue("q"))
    p = Playbook(house(q, r))
    p >> arrival(1) << [sent(1, ToDestination("fallback")), ended(1, Outcome.OVERFLOWED, queue="r")]


def test_the_longest_wait_lets_a_ringing_offer_finish_first():
    p = Playbook(house(QueueRules("q", max_wait_s=10, ring_s=30), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.at(20).done()
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.NO_ANSWER) << [sent(1, Goodbye()), ended(1, Outcome.TURNED_AWAY)]


def test_nobody_who_could_ever_serve():
    rules = QueueRules("q", (SkillNeed("fr", 3),), when_nobody=ToDestination("vm"))
    p = Playbook(house(rules, agents={"ann": {"fr": 2}, "bob": {"fr": 3}}), "ann")
    p >> arrival(1) << [sent(1, ToDestination("vm")), ended(1, Outcome.OVERFLOWED)]
    p >> e.AgentSignedIn("bob", "x") << ok()
    p >> arrival(2) << ring(2, "bob")
    p.talk(2)
    p >> arrival(3)
    p >> e.AgentSignedOut("bob", "y") << ok()
    p.done()
    p >> e.TalkEnded("main-2", 1, by_agent=False)
    p << [ended(2, Outcome.ANSWERED), sent(3, ToDestination("vm")), ended(3, Outcome.OVERFLOWED)]


def test_the_last_to_sign_out_while_he_is_rung():
    p = Playbook(house(QueueRules("q", when_nobody=Goodbye("closed")), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.AgentSignedOut("ann", "x")
    p << [stop(1), sent(1, Goodbye("closed")), ended(1, Outcome.TURNED_AWAY), ok()]


def test_places_asked_for_at_entry():
    p = Playbook(house())
    for number, place in enumerate([None, 1, 2, None, 9], start=1):
        p.at(number) >> arrival(number, entered=p.now, position=place)
    assert line(p) == ["2", "3", "1", "4", "5"]
    assert p.contact(3).entered == START + 3


def test_a_place_never_goes_before_a_higher_priority():
    p = Playbook(house())
    p >> arrival(1, priority=9)
    p.at(1) >> arrival(2, entered=START + 1)
    p >> arrival(3, entered=START + 1, position=1)
    assert line(p) == ["1", "3", "2"]


def test_the_first_place_can_be_given_again_and_again():
    p = Playbook(house())
    for number in range(1, 60):
        p >> arrival(number, position=1)
    assert line(p) == [str(number) for number in range(59, 0, -1)]


def test_the_place_is_the_order_of_service():
    p = Playbook(house(agents={"ann": {}}))
    p >> arrival(1)
    p.at(5) >> arrival(2, entered=START + 5)
    p >> arrival(3, entered=START + 5, position=1)
    p >> e.AgentSignedIn("ann", "x") << [ok(), ring(3, "ann", waited_s=0)]


def test_the_dialplan_gave_up_on_us():
    p = Playbook(house(agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> e.CallerFellBack("main-1") << [stop(1), ended(1, Outcome.OVERFLOWED)]
    p >> e.CallerFellBack("main-1") << refused(e.CallerFellBack)


def test_a_caller_known_to_be_gone_stays_gone():
    p = Playbook(house())
    p >> arrival(1)
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ABANDONED)
    p.at(60) >> arrival(1) << refused(e.ContactArrived, state="ended: abandoned")


def test_a_caller_sent_away_who_is_still_here_enters_anew():
    p = Playbook(house(QueueRules("q", max_wait_s=10, when_late=ToDestination("x")), agents={"ann": {}}), "ann")
    p >> e.AgentPaused("ann", "", "a") << ok()
    p >> arrival(1)
    p.at(10) << [sent(1, ToDestination("x")), ended(1, Outcome.OVERFLOWED)]
    p.at(11) >> arrival(1) << refused(e.ContactArrived)
    p.at(20) >> arrival(1)
    assert p.contact(1).entered == START
    p >> e.AgentReady("ann", "b") << [ok(), ring(1, "ann")]


def test_a_dropped_caller_who_is_still_here_is_hung_up_again():
    p = Playbook(house())
    p >> arrival(1)
    p >> e.ContactDropped("main-1", "x") << [Like(c.HangUpCaller), ended(1, Outcome.DROPPED), ok()]
    p.at(60) >> arrival(1) << [Like(c.HangUpCaller), refused(e.ContactArrived)]


def test_whom_the_pbx_cut_off_did_not_give_up():
    p = Playbook(house(QueueRules("q"), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.at(4).talk(1)
    p >> arrival(2, entered=START + 4)
    p.at(10) >> e.CallerLeft("main-2", by_pbx=True) << ended(2, Outcome.PBX_LOST)
    p >> e.CallerLeft("main-1", by_pbx=True) << ended(1, Outcome.ANSWERED)


def test_service_level_counts_abandons_against_and_late_waiters_too():
    p = Playbook(house(QueueRules("q", service_level_s=20), agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.at(4).talk(1)
    assert (p.queue().service_level, p.queue().asa_s) == (1.0, 4.0)
    p >> arrival(2, entered=START + 4)
    p.at(10) >> e.CallerLeft("main-2") << ended(2, Outcome.ABANDONED)
    assert p.queue().service_level == 0.5
    p >> arrival(3, entered=START + 10)
    p.at(40)
    assert p.queue().service_level == pytest.approx(1 / 3)
