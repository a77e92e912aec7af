"""The ear against the events Asterisk 22 sends, in the orders it sends them and in others."""

import itertools

import pytest

from acd.core.events import (
    CallerFellBack,
    CallerLeft,
    ContactArrived,
    OfferAnswered,
    OfferConnected,
    OfferFailed,
    OfferFailure,
    OfferRang,
    PhoneFreed,
    PhoneLost,
    PhoneReached,
    PhoneTaken,
    SkillNeed,
    TalkEnded,
)
from acd.pbx.hear import Ear

CALLER, CONTACT = "1795306505.0", "main-1795306505.0"
LEG = "acd-main-1795306505.0-1"
BRIDGE = "419c7766-290d-498f-a5cf-6a8291016f0a"
Heard = tuple[str, dict[str, str]]

HOLDING: Heard = (
    "UserEvent",
    {"UserEvent": "AcdHolding", "Channel": "PJSIP/trunk-00000000", "Uniqueid": CALLER, "AcdCall": CONTACT}
    | {"AcdQueue": "sales", "AcdEntered": "1795306505.722", "AcdNumber": "48123", "AcdName": "Jan"}
    | {
        "AcdSkills": "fr:3&vip:1",
        "AcdPriority": "2",
        "AcdPosition": "",
        "AcdPreferred": "1002",
        "AcdData": "account=12",
    },
)
LEG_NEW: Heard = ("Newchannel", {"Channel": "PJSIP/1001-00000001", "Uniqueid": LEG, "ChannelState": "0"})
LEG_RINGS: Heard = ("Newstate", {"Channel": "PJSIP/1001-00000001", "Uniqueid": LEG, "ChannelState": "5"})
LEG_UP: Heard = ("Newstate", {"Channel": "PJSIP/1001-00000001", "Uniqueid": LEG, "ChannelState": "6"})
ORIGINATED: Heard = ("OriginateResponse", {"Response": "Success", "Uniqueid": LEG, "Channel": "PJSIP/1001-00000001"})
CALLER_IN: Heard = ("BridgeEnter", {"BridgeUniqueid": BRIDGE, "Uniqueid": CALLER, "Channel": "PJSIP/trunk-00000000"})
LEG_IN: Heard = ("BridgeEnter", {"BridgeUniqueid": BRIDGE, "Uniqueid": LEG, "Channel": "PJSIP/1001-00000001"})
CALLER_OUT: Heard = ("BridgeLeave", CALLER_IN[1])
LEG_OUT: Heard = ("BridgeLeave", LEG_IN[1])
CALLER_ASKS: Heard = ("HangupRequest", {"Uniqueid": CALLER, "Channel": "PJSIP/trunk-00000000"})
LEG_ASKS: Heard = ("HangupRequest", {"Uniqueid": LEG, "Channel": "PJSIP/1001-00000001"})
CALLER_HANGUP: Heard = ("Hangup", {"Uniqueid": CALLER, "Channel": "PJSIP/trunk-00000000", "Cause": "16"})


def leg_hangup(cause: str) -> Heard:
    return "Hangup", {"Uniqueid": LEG, "Channel": "PJSIP/1001-00000001", "Cause": cause}


@pytest.fixture
def ear() -> Ear:
    return Ear("main", {"PJSIP/1001": "1001", "PJSIP/1002": "1002"}.get, lambda: 1795306600.0)


def hear(ear: Ear, *heard: Heard) -> list[object]:
    return [event for name, headers in heard for event in ear.hear(name, headers)]


def test_a_caller_on_hold_arrives_with_all_the_dialplan_said(ear: Ear) -> None:
    [event] = hear(ear, HOLDING)
    assert event == ContactArrived(
        contact=CONTACT,
        pbx="main",
        channel="PJSIP/trunk-00000000",
        queue="sales",
        entered=1795306505.722,
        number="48123",
        name="Jan",
        needs=(SkillNeed("fr", 3), SkillNeed("vip", 1)),
        priority=2,
        preferred_agent="1002",
        data={"account": "12"},
    )


def test_a_call_from_arrival_to_the_agents_hang_up(ear: Ear) -> None:
    hear(ear, HOLDING)
    talk = hear(ear, LEG_NEW, LEG_RINGS, ORIGINATED, LEG_UP, CALLER_IN, LEG_IN)
    assert talk == [OfferRang(CONTACT, 1), OfferAnswered(CONTACT, 1), OfferConnected(CONTACT, 1)]
    end = hear(ear, LEG_OUT, CALLER_OUT, leg_hangup("16"), CALLER_HANGUP)
    assert end == [TalkEnded(CONTACT, 1, by_agent=True), CallerLeft(CONTACT)]


