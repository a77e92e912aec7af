"""The PBX side of call-backs: what is dialled, what is heard of it, what a snapshot makes of it."""

from dataclasses import replace

import pytest

from acd.core import events as e
from acd.core.callback import Dial
from acd.core.commands import DialCustomer, RingAgent
from acd.pbx.actions import Originate
from acd.pbx.hear import Ear
from acd.pbx.recover import snapshot
from acd.pbx.tell import actions
from acd.pbx.wire import Message, Unsendable, encode
from tests.acd_pbx.said import channel, status

BACK = "main-1795306505.0c2"
LEG = f"acd-{BACK}-1"
DIAL = Dial("+4930222333", "provider", "+4930111", 25.0)
RING = RingAgent(
    pbx="main",
    contact=BACK,
    offer=1,
    agent="1001",
    phone="PJSIP/1001",
    channel="",
    number="+4930222333",
    name="Jan",
    queue="sales",
    waited_s=12.6,
    ring_s=15.0,
    whisper=True,
    record=False,
    language="pl",
    agent_name="Ann",
    dial=DIAL,
    entered=1795306505.25,
    music="jazz",
)
CUSTOMER = DialCustomer("main", BACK, 1, DIAL, "sales", 1795306505.25, "jazz", "pl")


def test_an_agents_leg_is_told_whom_to_call():
    (originate,) = actions(RING)
    assert isinstance(originate, Originate)
    assert (originate.channel, originate.context) == ("PJSIP/1001", "acd-agent")
    told = {
        name: value for name, value in originate.variables.items() if name in ("ACD_DIAL", "ACD_TRUNK", "ACD_SHOWN")
    }
    assert told == {"ACD_DIAL": "+4930222333", "ACD_TRUNK": "provider", "ACD_SHOWN": "+4930111"}
    assert (originate.variables["ACD_DIAL_S"], originate.variables["ACD_CALLER"]) == ("25", "")
    assert originate.variables["ACD_ENTERED"] == "1795306505.250"


def test_a_customer_is_called_over_the_trunk_by_the_name_of_his_offer():
    (originate,) = actions(CUSTOMER)
    assert isinstance(originate, Originate)
    assert (originate.channel, originate.channel_id) == ("PJSIP/+4930222333@provider", LEG)
    assert (originate.context, originate.caller_number, originate.timeout_ms) == ("acd-customer", "+4930111", 25000)
    assert b"Exten: s\r\n" in encode(originate.name, "1", originate.fields())


@pytest.mark.parametrize(
    "number",
    ["", "12", "0900 1", "+49,30", "+49@evil", "112&PJSIP/x", "${EXTEN}", "+4930\r\nAction: Logoff", "٣٠٢٢٢٣٣٣"],
)
def test_nothing_but_a_number_is_dialled(number):
    with pytest.raises(Unsendable):
        actions(replace(CUSTOMER, dial=replace(DIAL, number=number)))
    with pytest.raises(Unsendable):
        actions(replace(RING, dial=replace(DIAL, number=number)))


@pytest.mark.parametrize("trunk", ["", "a/b", "provider,30", "a b", "a@b"])
def test_and_over_nothing_but_an_endpoint(trunk):
    with pytest.raises(Unsendable):
        actions(replace(CUSTOMER, dial=replace(DIAL, trunk=trunk)))


@pytest.mark.parametrize(
    ("channel", "context"), [("PJSIP/+4930222333@provider", "acd-agent"), ("PJSIP/1001", "acd-customer")]
)
def test_a_number_is_for_no_other_context(channel, context):
    with pytest.raises(Unsendable):
        Originate(channel=channel, channel_id=LEG, timeout_ms=1000, context=context)


# --- heard ---


class Told:
    """An ear, and what it told of the last message."""

    def __init__(self) -> None:
        self.ear = Ear("main", lambda phone: {"PJSIP/1001": "1001"}.get(phone), lambda: 1795306600.0)

    def of(self, name: str, **headers: str) -> list[e.Event]:
        return self.ear.hear(name, headers)

    def picked_up(self) -> None:
        self.of("Newchannel", Uniqueid=LEG, Channel="PJSIP/1001-00000001")
        self.of("Newstate", Uniqueid=LEG, ChannelState="6")

    def said(self, what: str, uniqueid: str, **more: str) -> list[e.Event]:
        given = {"Channel": f"PJSIP/x-{uniqueid}", "Uniqueid": uniqueid, "AcdCall": BACK, "AcdOffer": "1", **more}
        return self.of("UserEvent", UserEvent=what, **given)


REACHED = e.CustomerReached(BACK, 1, "PJSIP/x-17.9")
BOTH = [e.OfferConnected(BACK, 1)]


def test_a_customer_who_is_reached_and_bridged():
    told = Told()
    told.picked_up()
    assert told.said("AcdReached", "17.9") == [REACHED]
    assert told.of("BridgeEnter", Uniqueid=LEG, BridgeUniqueid="b") == []
    assert told.of("BridgeEnter", Uniqueid="17.9", BridgeUniqueid="b") == BOTH
    assert told.of("Hangup", Uniqueid="17.9") == [e.CallerLeft(BACK)]


