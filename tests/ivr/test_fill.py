"""Templates: one pass, bounded, never raising."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.fill import MAX_TEXT, NAME, fill, slot_part
from ivr.flow import Slot, Template
from ivr.outputs import Digits, Money, Number


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill(Template("<{a}>{b.c}{d}"), {"a": "{b.c}", "b.c": True}) == "<{b.c}>true"


def test_a_filled_text_is_bounded() -> None:
    assert len(fill(Template("{a}{a}"), {"a": "x" * 5000})) == MAX_TEXT
    assert fill(Template("{a}"), {"a": 10**6000}) == ""


@pytest.mark.parametrize(
    ("kind", "text", "part"),
    [
        ("number", "-12.9", Number(-12)),
        ("number", "1e5", None),
        ("number", "9999999999", None),
        ("number", "", None),
        ("money", "12.50", Money(Decimal("12.50"), "EUR")),
        ("money", "NaN", None),
        ("digits", "+49 (30) 12-3*#", Digits("493012" + "3*#")),
        ("digits", "anonymous", None),
        ("date", "2026-02-30", None),
        ("date", "today", None),
        ("time", "2026-01-01", None),
        ("time", "25:00", None),
    ],
)
def test_a_slot_says_what_is_of_its_kind(kind: str, text: str, part: object) -> None:
    assert slot_part(Slot(kind, Template(text), "EUR"), text) == part  # type: ignore[arg-type]


@settings(max_examples=80)
@given(st.sampled_from(["number", "digits", "date", "time", "money"]), st.text())
def test_no_text_raises(kind: str, text: str) -> None:
    slot_part(Slot(kind, Template(""), "EUR"), text)  # type: ignore[arg-type]
    fill(Template(text, tuple(NAME.findall(text))), dict.fromkeys(NAME.findall(text), text))
