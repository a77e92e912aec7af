"""The codec: what Asterisk says is understood, what a caller smuggles in is not, and nothing of ours can be misread."""

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.pbx import wire
from acd.pbx.schema import EVENTS
from acd.pbx.wire import MAX_LINE, MAX_MESSAGE, Cut, Item, Message, Poisoned, Reader, Unsendable, encode

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
CALLER = {
    "Channel": "PJSIP/trunk-00000001",
    "ChannelState": "4",
    "ChannelStateDesc": "Ring",
    "CallerIDNum": "100",
    "CallerIDName": "Anna",
    "ConnectedLineNum": "<unknown>",
    "ConnectedLineName": "<unknown>",
    "Language": "en",
    "AccountCode": "",
    "Context": "acd-in",
    "Exten": "200",
    "Priority": "1",
    "Uniqueid": "1763769287.1",
    "Linkedid": "1763769287.1",
}
VICTIM = CALLER | {"Channel": "PJSIP/trunk-00000009", "Uniqueid": "1763769287.9", "Linkedid": "1763769287.9"}


def event(name: str, headers: dict[str, str], **more: str) -> bytes:
    lines = {"Event": name, "Privilege": "call,all"} | headers | more
    return "".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode() + b"\r\n"


def new_reader(*awaited: str) -> Reader:
    reader = Reader(awaited.__contains__)
    reader.feed(GREETING)
    return reader


def read_all(reader: Reader, parts: Iterable[bytes]) -> list[Item]:
    return [item for part in parts for item in reader.feed(part)]


def names(items: Iterable[Item]) -> list[str]:
    return [item.name if isinstance(item, Message) else type(item).__name__ for item in items]


# --- what a real Asterisk says ---


def test_a_real_call_is_understood_to_the_last_message(transcript: bytes) -> None:
    reader = Reader(lambda action_id: True)
    items = reader.feed(transcript)
    assert reader.poisoned == reader.late == 0
    assert all(isinstance(item, Message) for item in items)
    heard = [item.name for item in items if isinstance(item, Message) and item.kind == "event"]
    assert {"Newchannel", "Newstate", "UserEvent", "BridgeEnter", "OriginateResponse", "BridgeLeave", "Hangup"} <= set(
        heard
    )
    assert heard.count("Newchannel") == heard.count("Hangup")
    assert reader.heard + reader.skipped == transcript.count(b"\r\n\r\n")


def test_a_real_caller_keeps_his_name_and_variables(transcript: bytes) -> None:
    items = [item for item in Reader(lambda action_id: True).feed(transcript) if isinstance(item, Message)]
    caller = next(item for item in items if item.name == "Newchannel")
    assert caller["CallerIDName"] == caller.headers["CallerIDName"] == "Święcicki Zoltán"
    status = [item for item in items if item.name == "Status"]
    assert status[0].variables["ACD_CALL_ID"] == f"main-{caller['Uniqueid']}"
    assert status[1].variables == {}  # Asterisk's word for "no such variable" is no value


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, 30_000), max_size=40))
def test_any_segmentation_gives_the_same_messages(cuts: list[int]) -> None:
    stream = GREETING + b"".join(
        event(name, CALLER, **{"Cause": "16", "Cause-txt": "x: y\tz", "CallerIDName": "Święcicki"})
        for name in ("Newchannel", "Newexten", "Newstate", "Newstate", "Hangup", "Nonsense")
    ) * 3 + b"stray: 1\r\n\r\n"  # fmt: skip
    points = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
    parts = [stream[a:b] for a, b in pairwise(points)]
    assert read_all(Reader(lambda _: False), parts) == Reader(lambda _: False).feed(stream)


def test_one_byte_at_a_time(transcript: bytes) -> None:
    parts = [transcript[at : at + 1] for at in range(len(transcript))]
    assert read_all(Reader(lambda _: True), parts) == Reader(lambda _: True).feed(transcript)


# --- what the reader refuses ---


