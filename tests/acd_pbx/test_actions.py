"""What can be asked of a PBX, and that nothing else can."""

import hashlib
import inspect
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.pbx import actions
from acd.pbx.actions import Action, Hangup, Login, Originate, Redirect, Setvar, ShowDialPlan, Status, clean
from acd.pbx.wire import Unsendable, encode

LEG = "acd-main-1763769287.12-1"


def ring(**changes: object) -> Originate:
    usual: dict[str, object] = {"channel": "PJSIP/1001", "channel_id": LEG, "timeout_ms": 20_000}
    return Originate(**(usual | changes))  # type: ignore[arg-type]


def test_the_list_of_actions_holds_none_that_does_more_than_calls() -> None:
    known = {
        each.name
        for _, each in inspect.getmembers(actions, inspect.isclass)
        if issubclass(each, Action) and each is not Action
    }
    assert known == {
        *("Challenge", "Login", "Logoff", "Ping", "Originate", "Hangup", "Redirect", "Setvar", "Status", "BridgeList"),
        *("CoreShowChannels", "CoreSettings", "CoreStatus", "DeviceStateList", "PJSIPShowEndpoints"),
        *("PJSIPShowContacts", "ShowDialPlan", "ListCommands", "QueueStatus"),
    }


def test_originate_on_the_wire() -> None:
    action = ring(caller_name="Billing 40 s", caller_number="+36123", variables={"ACD_CALLER": "PJSIP/trunk-00000001"})
    assert encode(action.name, "1", action.fields()) == (
        b"Action: Originate\r\nActionID: 1\r\nChannel: PJSIP/1001\r\nContext: acd-agent\r\nExten: s\r\nPriority: 1\r\n"
        b'Timeout: 20000\r\nCallerID: "Billing 40 s" <+36123>\r\nChannelId: acd-main-1763769287.12-1\r\nAsync: true\r\n'
        b"Variable: ACD_CALLER=PJSIP/trunk-00000001\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"channel": "PJSIP/500&PJSIP/itsp/0900"}, "Channel"),
        ({"channel": "PJSIP/1001/sip:a@b"}, "Channel"),
        ({"channel": "Local/s@default"}, "Channel"),
        ({"channel": "DAHDI/1"}, "Channel"),
        ({"channel": "PJSIP/1001\n"}, "Channel"),
        ({"channel_id": "main-1-1"}, "ChannelId"),
        ({"channel_id": "acd-x-1\r\nApplication: System"}, "ChannelId"),
        ({"timeout_ms": 0}, "Timeout"),
        ({"timeout_ms": 3_600_000}, "Timeout"),
        ({"context": "default"}, "Context"),
        ({"caller_name": 'x" <1>, "'}, "CallerID"),
        ({"caller_name": "x\ny"}, "CallerID"),
        ({"caller_number": "1>\r\nA: b"}, "CallerID"),
        ({"variables": {"CALLERID(num)": "1"}}, "Variable"),
        ({"variables": {"ACD_X": "1", "PATH": "1"}}, "Variable"),
        *(({"variables": {"ACD_X": f"a{bad}b"}}, "Variable") for bad in "\r\n\0,${}\"'\\\u2028\ud800"),
        ({"variables": {"ACD_X": "y" * 513}}, "Variable"),
    ],
)
def test_originate_refuses(changes: dict[str, object], key: str) -> None:
    with pytest.raises(Unsendable) as caught:
        ring(**changes)
    assert caught.value.key == key


def test_originate_may_ring_phones_and_the_doctor() -> None:
    for channel in ("PJSIP/1001", "PJSIP/anna.b-c_d", "Local/echo@acd-doctor", "Local/echo@acd-doctor/n"):
        assert ring(channel=channel).channel == channel
    ring(context="acd-doctor", variables={"__ACD_CALL_ID": "main-1.2"})


@pytest.mark.parametrize("channel", ["/^PJSIP/", "", "a b", "PJSIP/1\n", "all,x", "PJSIP/1&PJSIP/2"])
def test_a_channel_is_one_channel(channel: str) -> None:
    for make in (Hangup, lambda c: Setvar(c, "ACD_X", "1"), lambda c: Redirect(c, "acd-in", "s")):
        with pytest.raises(Unsendable, match="Channel"):
            make(channel)


def test_channels_as_asterisk_names_them() -> None:
    for channel in ("PJSIP/trunk-00000001", "Local/s@acd-doctor-00000000;2", LEG, "1763769287.12", "acd-x-1;2"):
        assert Hangup(channel).fields() == (("Channel", channel),)


def test_redirect_goes_to_our_contexts_only() -> None:
    assert Redirect("PJSIP/t-1", "acd-fallback", "s").fields()[1:] == (
        ("Context", "acd-fallback"),
        ("Exten", "s"),
        ("Priority", "1"),
    )
    for context, exten in (("from-internal", "s"), ("acd-in", "9,1"), ("acd-in", ""), ("acd-in", "${X}")):
        with pytest.raises(Unsendable):
            Redirect("PJSIP/t-1", context, exten)


def test_status_reads_only_what_is_ours() -> None:
    assert Status(("ACD_CALL_ID", "CALLERID(num)")).fields() == (("Variables", "ACD_CALL_ID,CALLERID(num)"),)
    assert Status().fields() == ()
    for variable in ("SHELL(id)", "ENV(PATH)", "DB(a/b)", "ACD_X,SHELL(id)"):
        with pytest.raises(Unsendable):
            Status((variable,))


def test_the_secret_stays_at_home() -> None:
    login = Login("acd", "s3cr3t", "1234")
    wire = encode(login.name, "1", login.fields())
    assert hashlib.md5(b"1234s3cr3t").hexdigest().encode() in wire
    assert b"s3cr3t" not in wire
    assert "s3cr3t" not in repr(login)
    with pytest.raises(Unsendable):
        Login("a\r\nb", "s3cr3t", "1234")


@given(text=st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_cleaned_text_can_always_be_sent(text: str) -> None:
    name = clean(text, 40)
    assert len(name) <= 40
    assert clean(name, 40) == name
    action = ring(caller_name=name, variables={"ACD_NAME": name})
    wire = encode(action.name, "1", action.fields())
    assert len(re.findall(rb"\r\n", wire)) == wire.count(b"\n") == wire.count(b"\r")
    assert wire.count(b"Variable: ") <= 1


def test_clean_keeps_names_readable() -> None:
    assert clean('  Dr. "Święcicki"\r\nAction: Hangup <100>\x1b[31m ', 80) == "Dr. Święcicki Action: Hangup 100 31m"


@given(text=st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_text_in_any_place_gets_out_as_a_header(text: str) -> None:
    for make in (
        lambda: ring(channel=text),
        lambda: ring(channel_id=text),
        lambda: ring(caller_name=text),
        lambda: ring(caller_number=text),
        lambda: ring(variables={text: "1"}),
        lambda: ring(variables={"ACD_X": text}),
        lambda: Hangup(text),
        lambda: Redirect("PJSIP/t-1", text, "s"),
        lambda: Redirect("PJSIP/t-1", "acd-in", text),
        lambda: Setvar("PJSIP/t-1", "ACD_X", text),
        lambda: Status((text,)),
        lambda: ShowDialPlan(text),
    ):
        try:
            action = make()
        except Unsendable:
            continue
        wire = encode(action.name, "1", action.fields())
        assert wire.count(b"\r\n") == len(action.fields()) + 3
