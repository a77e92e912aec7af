"""Caps on calls out: call-backs rest, callers are told, no more leave the house than an hour may have."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playbook import NOISE, START, Like, Playbook, arrival, house, ok

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.contact import ContactState
from acd.core.going_out import SORRY
from acd.core.outbound import HOUR_S, SOON_S, CallOut, Ledger, OutboundLimits
from acd.core.roster import CallbackRules, Goodbye, QueueRules, ToDestination

RULES = CallbackRules("provider", "+4930111", attempts=20, gap_s=60.0, busy_gap_s=20.0, ring_s=30.0, keep_s=86_400.0)
PARTNER = ToDestination("partner")
QUEUE = QueueRules(
    "q", wrap_s=0.0, whisper=False, callback=RULES, keys={"3": PARTNER}, max_wait_s=60.0, when_late=PARTNER
)
LET = (*(kind for kind in NOISE if kind is not CallOut), CallbackBooked, CallbackTried)
NUMBER = "+4930222333"


def at_work(*agents: str, queue: QueueRules = QUEUE, **limits: object) -> Playbook:
    roster = replace(house(queue), outbound=OutboundLimits(**{"destinations": ("partner",), **limits}))
    return Playbook(roster, *agents, let=LET)


def book(play: Playbook, contact: str, number: str = NUMBER) -> Playbook:
    return play >> e.CallbackWanted(contact, "main", "q", number, number[3:], play.now, play.token())


def seen(play: Playbook, contact: str):
    return next(each for each in play.floor.view(play.now).contacts if each.contact == contact)


def out(contact: str, **more: object) -> Like:
    return Like(CallOut, contact=contact, **{"refused": "", **more})


def test_a_number_that_was_called_enough_rests_until_the_hour_has_room():
    play = at_work("ann", per_number_an_hour=2)
    play >> e.CallsOutRecalled((CallOut("old", "main", NUMBER, "", START - 3000.0, ""),))
    book(play, "main-1.cb") << ok()
    play << Like(c.RingAgent, contact="main-1.cb")
    play >> e.OfferAnswered("main-1.cb", 1)
    play << out("main-1.cb", number=NUMBER)
    play >> e.CustomerMissed("main-1.cb", 1, e.OfferFailure.NO_ANSWER)
    play << Like(c.StopRinging)
    play >> e.OfferFailed("main-1.cb", 1, e.OfferFailure.CANCELLED)
    play.at(61) << out("main-1.cb", refused="number")
    assert seen(play, "main-1.cb").state == ContactState.RESTING
    assert play.floor.refused_calls_out() == 1
    play.at(599)  # the one of before is an hour old at 600
    play.at(601) << Like(c.RingAgent, contact="main-1.cb", offer=2)


def test_one_that_rests_keeps_no_agent_from_others():
    play = at_work("ann", per_number_an_hour=0)
    book(play, "main-1.cb") << [ok(), out("main-1.cb", refused="number")]
    play >> arrival(7) << Like(c.RingAgent, contact="main-7", agent="ann")


def test_callers_behind_it_are_offered_in_the_same_turn():
    play = at_work(per_number_an_hour=0)
    book(play, "main-1.cb") << ok()
    play >> arrival(7)
    play.ask(e.AgentSignedIn, "ann") << [
        ok(),
        out("main-1.cb", refused="number"),
        Like(c.RingAgent, contact="main-7", agent="ann"),
    ]


def test_phones_that_ring_count_before_anybody_picks_up():
    play = at_work("ann", "bob", an_hour=1)
    book(play, "main-1.cb") << [ok(), Like(c.RingAgent, contact="main-1.cb")]
    book(play, "main-2.cb", "+4930222444") << [ok(), out("main-2.cb", refused="all")]
    play >> e.OfferFailed("main-1.cb", 1, e.OfferFailure.UNREACHABLE)
    assert SOON_S < 60
    assert seen(play, "main-2.cb").state == ContactState.RESTING


def test_a_customer_called_first_counts_as_he_is_called():
    play = at_work("ann", queue=replace(QUEUE, callback=replace(RULES, agent_first=False)), an_hour=1)
    book(play, "main-1.cb") << [ok(), Like(c.DialCustomer, contact="main-1.cb"), out("main-1.cb")]
    play >> e.OfferFailed("main-1.cb", 1, e.OfferFailure.BUSY)
    play.at(21) << out("main-1.cb", refused="all")


def test_a_key_that_leads_out_over_the_cap_is_told_and_he_waits_on():
    play = at_work(per_destination_an_hour=1)
    play >> arrival(1) >> arrival(2)
    play.ask(e.KeyPressed, "main-1", "3") << [
        out("main-1", destination="partner"),
        Like(r.ContactEnded, contact="main-1"),
        ok(value=PARTNER),
    ]
    play.ask(e.KeyPressed, "main-2", "3") << [
        out("main-2", destination="partner", refused="destination"),
        ok(value=c.Announcement(None, None, SORRY)),
    ]
    assert seen(play, "main-2").state == ContactState.WAITING
    play.ask(e.KeyPressed, "main-2", "3") << ok(value=c.Announcement(None, None, SORRY))
    assert play.floor.refused_calls_out() == 2, "counted each time, written once"


def test_a_limit_that_leads_out_over_the_cap_says_goodbye():
    play = at_work(an_hour=0)
    play >> arrival(1)
    play.at(61) << [
        out("main-1", destination="partner", refused="all"),
        Like(c.SendCaller, contact="main-1", where=Goodbye(SORRY)),
        Like(r.ContactEnded, contact="main-1", outcome=r.Outcome.TURNED_AWAY),
    ]


def test_a_flow_asks_before_it_sends_somebody_out():
    play = at_work(per_destination_an_hour=1)
    play.ask(e.TransferWanted, "main-1", "main", "partner") << [out("main-1"), ok()]
    play.ask(e.TransferWanted, "main-2", "main", "partner") << [
        out("main-2", refused="destination"),
        Like(c.Reply, ok=False, error="'partner': no more calls out within this hour"),
    ]
    play.ask(e.TransferWanted, "main-2", "main", "desk") << ok()


def test_a_destination_that_does_not_dial_out_is_not_counted():
    play = at_work(an_hour=0, destinations=())
    play >> arrival(1)
    play.ask(e.KeyPressed, "main-1", "3") << [Like(r.ContactEnded, contact="main-1"), ok(value=PARTNER)]


@pytest.mark.parametrize("cap", ["an_hour", "per_number_an_hour", "per_destination_an_hour"])
@given(steps=st.lists(st.tuples(st.floats(0.0, 900.0), st.sampled_from("abc"), st.sampled_from("xyz")), max_size=60))
def test_no_hour_has_more_than_its_caps(cap: str, steps: list[tuple[float, str, str]]):
    limits = OutboundLimits(**{"an_hour": 12, "per_number_an_hour": 5, "per_destination_an_hour": 6, cap: 3})
    ledger, now, made = Ledger(), 0.0, []
    for wait_s, number, destination in steps:
        now += wait_s
        to = {"number": number} if len(made) % 2 else {"destination": destination}
        blocked = ledger.blocked(limits, now, **to)
        if blocked is None:
            ledger.note(now, **to)
            made.append((now, to))
        else:
            assert now < blocked.until <= now + HOUR_S
    for at, to in made:
        hour = [each for when, each in made if at - HOUR_S < when <= at]
        assert len(hour) <= limits.an_hour
        assert hour.count(to) <= limits.of(next(iter(to)))