@settings(max_examples=200, deadline=None)
@given(noise=st.lists(st.binary(max_size=200) | st.sampled_from([b"\r\n", b"\r\n\r\n", b"Event: ", b"Response: "])))
def test_no_bytes_make_it_raise(noise: list[bytes]) -> None:
    reader = new_reader("x")
    read_all(reader, noise)
    read_all(Reader(lambda _: True), noise)
    assert len(reader._buffer) <= MAX_MESSAGE + 4


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=80)
    | st.lists(
        st.sampled_from(["\r\n", "\r\n\r\n", "Event: Hangup", "Channel: ", VICTIM["Channel"], "Uniqueid: ", ": "])
        | st.sampled_from([VICTIM["Uniqueid"], "Cause: 16", "Privilege: call,all", "Response: Success", "ActionID: 1"])
        | st.sampled_from(["\n", "\r", "\0", "a", "UserEvent: AcdHolding"]),
        max_size=12,
    ).map("".join)
)
def test_nothing_in_a_callers_name_speaks_for_another_channel(text: str) -> None:
    reader = new_reader("asked")
    reader.feed(event("Newchannel", VICTIM))
    wire = event("Newchannel", CALLER, CallerIDName="@").replace(b"@", text.encode("utf-8", "replace"))
    for item in reader.feed(wire) + reader.feed(event("Newstate", CALLER, CallerIDName="@")):
        if isinstance(item, Message):
            assert item.kind == "event"
            assert item.name in ("Newchannel", "Newstate")
            assert item["Channel"] == CALLER["Channel"]
            assert item["Uniqueid"] == CALLER["Uniqueid"]
    after = reader.feed(event("Hangup", VICTIM, **{"Cause": "16", "Cause-txt": "Normal"}))
    assert names(after)[-1:] == ["Hangup"]


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        (event("Newstate", CALLER, X="1\r\nUniqueid: 2"), "twice"),
        (event("Newstate", CALLER, X="1\r\nno header"), "no header"),
        (event("Newstate", CALLER, X="1\r\n\x7fy: 1"), "no header"),
        (event("Newstate", {k: v for k, v in CALLER.items() if k != "Linkedid"}), "not all"),
        (event("Newstate", CALLER).replace(b"Privilege: call,all\r\n", b""), "Privilege"),
        (b"Channel: x\r\nCause: 16\r\n\r\n", "neither"),
        (b"event: Hangup\r\n\r\n", "neither"),
        (b"Response: Success\r\nMessage: no id\r\n\r\n", "ActionID"),
        (event("Newstate", CALLER, X="y" * (MAX_LINE + 1)), "longer"),
        (event("Newstate", CALLER, **{f"X{n}": "" for n in range(600)}), "more than"),
    ],
)
def test_a_broken_message_is_poisoned_first_and_later(wire: bytes, why: str) -> None:
    reader = new_reader()
    for _ in range(2):  # before its event's shape is known, and after
        [item] = reader.feed(wire)
        assert isinstance(item, Poisoned)
        assert why in item.why
        assert names(reader.feed(event("Newstate", CALLER))) == ["Newstate"]
    assert reader.poisoned == 2


def test_empty_lines_cost_the_next_message_nothing() -> None:
    reader = new_reader()
    wire = (
        event("Newstate", CALLER, X="1\r\n")
        + b"\r\n\r\n\r\n"
        + event("Hangup", CALLER, **{"Cause": "1", "Cause-txt": ""})
    )
    assert names(reader.feed(wire)) == ["Newstate", "Hangup"]


def test_a_long_value_is_refused_after_its_shape_is_known() -> None:
    reader = new_reader()
    assert names(reader.feed(event("Newstate", CALLER, X="y"))) == ["Newstate"]
    assert names(reader.feed(event("Newstate", CALLER, X="y" * (MAX_LINE + 1)))) == ["Poisoned"]


@pytest.mark.parametrize("control", ["\n", "\r", "\0", "\x0b", "\x1c", "\x7f", "\t"])
def test_a_control_character_makes_no_line(control: str) -> None:
    reader = new_reader()
    for _ in range(2):
        [item] = reader.feed(event("Newstate", CALLER, CallerIDName=f"a{control}Cause: 16"))
        assert isinstance(item, Message)
        assert item["CallerIDName"] == "a\ufffdCause: 16"
        assert "Cause" not in item.headers


def test_unicode_line_separators_and_bad_utf8_make_no_line() -> None:
    wire = event("Newstate", CALLER, CallerIDName="a\u2028b\x85c@").replace(b"@", b"\xff\xed\xa0\x80")
    [item] = new_reader().feed(wire)
    assert isinstance(item, Message)
    assert item["CallerIDName"].startswith("a\u2028b\x85c\ufffd")


def test_a_colon_without_a_blank_and_an_empty_last_header_are_read() -> None:
    [item] = new_reader().feed(event("Newstate", CALLER)[:-2] + b"Extra:1\r\nLast:\r\n\r\n")
    assert isinstance(item, Message)
    assert (item["Extra"], item["Last"]) == ("1", "")


@pytest.mark.parametrize("size", [MAX_MESSAGE + 1, 10 * MAX_MESSAGE])
@pytest.mark.parametrize("step", [7_000, 1_000_000])
def test_a_peer_that_never_ends_a_message_is_cut_off(size: int, step: int) -> None:
    wire = b"Event: X\r\n" + b"y" * size
    reader = new_reader()
    items = read_all(reader, [wire[at : at + step] for at in range(0, len(wire), step)])
    assert [type(item) for item in items] == [Cut]
    assert str(MAX_MESSAGE) in items[0].why  # type: ignore[union-attr]
    assert reader.feed(event("Newstate", CALLER)) == []
    assert len(reader._buffer) == 0