def test_in_whatever_order_it_is_heard():
    told = Told()
    told.picked_up()
    told.of("BridgeEnter", Uniqueid=LEG, BridgeUniqueid="b")
    assert told.of("BridgeEnter", Uniqueid="17.9", BridgeUniqueid="b") == []
    assert told.said("AcdReached", "17.9") == [REACHED, *BOTH]


@pytest.mark.parametrize(
    ("result", "cause"),
    [
        ("BUSY", e.OfferFailure.BUSY),
        ("NOANSWER", e.OfferFailure.NO_ANSWER),
        ("CHANUNAVAIL", e.OfferFailure.UNREACHABLE),
        ("CONGESTION", e.OfferFailure.UNREACHABLE),
        ("ANSWER", e.OfferFailure.DROPPED),
        ("", e.OfferFailure.UNREACHABLE),
    ],
)
def test_a_customer_who_is_missed(result, cause):
    told = Told()
    told.picked_up()
    assert told.said("AcdMissed", LEG, AcdResult=result) == [e.CustomerMissed(BACK, 1, cause)]


def test_the_end_of_a_talk_is_no_miss():
    told = Told()
    told.picked_up()
    told.said("AcdReached", "17.9")
    for each in (LEG, "17.9"):
        told.of("BridgeEnter", Uniqueid=each, BridgeUniqueid="b")
    assert told.said("AcdMissed", LEG, AcdResult="ANSWER") == []


@pytest.mark.parametrize("offer", ["", "x", "1x", "-1"])
def test_what_no_dialplan_of_ours_says_is_not_heard(offer):
    told = Told()
    told.picked_up()
    assert told.said("AcdReached", "17.9", AcdOffer=offer) == []
    assert told.said("AcdMissed", LEG, AcdOffer=offer) == []


def test_a_customer_called_first_becomes_a_caller():
    told = Told()
    told.of("Newchannel", Uniqueid=LEG, Channel="PJSIP/provider-00000001")
    assert told.of("Newstate", Uniqueid=LEG, ChannelState="5") == [e.OfferRang(BACK, 1)]
    assert told.of("Newstate", Uniqueid=LEG, ChannelState="6") == [e.OfferAnswered(BACK, 1)]
    (arrived,) = told.said("AcdHolding", LEG, AcdQueue="sales")
    assert isinstance(arrived, e.ContactArrived)
    assert (arrived.contact, arrived.queue) == (BACK, "sales")
    told.of("Newchannel", Uniqueid=f"acd-{BACK}-2", Channel="PJSIP/1001-00000002")
    told.of("BridgeEnter", Uniqueid=LEG, BridgeUniqueid="b")
    assert told.of("BridgeEnter", Uniqueid=f"acd-{BACK}-2", BridgeUniqueid="b") == [e.OfferConnected(BACK, 2)]
    assert told.of("Hangup", Uniqueid=LEG) == [e.CallerLeft(BACK)]


def test_a_customer_called_first_who_does_not_answer_is_a_failed_leg():
    told = Told()
    told.of("Newchannel", Uniqueid=LEG, Channel="PJSIP/provider-00000001")
    told.of("Newstate", Uniqueid=LEG, ChannelState="5")
    assert told.of("Hangup", Uniqueid=LEG, Cause="17") == [e.OfferFailed(BACK, 1, e.OfferFailure.BUSY)]


# --- found ---

SAID = {"ACD_CALL_ID": BACK, "ACD_QUEUE": "sales", "ACD_ENTERED": "1795306505.5", "CALLERID(num)": "+4930222333"}


def seen(*channels: Message) -> e.PbxSnapshot:
    ear = Ear("main", lambda phone: {"PJSIP/1001": "1001"}.get(phone), lambda: 1795306600.0)
    return snapshot("main", channels, [], lambda phone: {"PJSIP/1001": "1001"}.get(phone), ear, 1795306600.0)


def test_a_talk_with_a_customer_is_found():
    found = seen(
        status(channel(LEG, "PJSIP/1001-1", "acd-callback", bridge="b")),
        status(channel("17.9", "PJSIP/provider-7", "acd-reached", bridge="b"), **SAID),
    )
    (talk,) = found.talking
    assert (talk.arrival.contact, talk.arrival.channel, talk.offer, talk.agent) == (BACK, "PJSIP/provider-7", 1, "1001")


def test_a_customer_whose_phone_rings_is_a_leg_and_one_on_hold_a_caller():
    rings = channel(LEG, "PJSIP/provider-7", "acd-customer")
    assert seen(status(rings, **SAID)) == e.PbxSnapshot("main", (), (), ((BACK, 1),))
    held = channel(LEG, "PJSIP/provider-7", "acd-hold")
    (arrival,) = seen(status(held, **SAID, ACD_HELD="1")).holding
    assert (arrival.contact, arrival.channel, arrival.entered) == (BACK, "PJSIP/provider-7", 1795306505.5)
