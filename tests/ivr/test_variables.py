import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Outcome, Transfer
from ivr.variables import MAX_VALUE_BYTES, UnreadableError, checked_value, decode, encode, pack, read_hand_off

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
HAND_OFFS = st.builds(
    HandOff,
    queue=TEXT.filter(bool),
    intent=TEXT,
    skills=st.dictionaries(TEXT, st.integers(1, 10), max_size=3),
    priority=st.integers(0, 10),
    language=TEXT,
    data=st.dictionaries(TEXT, TEXT, max_size=3),
)


def test_what_a_hand_off_leaves() -> None:
    outcome = HandOff("sales", "buy", {"fr": 3, "vip": 1}, 5, "fr", {"account": "0042", "why": "a & b, ${X}"})
    assert encode(outcome) == (
        ("ACD_QUEUE", "sales"),
        ("ACD_INTENT", "buy"),
        ("ACD_SKILLS", "fr:3&vip:1"),
        ("ACD_PRIORITY", "5"),
        ("ACD_LANGUAGE", "fr"),
        ("ACD_DATA", "account=0042&why=a%20%26%20b%2C%20%24%7BX%7D"),
        ("ACD_NEXT", "hold"),
    )


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (Transfer("night-desk"), (("ACD_DESTINATION", "night-desk"), ("ACD_NEXT", "transfer"))),
        (Hangup(), (("ACD_NEXT", "hangup"),)),
        (Failed("menu", "no such node"), (("ACD_NEXT", "fallback"),)),
        (CallerLeft("menu"), ()),
    ],
)
def test_what_the_others_leave(outcome: Outcome, left: tuple[tuple[str, str], ...]) -> None:
    assert encode(outcome) == left


@given(st.one_of(HAND_OFFS, st.builds(Transfer, TEXT), st.just(Hangup())))
def test_what_is_left_is_safe_and_reads_back(outcome: Outcome) -> None:
    left = encode(outcome)
    assert all(re.fullmatch(r"[A-Za-z0-9%&=:._-]*", value) for _, value in left)
    assert left[-1][0] == "ACD_NEXT"
    assert decode(dict(left)) == outcome


def test_the_fallback_and_nothing_left_are_no_outcome() -> None:
    assert decode(dict(encode(Failed("a", "b")))) is None
    assert decode({}) is None


@given(st.dictionaries(st.text(max_size=200), st.text(max_size=300), max_size=12))
def test_data_keeps_what_fits(data: dict[str, str]) -> None:
    packed, left_out = pack(data)
    assert len(packed) <= MAX_VALUE_BYTES
    assert not left_out or len(data) > packed.count("&") + bool(packed)


def test_data_that_does_not_fit_is_named() -> None:
    packed, left_out = pack({"long": "x" * 900, "short": "y"})
    assert (packed, left_out) == ("short=y", ("long",))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACD_QUEUE", ""),
        ("ACD_QUEUE", "a b"),
        ("ACD_QUEUE", "%zz"),
        ("ACD_QUEUE", "%FF"),
        ("ACD_SKILLS", "fr"),
        ("ACD_SKILLS", "fr:11"),
        ("ACD_SKILLS", "fr:0"),
        ("ACD_SKILLS", "fr:1&fr:2"),
        ("ACD_SKILLS", "fr:1&"),
        ("ACD_PRIORITY", "11"),
        ("ACD_PRIORITY", "-1"),
        ("ACD_PRIORITY", "٣"),
        ("ACD_DATA", "a=1&&b=2"),
        ("ACD_DATA", "a=${X}"),
        ("ACD_NEXT", "elsewhere"),
    ],
)
def test_what_encode_did_not_write_is_refused(name: str, value: str) -> None:
    good = dict(encode(HandOff("sales")))
    with pytest.raises(UnreadableError, match=name):
        decode({**good, name: value})


@given(st.dictionaries(st.sampled_from(["ACD_QUEUE", "ACD_SKILLS", "ACD_PRIORITY", "ACD_DATA"]), st.text(max_size=30)))
def test_no_variables_raise_anything_else(variables: dict[str, str]) -> None:
    with contextlib.suppress(UnreadableError):
        read_hand_off(variables)


@pytest.mark.parametrize("value", ["a b", "$x", "{", "}", ",", '"', "'", ";", "\\", "\n", "ü", "x" * 801])
def test_unsafe_values_are_refused_without_being_told(value: str) -> None:
    with pytest.raises(ValueError, match="ACD_X") as refused:
        checked_value("ACD_X", value)
    assert "xxxx" not in str(refused.value)


def test_a_name_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="ACD_QUEUE"):
        encode(HandOff("x" * 900))
