"""The wire form: what goes out comes back, and whatever comes in is a request or a BadRequestError."""

import json
from contextlib import suppress
from types import MappingProxyType

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.control.protocol import (
    Answer,
    BadRequestError,
    Code,
    LineCutter,
    LineTooLongError,
    decode_request,
    decode_telling,
    encode_error,
    encode_line,
    encode_telling,
    encode_value,
)
from acd.control.requests import ChangeSkills, Drop, History, Move, Request, Watch, Why
from acd.core.records import AgentState, AgentStateEnded, ContactEnded, Outcome

ENDED = ContactEnded(
    "main-1.2",
    "main",
    "sales",
    "+48123",
    "Ann",
    "buy",
    "en",
    3,
    1.0,
    2.0,
    9.0,
    Outcome.ANSWERED,
    "1001",
    1,
    True,
    MappingProxyType({"case": "7"}),
)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_request_or_a_clear_refusal(line: bytes) -> None:
    with suppress(BadRequestError):
        decode_request(line)


texts = st.text('a1é\n\x00\ud800"', max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["do", "agent", "contact", "queue", "skills", "since", "limit", "position", "priority"])
kinds = st.sampled_from(["why", "agent-skills", "call-move", "history", "call-priority", "watch", "no-such"])


@settings(max_examples=200)
@given(kinds, st.dictionaries(fields, json_values, max_size=4))
def test_any_json_object_is_a_request_or_a_clear_refusal(kind: str, other: dict[str, object]) -> None:
    line = json.dumps(other | {"do": kind}).encode()
    try:
        request = decode_request(line)
    except BadRequestError:
        return
    assert decode_request(encode_line(request)) == request


@pytest.mark.parametrize(
    "request_",
    [
        Why("main-1.2"),
        Watch(),
        ChangeSkills("1001", {"fr": 3, "vip": 0}),
        Move("main-1.2", "sales", 1),
        Drop("x"),
        History(since=1.5, outcome=Outcome.ABANDONED),
    ],
)
def test_a_request_comes_back_as_it_went(request_: Request) -> None:
    line = encode_line(request_)
    assert line.count(b"\n") == 1
    assert decode_request(line.rstrip()) == request_


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'{"do":"why"}',
        b'{"do":"why","contact":""}',
        b'{"do":"why","contact":"a\\nb"}',
        b'{"do":"why","contact":"a","more":1}',
        b'{"do":"agent-skills","agent":"1","skills":{}}',
        b'{"do":"agent-skills","agent":"1","skills":{"fr":11}}',
        b'{"do":"call-move","contact":"a","queue":"b","position":0}',
        b'{"do":"history","limit":100000}',
        b'{"do":"history","outcome":"lost"}',
        b"[" * 60000,
        b'{"do":"why","contact":"\xff"}',
    ],
)
def test_a_malformed_request_is_refused(line: bytes) -> None:
    with pytest.raises(BadRequestError):
        decode_request(line)


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"")), max_size=8), st.data())
def test_lines_are_cut_alike_however_the_bytes_arrive(lines: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    cutter, found, at = LineCutter(30), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 40))
        cutter.feed(stream[at : at + step])
        at += step
        while (line := cutter.next_line()) is not None:
            found.append(line)
    assert found == lines
    assert not cutter.has_half_line


@pytest.mark.parametrize("stream", [b"x" * 11, b"x" * 11 + b"\n"])
def test_a_line_over_the_limit_is_refused_whole_or_half(stream: bytes) -> None:
    cutter = LineCutter(10)
    cutter.feed(b"x" * 10 + b"\n" + stream)
    assert cutter.next_line() == b"x" * 10
    with pytest.raises(LineTooLongError):
        cutter.next_line()


def test_a_row_told_comes_back_as_it_was() -> None:
    telling = decode_telling(encode_telling(12.5, ENDED))
    assert telling is not None
    assert telling.at == 12.5
    assert telling.what == ENDED


def test_states_survive_the_wire() -> None:
    row = AgentStateEnded("1001", AgentState.PAUSED, "lunch", 1.0, 2.0, AgentState.READY, "")
    telling = decode_telling(encode_telling(2.0, row))
    assert telling is not None
    assert telling.what == row


def test_a_kind_of_telling_unknown_here_is_passed_over() -> None:
    assert decode_telling(b'{"at":1,"kind":"Invented","what":{"a":1}}') is None


def test_text_that_is_not_unicode_cannot_stop_an_answer() -> None:
    line = encode_value({"name": "a\ud800b\n"})
    assert line.count(b"\n") == 1
    assert msgspec.json.decode(line) == {"ok": True, "value": {"name": "a?b\n"}}


def test_an_error_has_a_sentence_and_a_code() -> None:
    answer = msgspec.json.decode(encode_error("no such agent", Code.REFUSED), type=Answer)
    assert (answer.ok, answer.error, answer.code) == (False, "no such agent", "refused")
