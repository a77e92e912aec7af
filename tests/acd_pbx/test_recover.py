"""Status transcripts become snapshots; what the ear hears next fits them."""

from collections.abc import Collection

import pytest

from acd.core.events import CallerLeft, ContactArrived, PbxSnapshot, PhoneFreed, PhoneReached, Talk, TalkEnded
from acd.pbx.hear import Ear
from acd.pbx.recover import STATUS_VARIABLES, TALK_FROM, snapshot
from acd.pbx.wire import Message
from tests.acd_pbx.said import CALLER, CONTACT, LEG, PHONE, TRUNK, WAITING, channel, holding, leg, message, status

NOW = 1795306600.0
BRIDGE = "419c7766"
ARRIVAL = ContactArrived(CONTACT, "main", TRUNK, "sales", 1795306505.5, number="48123")
AGENTS = {"PJSIP/1001": "1001", "PJSIP/1002": "1002"}


@pytest.fixture
def ear() -> Ear:
    return Ear("main", AGENTS.get, lambda: NOW)


def seen(
    ear: Ear, *channels: Message, devices: Collection[Message] = (), dialling: Collection[str] = ()
) -> PbxSnapshot:
    return snapshot("main", channels, list(devices), AGENTS.get, ear, NOW, dialling)


def test_an_empty_pbx(ear: Ear) -> None:
    assert seen(ear) == PbxSnapshot("main", (), (), ())


@pytest.mark.parametrize("context", ["acd-hold", "acd-visit"])
def test_a_caller_on_hold_and_his_end(ear: Ear, context: str) -> None:
    assert seen(ear, status(holding(context), **WAITING)) == PbxSnapshot("main", (ARRIVAL,), (), ())
    assert ear.hear("Hangup", {"Uniqueid": CALLER, "Cause": "16"}) == [CallerLeft(CONTACT)]


def test_a_channel_ended_for_no_cause_is_the_pbxs_doing(ear: Ear) -> None:
    seen(ear, status(holding(), **WAITING))
    assert ear.hear("Hangup", {"Uniqueid": CALLER, "Cause": "0"}) == [CallerLeft(CONTACT, by_pbx=True)]
    seen(ear, status(holding(), **WAITING))
    assert ear.hear("HangupRequest", {"Uniqueid": CALLER}) == []
    assert ear.hear("Hangup", {"Uniqueid": CALLER, "Cause": "0"}) == [CallerLeft(CONTACT)]


def test_callers_are_told_in_the_order_of_their_entry(ear: Ear) -> None:
    later = WAITING | {"ACD_CALL_ID": "main-1.1", "ACD_ENTERED": "1795306590"}
    found = seen(ear, status(channel("1.1", "PJSIP/trunk-1", "acd-hold"), **later), status(holding(), **WAITING))
    assert [each.contact for each in found.holding] == [CONTACT, "main-1.1"]


def test_the_order_is_kept_when_the_clock_went_back(ear: Ear) -> None:
    """Both entered in what is now the future, and count from now."""
    first, second = (
        WAITING | {"ACD_ENTERED": str(NOW + 3600)},
        {"ACD_CALL_ID": "main-1.1", "ACD_ENTERED": str(NOW + 3601)},
    )
    later = status(channel("1.1", "PJSIP/trunk-1", "acd-hold"), **(WAITING | second))
    found = seen(ear, later, status(holding(), **first))
    assert [(each.contact, each.entered) for each in found.holding] == [(CONTACT, NOW), ("main-1.1", NOW)]


def test_a_wait_is_told_by_the_clock_it_was_begun_by(ear: Ear) -> None:
    entered = WAITING | {"ACD_ENTERED": str(NOW - 3600 - 20)}
    found = snapshot("main", [status(holding(), **entered)], [], AGENTS.get, ear, NOW, theirs=NOW - 3600)
    assert [each.entered for each in found.holding] == [NOW - 20]


@pytest.mark.parametrize(
    ("context", "changes"),
    [
        ("acd-fallback", {}),
        ("acd-goodbye", {}),
        ("from-trunk", {}),
        ("acd-visit", {"ACD_QUEUE": ""}),
        ("acd-visit", {"ACD_HELD": ""}),  # in a flow, or told of the recording
        ("acd-hold", {"ACD_CALL_ID": "east-1.1"}),
        ("acd-hold", {"ACD_CALL_ID": "main-1.1;x"}),
        ("acd-hold", {"ACD_CALL_ID": ""}),
    ],
)
def test_who_is_not_waiting_is_not_found(ear: Ear, context: str, changes: dict[str, str]) -> None:
    assert seen(ear, status(holding(context), **(WAITING | changes))) == PbxSnapshot("main", (), (), ())


def test_a_talk_and_how_it_ends(ear: Ear) -> None:
    found = seen(ear, status(holding(bridge=BRIDGE), **WAITING), status(leg(bridge=BRIDGE)))
    assert found == PbxSnapshot("main", (), (Talk(ARRIVAL, 1, "1001"),), ())
    ear.hear("BridgeLeave", {"Uniqueid": LEG, "BridgeUniqueid": BRIDGE})
    assert ear.hear("Hangup", {"Uniqueid": LEG}) == [TalkEnded(CONTACT, 1, by_agent=True)]


