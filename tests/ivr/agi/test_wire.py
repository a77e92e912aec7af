from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.agi.wire import Fact, HangupSeen, Header, Reply, Unsendable, Violation, Wire, encode

HEADER = (
    b"agi_network: yes\nagi_network_script: flow/main\nagi_request: agi://127.0.0.1/flow/main\n"
    b"agi_channel: PJSIP/t-1\nagi_language: en\nagi_uniqueid: 1.2\nagi_accountcode: \nagi_arg_1: a\nagi_arg_2: b\n\n"
)
USAGE = b"520-Invalid command syntax.  Proper usage follows:\nWaits\n200 result=1\n520 End of proper usage.\n"


def opened() -> Wire:
    wire = Wire()
    assert isinstance(wire.feed(HEADER)[0], Header)
    return wire


def reply_to(line: bytes) -> Fact:
    wire = opened()
    wire.command("NOOP")
    (fact,) = wire.feed(line)
    return fact


def test_a_header_is_complete_at_its_blank_line() -> None:
    wire = Wire()
    assert wire.feed(HEADER[:-1]) == []
    (fact,) = wire.feed(HEADER[-1:])
    assert isinstance(fact, Header)
    assert fact.values["agi_network_script"] == "flow/main"
    assert fact.values["agi_accountcode"] == ""
    assert fact.arguments() == ("a", "b")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"GET / HTTP/1.1\r\n", "control character"),
        (b"GET / HTTP/1.1\n", "header line of unknown shape"),
        (b"agi_request: x\n", "not a FastAGI header"),
        (b"agi_network: yes\nagi_network: yes\n", "header key twice"),
        (b"agi_network: yes\nAGI_X: yes\n", "header line of unknown shape"),
        (b"agi_network: yes\nagi_x:y\n", "header line of unknown shape"),
        (b"agi_network: yes\nagi_x: a\0b\n", "control character"),
        (b"agi_network: yes\nagi_x: \xff\n", "not UTF-8"),
        (b"agi_network: yes\n\n", "header key missing"),
        (b"agi_network: yes\nagi_x: " + b"y" * 9000, "line too long"),
        (b"agi_network: yes\n" + b"".join(b"agi_%d: x\n" % n for n in range(70)), "header too long"),
        (b"agi_network: yes\n" + b"".join(b"agi_%d: %b\n" % (n, b"x" * 8000) for n in range(3)), "header too long"),
        (b"x" * 1_000_000, "line too long"),
        (HEADER + b"2", "bytes nobody asked for"),
        (HEADER + b"200 result=1\n", "bytes nobody asked for"),
    ],
)
def test_a_bad_header_is_a_violation_and_the_last_fact(bad: bytes, reason: str) -> None:
    wire = Wire()
    assert wire.feed(bad)[-1] == Violation(reason)
    assert wire.feed(HEADER) == []


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        (b"200 result=0\n", Reply(200, "0")),
        (b"200 result=-1 endpos=8160\n", Reply(200, "-1", extras={"endpos": "8160"})),
        (b"200 result=1 (timeout)\n", Reply(200, "1", "timeout")),
        (b"200 result= (timeout)\n", Reply(200, "", "timeout")),
        (b"200 result=1 (a) endpos=3)\n", Reply(200, "1", "a) endpos=3")),
        (b"200 result=1 ()\n", Reply(200, "1", "")),
        (b'200 result=1 (a"b\\c)\n', Reply(200, "1", 'a"b\\c')),
        (
            b'200 result=1 (speech) endpos=3 results=1 score0=90 text0="pay bill" grammar0=menu\n',
            Reply(
                200,
                "1",
                "speech",
                {"endpos": "3", "results": "1", "score0": "90", "text0": "pay bill", "grammar0": "menu"},
            ),
        ),
        (b"510 Invalid or unknown command\n", Reply(510, data="Invalid or unknown command")),
        (b"511 Command Not Permitted on a dead channel\n", Reply(511, data="Command Not Permitted on a dead channel")),
        (USAGE, Reply(520, data="Invalid command syntax.  Proper usage follows:")),
        (b"520 Invalid command syntax.\n", Reply(520, data="Invalid command syntax.")),
    ],
)
def test_replies(line: bytes, reply: Reply) -> None:
    assert reply_to(line) == reply


@pytest.mark.parametrize(
    "line",
    [
        b"200\n",
        b"200 ok\n",
        b"hello\n",
        b"\n",
        b"200-result=1\n",
        b"200 result=1 (open\n",
        b"200 result=1 endpos\n",
        b"200 result=1 a=1 a=2\n",
        b"200 result=1\r\n",
        b"200 result=\xff\n",
        b"520-" + b"x\n" * 300,
        b"x" * 8192,
    ],
)
def test_a_reply_of_unknown_shape_is_a_violation(line: bytes) -> None:
    assert isinstance(reply_to(line), Violation)