def test_the_agent_who_left_first_ended_it_though_the_callers_hangup_is_heard_first(ear: Ear) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_RINGS, LEG_UP, ORIGINATED, CALLER_IN, LEG_IN)
    end = hear(ear, LEG_OUT, CALLER_OUT, CALLER_HANGUP, leg_hangup("16"))
    assert end == [TalkEnded(CONTACT, 1, by_agent=True), CallerLeft(CONTACT)]


def test_the_caller_who_hangs_up_first_ends_it_himself(ear: Ear) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_UP, LEG_IN, CALLER_IN)
    end = hear(ear, CALLER_OUT, CALLER_HANGUP, LEG_OUT, leg_hangup("16"))
    assert end == [CallerLeft(CONTACT), TalkEnded(CONTACT, 1, by_agent=False)]


@pytest.mark.parametrize("order", list(itertools.permutations([LEG_UP, CALLER_IN, LEG_IN])))
def test_connected_is_told_once_in_whatever_order_it_is_heard(ear: Ear, order: tuple[Heard, ...]) -> None:
    hear(ear, HOLDING, LEG_NEW)
    assert hear(ear, *order).count(OfferConnected(CONTACT, 1)) == 1
    assert hear(ear, LEG_IN, CALLER_IN) == []


@pytest.mark.parametrize(
    ("before", "cause", "expected"),
    [
        ([LEG_RINGS], "17", OfferFailure.BUSY),
        ([LEG_RINGS], "21", OfferFailure.REJECTED),
        ([LEG_RINGS], "19", OfferFailure.NO_ANSWER),
        ([], "19", OfferFailure.UNREACHABLE),
        ([], "34", OfferFailure.UNREACHABLE),
        ([LEG_RINGS], "34", OfferFailure.UNREACHABLE),
        ([], "1", OfferFailure.UNREACHABLE),
        ([LEG_RINGS, LEG_UP], "16", OfferFailure.DROPPED),
    ],
)
def test_a_legs_end_tells_why_the_offer_failed(
    ear: Ear, before: list[Heard], cause: str, expected: OfferFailure
) -> None:
    hear(ear, HOLDING, LEG_NEW, *before)
    failed = ("OriginateResponse", {"Response": "Failure", "Uniqueid": LEG})
    assert hear(ear, failed, leg_hangup(cause)) == [OfferFailed(CONTACT, 1, expected)]


@pytest.mark.parametrize(
    ("on_the_way", "cause"),
    [([CALLER_ASKS, LEG_UP], "16"), ([LEG_UP, CALLER_ASKS], "16"), ([CALLER_ASKS], "21")],
    ids=["before the pick-up", "after it", "and the agent refuses him"],
)
def test_a_caller_who_hung_up_left_before_the_leg_that_found_nobody(
    ear: Ear, on_the_way: list[Heard], cause: str
) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_RINGS, *on_the_way)
    left, failed = hear(ear, leg_hangup(cause), CALLER_HANGUP)
    assert left == CallerLeft(CONTACT)
    assert isinstance(failed, OfferFailed)


def test_an_agent_who_picks_up_and_hangs_up_dropped_the_caller_who_is_there(ear: Ear) -> None:
    """Another caller's hanging up at that moment is no excuse."""
    other = "1795306505.9"
    said = HOLDING[1] | {"Uniqueid": other, "Channel": "PJSIP/trunk-00000009", "AcdCall": f"main-{other}"}
    hear(ear, HOLDING, ("UserEvent", said), LEG_NEW, LEG_RINGS, LEG_UP, ("HangupRequest", {"Uniqueid": other}))
    assert hear(ear, LEG_ASKS, leg_hangup("16")) == [OfferFailed(CONTACT, 1, OfferFailure.DROPPED)]
    assert hear(ear, CALLER_ASKS, CALLER_HANGUP) == [CallerLeft(CONTACT)]


def test_the_response_may_come_after_the_hangup(ear: Ear) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_RINGS)
    failed = ("OriginateResponse", {"Response": "Failure", "Uniqueid": LEG})
    assert hear(ear, leg_hangup("19"), failed) == [OfferFailed(CONTACT, 1, OfferFailure.NO_ANSWER)]


def test_an_unregistered_phone_gets_no_channel(ear: Ear) -> None:
    hear(ear, HOLDING)
    failed = ("OriginateResponse", {"Response": "Failure", "Uniqueid": LEG})
    assert hear(ear, failed) == [OfferFailed(CONTACT, 1, OfferFailure.UNREACHABLE)]