def test_a_ringing_leg_leaves_its_caller_on_hold(ear: Ear) -> None:
    found = seen(ear, status(leg("5")), status(holding(), **WAITING))
    assert found == PbxSnapshot("main", (ARRIVAL,), (), ((CONTACT, 1),))


def test_a_customer_told_of_the_recording_is_not_on_hold_and_his_agent_rings_on(ear: Ear) -> None:
    found = seen(ear, status(leg()), status(holding("acd-visit"), **(WAITING | {"ACD_HELD": ""})))
    assert found == PbxSnapshot("main", (), (), ((CONTACT, 1),))


def test_a_leg_and_its_caller_in_different_bridges_are_no_talk(ear: Ear) -> None:
    found = seen(ear, status(holding(), **WAITING), status(leg(bridge="another")))
    assert (found.talking, found.ringing) == ((), ((CONTACT, 1),))


def test_the_instant_before_the_leg_is_in_the_bridge_too_loses_nobody(ear: Ear) -> None:
    found = seen(ear, status(holding(bridge=BRIDGE), **WAITING), status(leg()))
    assert found == PbxSnapshot("main", (ARRIVAL,), (), ((CONTACT, 1),))


def test_a_caller_given_to_somebody_else_is_not_fetched_back(ear: Ear) -> None:
    third = status(channel("1.7", "PJSIP/9000-00000007", "default", bridge=BRIDGE))
    assert seen(ear, status(holding(bridge=BRIDGE), **WAITING), third) == PbxSnapshot("main", (), (), ())


@pytest.mark.parametrize(("said", "since"), [("1795306550", 1795306550.0), ("", None)])
def test_a_talk_found_has_its_beginning(ear: Ear, said: str, since: float | None) -> None:
    variables = {**WAITING, TALK_FROM: said}
    [talk] = seen(ear, status(holding(bridge=BRIDGE), **variables), status(leg(bridge=BRIDGE))).talking
    assert talk.since == since


def test_an_orphan_leg_is_told_so_that_it_can_be_stopped(ear: Ear) -> None:
    assert seen(ear, status(leg("5"))).ringing == ((CONTACT, 1),)


def test_a_talk_of_a_phone_that_is_nobodys_any_more_is_stopped(ear: Ear) -> None:
    gone = leg(bridge=BRIDGE) | {"Channel": "PJSIP/1009-00000001"}
    found = seen(ear, status(holding(bridge=BRIDGE), **WAITING), status(gone))
    assert (found.talking, found.ringing) == ((), ((CONTACT, 1),))


def test_legs_asked_for_count_as_ringing_until_they_are_listed(ear: Ear) -> None:
    assert seen(ear, dialling=[LEG]).ringing == ((CONTACT, 1),)
    assert seen(ear, status(leg("5")), dialling=[LEG]).ringing == ((CONTACT, 1),)


def test_a_strangers_call_takes_the_phone_until_it_ends(ear: Ear) -> None:
    own = [status(channel(f"1.{count}", f"PJSIP/1002-0000000{count}", "default")) for count in (1, 2)]
    assert seen(ear, *own).taken_phones == ("1002",)
    assert ear.hear("Hangup", {"Uniqueid": "1.1"}) == []
    assert ear.hear("Hangup", {"Uniqueid": "1.2"}) == [PhoneFreed("1002")]


def test_an_offers_leg_does_not_take_its_phone(ear: Ear) -> None:
    assert seen(ear, status(leg("5"))).taken_phones == ()


def test_lost_phones_and_their_return(ear: Ear) -> None:
    states = {"PJSIP/1001": "UNAVAILABLE", "PJSIP/1002": "NOT_INUSE", "PJSIP/77": "INVALID", "Custom:x": "UNKNOWN"}
    devices = [message("DeviceStateChange", {"Device": name, "State": state}) for name, state in states.items()]
    assert seen(ear, devices=devices).lost_phones == ("1001",)
    assert ear.hear("DeviceStateChange", {"Device": "PJSIP/1001", "State": "NOT_INUSE"}) == [PhoneReached("1001")]


def test_what_was_known_before_is_forgotten(ear: Ear) -> None:
    ear.learn_caller("1.9", "main-1.9", "")
    ear.learn_leg("acd-main-1.9-1", "main-1.9", 1, "", state="5", connected=False)
    seen(ear)
    assert ear.hear("Hangup", {"Uniqueid": "1.9"}) == []
    assert ear.hear("Hangup", {"Uniqueid": "acd-main-1.9-1"}) == []


def test_the_callers_number_comes_from_his_channel_and_not_from_the_dialplans_copy(ear: Ear) -> None:
    assert {"CALLERID(num)", "CALLERID(name)", "ACD_QUEUE", "ACD_CALL_ID"} <= set(STATUS_VARIABLES)
    said = WAITING | {"ACD_NUMBER": "666", "CALLERID(name)": "Jan"}
    [found] = seen(ear, status(holding(), **said)).holding
    assert (found.number, found.name) == ("48123", "Jan")


def test_a_state_a_leg_has_reached_is_not_told_again(ear: Ear) -> None:
    seen(ear, status(leg("5")), status(holding(), **WAITING))
    ringing = {"Uniqueid": LEG, "Channel": PHONE, "ChannelState": "5"}
    assert ear.hear("Newstate", ringing) == []
    assert len(ear.hear("Newstate", ringing | {"ChannelState": "6"})) == 1