def test_a_hang_up_is_told_at_any_time_and_is_never_a_reply() -> None:
    wire = Wire()
    assert [type(fact) for fact in wire.feed(HEADER + b"HANG")] == [Header]
    assert wire.feed(b"UP\n") == [HangupSeen()]
    wire.command("NOOP")
    assert wire.feed(b"HANGUP\n200 result=0\nHANGUP\n") == [HangupSeen(), Reply(200, "0"), HangupSeen()]


@pytest.mark.parametrize("more", [b"200 result=1\n", b"2", b"HANGUPS", b"\n"])
def test_bytes_nobody_asked_for_are_a_violation(more: bytes) -> None:
    wire = opened()
    wire.command("NOOP")
    facts = wire.feed(b"200 result=0\n" + more)
    assert facts == [Reply(200, "0"), Violation("bytes nobody asked for")]


def test_one_command_at_a_time() -> None:
    wire = Wire()
    with pytest.raises(RuntimeError):
        wire.command("NOOP")
    wire.feed(HEADER)
    assert wire.command("STREAM FILE", "a b", '"\\', "") == b'STREAM FILE "a b" "\\"\\\\" ""\n'
    with pytest.raises(RuntimeError):
        wire.command("NOOP")


def test_a_refused_command_is_not_outstanding() -> None:
    wire = opened()
    with pytest.raises(Unsendable):
        wire.command("NOOP", "a\nb")
    assert not wire.awaiting_reply


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("NOOP\n", ()),
        ("noop", ()),
        ("NOOP", ("\r",)),
        ("NOOP", ("a\0",)),
        ("NOOP", ("\ud800",)),
        ("NOOP", ("x" * 8184,)),
        ("SET VARIABLE", ("x",) * 126),
    ],
)
def test_what_must_not_be_sent_is_refused(verb: str, arguments: tuple[str, ...]) -> None:
    with pytest.raises(Unsendable):
        encode(verb, *arguments)


def test_the_longest_line_and_most_arguments_pass() -> None:
    assert len(encode("NOOP", "x" * 8183)) == 8191
    assert encode("SET VARIABLE", *["x"] * 125).count(b'"') == 250


def parse_args(line: bytes) -> list[str]:
    """res_agi's splitting of a command into arguments, retold."""
    arguments: list[str] = []
    quoted = escaped = False
    between = True
    for character in line.decode().rstrip("\n"):
        if character == '"' and not escaped:
            quoted = not quoted
            if quoted and between:
                arguments.append("")
                between = False
        elif character in " \t" and not quoted and not escaped:
            between = True
        elif character == "\\" and not escaped:
            escaped = True
            continue
        else:
            if between:
                arguments.append("")
                between = False
            arguments[-1] += character
        escaped = False
    return arguments


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20), max_size=6))
@settings(max_examples=100)
def test_asterisk_reads_back_the_arguments_we_quote(arguments: list[str]) -> None:
    assert parse_args(encode("SET VARIABLE", *arguments)) == ["SET", "VARIABLE", *arguments]


def run(wire: Wire, chunks: list[bytes]) -> list[Fact]:
    """Feeds the chunks, asking again after each answer."""
    facts: list[Fact] = []
    for chunk in chunks:
        new = wire.feed(chunk)
        facts += new
        if any(isinstance(fact, Header) for fact in new) and not isinstance(new[-1], Violation):
            wire.command("NOOP")
    return facts


LINES = [b"HANGUP\n", b"200 result=1 (x)\n", b"HANGUP\n", USAGE, b"510 no\n", b"agi_x: y\n", b"\n", b"\xff\n"]


@given(st.lists(st.sampled_from(LINES), max_size=4), st.lists(st.integers(0, 400), max_size=6))
@settings(max_examples=100)
def test_segments_do_not_matter(lines: list[bytes], cuts: list[int]) -> None:
    """However TCP cuts the bytes after the header, the facts are the same."""
    rest = b"".join(lines)
    at = [0, *sorted(min(cut, len(rest)) for cut in cuts), len(rest)]
    whole = run(Wire(), [HEADER, rest])
    assert run(Wire(), [HEADER, *(rest[a:b] for a, b in pairwise(at))]) == whole


@given(st.lists(st.integers(1, len(HEADER) - 1), max_size=6))
@settings(max_examples=50)
def test_a_header_in_pieces_is_the_same_header(cuts: list[int]) -> None:
    at = [0, *sorted(cuts), len(HEADER)]
    wire = Wire()
    facts = [fact for a, b in pairwise(at) for fact in wire.feed(HEADER[a:b])]
    assert facts == Wire().feed(HEADER)


@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([HEADER, HEADER[:-1], *LINES])), max_size=8))
@settings(max_examples=200)
def test_no_bytes_make_it_raise_and_a_violation_is_final(chunks: list[bytes]) -> None:
    facts = run(Wire(), chunks)
    assert all(not isinstance(fact, Violation) for fact in facts[:-1])