@pytest.mark.parametrize("step", [7_000, 1_000_000])
def test_a_message_too_long_by_one_byte_is_cut_off_though_it_ends(step: int) -> None:
    wire = event("Newstate", CALLER) + b"Event: X\r\n" + b"y" * (MAX_MESSAGE - 9) + b"\r\n\r\n"
    reader = new_reader()
    assert names(read_all(reader, [wire[at : at + step] for at in range(0, len(wire), step)])) == ["Newstate", "Cut"]


def test_the_longest_message_is_read_whole_or_in_pieces() -> None:
    wire = b"Event: X\r\n" + b"y" * (MAX_MESSAGE - 10) + b"\r\n\r\n"
    for step in (1_000, len(wire)):
        reader = new_reader()
        assert read_all(reader, [wire[at : at + step] for at in range(0, len(wire), step)]) == []
        assert reader.skipped == 1


@pytest.mark.parametrize("wire", [b"SSH-2.0-OpenSSH_9.2\r\n", b"x" * 300, b"HTTP/1.1 200 OK\r\n\r\n"])
def test_another_kind_of_server_is_told_at_once(wire: bytes) -> None:
    [item] = Reader(lambda _: True).feed(wire)
    assert isinstance(item, Cut)
    assert "not an Asterisk manager" in item.why


# --- answers and pairs ---


def test_only_awaited_answers_are_heard() -> None:
    reader = new_reader("mine")
    answer = b"Response: Success\r\nActionID: %s\r\n\r\n"
    status = event("Status", CALLER, Application="x", BridgeID="", Seconds="1", ActionID="%s")
    assert names(reader.feed(answer % b"guessed" + status.replace(b"%s", b"guessed"))) == []
    assert reader.late == 2
    assert names(reader.feed(answer % b"mine" + status.replace(b"%s", b"mine"))) == ["Success", "Status"]


def test_a_device_state_comes_by_itself_or_in_a_list() -> None:
    reader = new_reader("mine")
    state = {"Device": "PJSIP/1", "State": "INUSE"}
    assert names(reader.feed(event("DeviceStateChange", state))) == ["DeviceStateChange"]
    assert names(reader.feed(event("DeviceStateChange", state, ActionID="mine"))) == ["DeviceStateChange"]
    assert names(reader.feed(event("DeviceStateChange", state, ActionID="other"))) == []


def test_a_pair_is_learned_checked_and_forgotten() -> None:
    reader = new_reader("mine")
    crossed = CALLER | {"Uniqueid": VICTIM["Uniqueid"]}
    reader.feed(event("Newchannel", CALLER) + event("Newchannel", VICTIM))
    assert names(reader.feed(event("Newstate", crossed))) == ["Poisoned"]
    assert names(reader.feed(event("Newstate", CALLER | {"Uniqueid": "unheard.1"}))) == ["Poisoned"]
    hangup = event("Hangup", VICTIM, **{"Cause": "16", "Cause-txt": "Normal"})
    assert names(reader.feed(hangup)) == ["Hangup"]
    assert len(reader._pairs) == 1
    renamed = {"Channel": CALLER["Channel"], "Newname": "PJSIP/new-1", "Uniqueid": CALLER["Uniqueid"]}
    assert names(reader.feed(event("Rename", renamed))) == ["Rename"]
    assert names(reader.feed(event("Newstate", CALLER))) == ["Poisoned"]
    assert names(reader.feed(event("Newstate", CALLER | {"Channel": "PJSIP/new-1"}))) == ["Newstate"]
    truth = event("Status", CALLER, Application="x", BridgeID="", Seconds="1", ActionID="mine")
    assert names(reader.feed(truth + event("Newstate", CALLER))) == ["Status", "Newstate"]


def test_a_variable_is_there_once() -> None:
    status = event("Status", CALLER, Application="x", BridgeID="", Seconds="1", ActionID="mine", Variable="A=1=2")
    more = status[:-2] + b"Variable: B=\r\nChanVariable: C=3\r\n\r\n"
    [item] = new_reader("mine").feed(more)
    assert isinstance(item, Message)
    assert item.variables == {"A": "1=2", "B": "", "C": "3"}
    assert "Variable" not in item.headers
    assert names(new_reader("mine").feed(status[:-2] + b"Variable: A=9\r\n\r\n")) == ["Poisoned"]