def test_an_agents_own_call_takes_his_phone_until_its_last_channel_is_gone(ear: Ear) -> None:
    def own(count: int) -> dict[str, str]:
        return {"Channel": f"PJSIP/1002-0000000{count}", "Uniqueid": f"1795306505.{count}"}

    assert hear(ear, ("Newchannel", own(1)), ("Newchannel", own(2))) == [PhoneTaken("1002")]
    assert hear(ear, ("Hangup", own(1)), ("Hangup", own(2))) == [PhoneFreed("1002")]


def test_a_phone_is_lost_and_found_once(ear: Ear) -> None:
    gone = ("DeviceStateChange", {"Device": "PJSIP/1001", "State": "UNAVAILABLE"})
    back = ("DeviceStateChange", {"Device": "PJSIP/1001", "State": "NOT_INUSE"})
    assert hear(ear, back, gone, gone, back, back) == [PhoneLost("1001"), PhoneReached("1001")]


def test_an_agent_who_left_first_is_known_though_his_leaving_was_not_heard(ear: Ear) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_UP, CALLER_IN, LEG_IN)
    assert hear(ear, leg_hangup("16")) == [TalkEnded(CONTACT, 1, by_agent=True)]


def counted(heard: Heard, others: int) -> Heard:
    return heard[0], {**heard[1], "BridgeNumChannels": str(others)}


@pytest.mark.parametrize(
    "heard",
    [
        (CALLER_IN, LEG_OUT, leg_hangup("16")),
        (LEG_IN, counted(LEG_OUT, 1), leg_hangup("16")),
        (LEG_IN, CALLER_OUT, LEG_OUT, leg_hangup("16")),
    ],
    ids=["of the agent", "of the caller, who leaves last", "of the caller, who leaves first"],
)
def test_a_talk_whose_beginning_was_not_heard_is_known_by_its_end(ear: Ear, heard: tuple[Heard, ...]) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_UP)
    connected, ended = hear(ear, *heard)
    assert connected == OfferConnected(CONTACT, 1)
    assert isinstance(ended, TalkEnded)


@pytest.mark.parametrize("which", [CALLER_IN, LEG_IN])
def test_somebody_who_was_not_heard_to_come_is_looked_for(ear: Ear, which: Heard) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_UP, counted(which, 1))
    assert not ear.doubt
    ear.forget()
    hear(ear, HOLDING, LEG_NEW, LEG_UP, counted(which, 2))
    assert ear.doubt


def test_hearing_of_a_leg_twice_does_not_forget_how_far_it_came(ear: Ear) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_UP, CALLER_IN, LEG_IN)
    assert hear(ear, LEG_NEW, LEG_UP, LEG_IN) == []
    assert hear(ear, LEG_OUT, leg_hangup("16")) == [TalkEnded(CONTACT, 1, by_agent=True)]


def test_the_hold_loops_word_of_a_caller_who_talks_is_doubted(ear: Ear) -> None:
    hear(ear, HOLDING, LEG_NEW, LEG_UP, CALLER_IN, LEG_IN)
    assert hear(ear, HOLDING) == []
    assert CONTACT in ear.doubt
    ear.forget()
    assert not ear.doubt
    hear(ear, HOLDING, LEG_NEW, LEG_UP, CALLER_IN, LEG_IN, LEG_OUT, CALLER_OUT)
    assert len(hear(ear, HOLDING)) == 1
    assert not ear.doubt


def test_the_dialplans_fallback_is_told(ear: Ear) -> None:
    fell = ("UserEvent", {"UserEvent": "AcdFallback", "AcdCall": CONTACT, "Uniqueid": CALLER, "Channel": "PJSIP/t-1"})
    assert hear(ear, HOLDING, fell)[1:] == [CallerFellBack(CONTACT)]


def test_another_pbxs_contact_and_unheard_events_mean_nothing(ear: Ear) -> None:
    other = ("UserEvent", {**HOLDING[1], "AcdCall": "east-1795306505.0"})
    assert hear(ear, other, ("RTCPSent", {}), CALLER_HANGUP) == []


def test_what_a_snapshot_taught_is_used(ear: Ear) -> None:
    ear.learn_caller(CALLER, CONTACT, BRIDGE)
    ear.learn_leg(LEG, CONTACT, 1, BRIDGE, state="6", connected=True)
    ear.learn_stranger("1795306505.9", "1002")
    ear.learn_lost_phone("1001")
    assert hear(ear, LEG_OUT, leg_hangup("16")) == [TalkEnded(CONTACT, 1, by_agent=True)]
    assert hear(ear, ("Hangup", {"Uniqueid": "1795306505.9", "Channel": "x"})) == [PhoneFreed("1002")]
    ear.forget()
    assert hear(ear, CALLER_HANGUP) == []
