"""Values of an answer: of their kind, or the answer is wrong."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.config.lookup_settings import AnswerField, FieldKind, Lookup, OverHttp
from acd.lookups.fields import LONGEST_TEXT, as_data, fields_of
from acd.lookups.trouble import LookupTroubleError
from ivr.fill import slot_part
from ivr.nodes.words import Slot, Template

KINDS: tuple[FieldKind, ...] = get_args(FieldKind)


def lookup(*fields: AnswerField) -> Lookup:
    return Lookup("orders", OverHttp("http://h/{n}"), frozenset({"n"}), fields)


@pytest.mark.parametrize(
    ("kind", "raw", "data"),
    [
        ("text", "on its way", "on its way"),
        ("text", "a\r\nb\x00\x1b[31m\u202ec\td", "a b [31m c d"),
        ("text", "", ""),
        ("digits", "0049", "0049"),
        ("digits", 49, "49"),
        ("number", 12, "12"),
        ("number", "-12", "-12"),
        ("money", 12, "12"),
        ("money", 1200, "1200"),
        ("money", 12.5, "12.5"),
        ("money", 0.1 + 0.2, "0.3"),
        ("money", "12.50", "12.50"),
        ("money", Decimal("12.50"), "12.5"),
        ("money", -0.0, "0"),
        ("date", "2026-12-24", "2026-12-24"),
        ("date", "2026-12-24T23:00:00+01:00", "2026-12-24"),
        ("date", date(2026, 12, 24), "2026-12-24"),
        ("time", "08:00", "08:00"),
        ("time", "2026-12-24T08:00:00Z", "08:00"),
        ("time", time(8), "08:00"),
        ("time", datetime(2026, 12, 24, 8), "08:00"),
        ("flag", True, "true"),
        ("flag", 0, "false"),
    ],
)
def test_a_value_of_its_kind(kind: FieldKind, raw: object, data: str) -> None:
    assert as_data(kind, raw) == data


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("text", 1),
        ("text", ["a"]),
        ("text", "a" * (LONGEST_TEXT + 1)),
        ("digits", "12a"),
        ("digits", "٣"),
        ("digits", -1),
        ("digits", "1" * 65),
        ("number", "1.5"),
        ("number", 1.0),
        ("number", True),
        ("number", 10**9),
        pytest.param("number", 10**5000, id="huge number"),
        ("money", True),
        ("money", "1e3"),
        ("money", "12,50"),
        ("money", 1e9),
        ("money", float("nan")),
        ("money", Decimal("NaN")),
        ("money", Decimal("Infinity")),
        pytest.param("money", 10**5000, id="huge money"),
        ("date", "24.12.2026"),
        ("date", "x" * 10_000),
        ("date", 20261224),
        ("time", "25:00"),
        ("time", 8),
        ("flag", "true"),
        ("flag", 2),
        ("flag", None),
    ],
)
def test_a_value_of_another_kind(kind: FieldKind, raw: object) -> None:
    with pytest.raises(LookupTroubleError):
        as_data(kind, raw)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(KINDS), ANYTHING)
def test_whatever_comes_is_plain_data_or_wrong(kind: FieldKind, raw: object) -> None:
    try:
        data = as_data(kind, raw)
    except LookupTroubleError:
        return
    assert len(data) <= LONGEST_TEXT
    assert data.isprintable()
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize("kind", ["number", "money", "digits", "date", "time"])
@given(raw=ANYTHING | st.integers(-(10**10), 10**10) | st.floats(-1e6, 1e6) | st.dates() | st.times())
def test_what_is_taken_can_be_said(kind: FieldKind, raw: object) -> None:
    try:
        data = as_data(kind, raw)
    except LookupTroubleError:
        return
    assert slot_part(Slot(kind, Template("{x}"), "EUR"), data) is not None  # type: ignore[arg-type]


def test_the_way_to_a_value() -> None:
    deep = lookup(AnswerField("status", "text", ("order", "status")), AnswerField("due", "date", ("due",), True))
    assert fields_of(deep, {"order": {"status": "sent"}, "more": [1]}) == {"status": "sent"}
    assert fields_of(deep, {"order": {"status": "sent"}, "due": "2026-12-24"}) == {
        "status": "sent",
        "due": "2026-12-24",
    }


@pytest.mark.parametrize(
    "answer", [{}, {"order": None}, {"order": []}, {"order": "status"}, [], "x", 1, {"order": {"status": 1}}]
)
def test_half_an_answer_is_none(answer: object) -> None:
    with pytest.raises(LookupTroubleError):
        fields_of(lookup(AnswerField("status", "text", ("order", "status"))), answer)
