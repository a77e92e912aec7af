"""Every command becomes exactly these actions, and nothing a caller says of himself keeps a phone from ringing."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acd.core.commands import HangUpCaller, MarkCaller, RingAgent, SendCaller, StopRinging
from acd.core.roster import Goodbye, Leave, ToDestination, ToNode, ToQueue
from acd.pbx.actions import Hangup, Originate, Redirect, Setvar
from acd.pbx.tell import actions
from acd.pbx.wire import Unsendable, encode

CONTACT, CHANNEL = "main-1795306505.0", "PJSIP/trunk-00000000"
RING = RingAgent(
    pbx="main",
    contact=CONTACT,
    offer=3,
    agent="1001",
    phone="PJSIP/1001",
    channel=CHANNEL,
    number="48123",
    name="Jan Kowalski",
    queue="sales",
    waited_s=12.6,
    ring_s=15.0,
    whisper=True,
    record=False,
    language="pl",
    agent_name="Ann",
)
NO_QUEUE = Setvar(CHANNEL, "ACD_QUEUE", "")


def test_an_agent_is_rung() -> None:
    assert actions(RING) == (
        Originate(
            channel="PJSIP/1001",
            channel_id="acd-main-1795306505.0-3",
            timeout_ms=15000,
            caller_name="sales: Jan Kowalski",
            caller_number="48123",
            variables={
                "FORWARD_CONTEXT": "acd-no-forward",
                "ACD_CALL_ID": CONTACT,
                "ACD_OFFER": "3",
                "ACD_CALLER": CHANNEL,
                "ACD_AGENT": "1001",
                "ACD_AGENT_NAME": "Ann",
                "ACD_QUEUE": "sales",
                "ACD_WAITED_S": "13",
                "ACD_WHISPER": "1",
                "ACD_RECORD": "",
                "ACD_LANGUAGE": "pl",
            },
        ),
    )


def test_a_caller_without_a_name_is_shown_by_number_or_as_unknown() -> None:
    shown = [actions(replace(RING, name="", number=number))[0] for number in ("48123", "")]
    assert [each.caller_name for each in shown if isinstance(each, Originate)] == ["sales: 48123", "sales: unknown"]


def test_a_leg_is_stopped_and_a_caller_hung_up() -> None:
    assert actions(StopRinging("main", CONTACT, 3)) == (Hangup("acd-main-1795306505.0-3"),)
    assert actions(HangUpCaller("main", CONTACT, CHANNEL)) == (Hangup(CHANNEL),)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (ToDestination("voicemail"), {"ACD_SENT": "transfer", "ACD_DESTINATION": "voicemail"}),
        (ToNode("main", "menu"), {"ACD_SENT": "flow", "ACD_FLOW": "main", "ACD_NODE": "menu"}),
        (Goodbye("bye"), {"ACD_SENT": "goodbye", "ACD_MESSAGE": "bye"}),
        (Goodbye(), {"ACD_SENT": "goodbye", "ACD_MESSAGE": ""}),
    ],
)
def test_a_caller_is_sent_after_he_has_left_his_queue(where: Leave, expected: dict[str, str]) -> None:
    *said, redirect = actions(SendCaller("main", CONTACT, CHANNEL, where))
    assert said == [NO_QUEUE, *(Setvar(CHANNEL, name, value) for name, value in expected.items())]
    assert redirect == Redirect(CHANNEL, "acd-sent", "s")


def test_a_queue_is_no_place_in_the_pbx() -> None:
    with pytest.raises(ValueError, match="queue"):
        actions(SendCaller("main", CONTACT, CHANNEL, ToQueue("sales")))


def test_a_channel_no_pbx_could_have_is_refused() -> None:
    with pytest.raises(Unsendable):
        actions(HangUpCaller("main", CONTACT, "PJSIP/1\r\nAction: Originate"))


@settings(max_examples=150)
@example(name="", number="1" * 41, language="", queue="sales", ring_s=15.0, waited_s=0.0)
@example(name="x" * 60, number="", language="", queue="q" * 64, ring_s=15.0, waited_s=0.0)
@example(name="\ud800\r\n$(x)", number="1,2;3", language="en\r\n", queue="sales", ring_s=1e6, waited_s=0.0)
@given(
    name=st.text(max_size=120),
    number=st.text(max_size=80),
    language=st.text(max_size=20),
    queue=st.from_regex("[a-z][a-z0-9_-]{0,63}", fullmatch=True),
    ring_s=st.floats(0, 1e6),
    waited_s=st.floats(0, 1e6),
)
def test_whatever_a_caller_says_of_himself_phones_ring(
    name: str, number: str, language: str, queue: str, ring_s: float, waited_s: float
) -> None:
    ring = replace(RING, name=name, number=number, language=language, queue=queue, ring_s=ring_s, waited_s=waited_s)
    [originate] = actions(ring)
    wire = encode("Originate", "1", originate.fields())
    assert wire.count(b"\r\n\r\n") == 1
    assert wire.count(b"\r\n") == len(originate.fields()) + 3


def test_what_changed_for_a_waiting_caller_is_written_on_his_channel():
    mark = MarkCaller("main", "main-1.1", "PJSIP/trunk-00000001", "support", "jazz", 7)
    assert actions(mark) == (
        Setvar("PJSIP/trunk-00000001", "ACD_QUEUE", "support"),
        Setvar("PJSIP/trunk-00000001", "ACD_MUSIC", "jazz"),
        Setvar("PJSIP/trunk-00000001", "ACD_PRIORITY", "7"),
    )