def listed(**variables: str) -> bytes:
    status = event("Status", CALLER, Application="x", BridgeID="", Seconds="1", ActionID="mine")
    lines = "".join(f"Variable: {name}={value}\r\n" for name, value in variables.items())
    return status[:-2] + lines.encode() + b"\r\n"


def test_a_list_of_channels_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many it has: their variables are the same ones, and only the first channel's lines are taken apart."""
    parsed = []
    monkeypatch.setattr(wire, "_parse", lambda raw, also, parse=wire._parse: parsed.append(raw) or parse(raw, also))
    reader = new_reader("mine")
    items = reader.feed(b"".join(listed(ACD_QUEUE=f"q{n}", ACD_DATA="(null)" if n % 2 else "=") for n in range(50)))
    assert [item.variables for item in items if isinstance(item, Message)] == [
        {"ACD_QUEUE": f"q{n}"} | ({} if n % 2 else {"ACD_DATA": "="}) for n in range(50)
    ]
    assert len(parsed) == 1


@settings(max_examples=300, deadline=None)
@given(
    said=st.lists(
        st.text(max_size=30)
        | st.sampled_from(["(null)", "=", "\r\nVariable: B=", "\r\nVariable: C=1", "\r\nX: 1", "\r\n", "\0"]),
        min_size=1,
        max_size=4,
    )
)
def test_a_known_shape_reads_as_an_unknown_one(said: list[str]) -> None:
    known, unknown = new_reader("mine"), new_reader("mine")
    known.feed(listed(A="1", B="2"))
    status = listed(A="".join(said), B="2")
    assert known.feed(status) == unknown.feed(status)


def test_shapes_are_not_remembered_without_end() -> None:
    reader = new_reader()
    for n in range(50):
        assert names(reader.feed(event("Newstate", CALLER, **{f"X{n}": "1"}))) == ["Newstate"]
        assert names(reader.feed(event("Newstate", CALLER, ChanVariable=f"X{n}=1"))) == ["Newstate"]
    assert len(reader._events[b"Newstate"].shapes) == 4


def test_every_paired_event_has_its_pair() -> None:
    for name, schema in EVENTS.items():
        if schema.paired and name != "UserEvent":
            assert {"Channel", "Uniqueid"} <= schema.required, name


# --- the writer ---

_key = st.from_regex(r"\A[A-Za-z][A-Za-z0-9-]{0,20}\Z").filter(lambda key: key not in ("Action", "ActionID"))
_value = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=200)


@settings(max_examples=100, deadline=None)
@given(fields=st.lists(st.tuples(_key, _value), max_size=20))
def test_what_is_written_reads_back(fields: list[tuple[str, str]]) -> None:
    wire = encode("Setvar", "id-1", fields)
    lines = wire.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert [tuple(line.split(": ", 1)) for line in lines] == [("Action", "Setvar"), ("ActionID", "id-1"), *fields]
    assert wire.count(b"\r\n\r\n") == 1


@settings(max_examples=200, deadline=None)
@given(fields=st.lists(st.tuples(st.text(max_size=12) | _key, st.text(max_size=60)), max_size=5))
def test_no_text_adds_a_header(fields: list[tuple[str, str]]) -> None:
    try:
        wire = encode("Setvar", "id-1", fields)
    except Unsendable:
        return
    assert wire.count(b"\r\n") == len(fields) + 3
    assert re.search(rb"\r(?!\n)|(?<!\r)\n|\0", wire) is None


@pytest.mark.parametrize("bad", ["a\r\nAction: Hangup", "a\nb", "a\rb", "a\0b", "\ud800"])
def test_a_bad_value_is_refused_and_a_secret_not_quoted(bad: str) -> None:
    with pytest.raises(Unsendable) as caught:
        encode("Setvar", "1", [("Value", bad)])
    assert caught.value.key == "Value"
    assert "'a" in str(caught.value) or "ud800" in str(caught.value)
    with pytest.raises(Unsendable) as caught:
        encode("Login", "1", [("Secret", bad)])
    assert repr(bad)[1:-1] not in str(caught.value)


@pytest.mark.parametrize("key", ["", "1a", "a b", "a:", "a\r\nb", "ä", "a\n"])
def test_a_bad_key_is_refused(key: str) -> None:
    with pytest.raises(Unsendable):
        encode("Setvar", "1", [(key, "x")])


def test_lengths() -> None:
    assert len(encode("X", "1", [("K", "y" * 997)])) == len(b"Action: X\r\nActionID: 1\r\n\r\n") + 1002
    with pytest.raises(Unsendable, match="1001 bytes"):
        encode("X", "1", [("K", "y" * 998)])
    encode("X", "1", [("K", "")] * 126)
    with pytest.raises(Unsendable, match="129 headers"):
        encode("X", "1", [("K", "")] * 127)
