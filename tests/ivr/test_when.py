"""Conditions: what is true, false, and unknown."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.flow import AllOf, AnyOf, Compare, InHours, Not, described
from ivr.hours import Calendar, Span, SpecialDays
from ivr.inputs import Fact
from ivr.when import holds

CALENDARS = {"o": Calendar("o", ZoneInfo("UTC"), ((Span(480, 1080),),) * 7, (SpecialDays((0, 1, 1), (0, 1, 1), ()),))}
YES, NO, UNKNOWN = Compare("t", "is", True), Compare("t", "is", False), Compare("gone", "is", 1)


@pytest.mark.parametrize(
    ("test", "wanted", "got", "answer"),
    [
        ("is", "0123", "0123", True),
        ("is", 123, "0123", False),
        ("is", 4, 4.0, True),
        ("is", True, 1, False),
        ("is", "true", True, False),
        ("is_not", "x", "y", True),
        ("is_not", "x", None, None),
        ("in", ("a", 3), "3", True),
        ("in", ("a", 3), "b", False),
        ("above", 300, 300, False),
        ("at_least", 300, 300.0, True),
        ("below", 5, "4", True),
        ("at_most", 5, "many", None),
        ("above", 5, True, None),
        ("above", 5, float("nan"), False),
        ("above", 5, 10**400, None),
        ("starts_with", "49", "4930", True),
        ("starts_with", "49", 4930, True),
        ("known", True, "", False),
        ("known", False, None, True),
        ("known", True, False, True),
    ],
)
def test_comparisons(test: str, wanted: Fact, got: Fact, answer: bool | None) -> None:
    assert holds(Compare("x", test, wanted), {"x": got}, {}) is answer  # type: ignore[arg-type]


def test_unknown_stays_unknown() -> None:
    values: dict[str, Fact] = {"t": True}
    assert holds(Not(UNKNOWN), values, {}) is None
    assert holds(AllOf((YES, UNKNOWN)), values, {}) is None
    assert holds(AllOf((NO, UNKNOWN)), values, {}) is False
    assert holds(AnyOf((YES, UNKNOWN)), values, {}) is True
    assert holds(AnyOf((NO, UNKNOWN)), values, {}) is None
    assert holds(AllOf((YES, Not(NO))), values, {}) is True
    assert holds(AnyOf((NO, NO)), values, {}) is False


@pytest.mark.parametrize(
    "now", [None, "noon", 5, datetime(2026, 3, 2, 12), datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))]
)
def test_no_proper_time_leaves_hours_unknown_or_closed(now: Fact) -> None:
    assert not holds(InHours("o"), {"now": now}, CALENDARS)


def test_hours() -> None:
    noon, holiday = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert holds(InHours("o"), {"now": noon}, CALENDARS) is True
    assert holds(InHours("o"), {"now": holiday}, CALENDARS) is False
    assert holds(InHours("o", special=True), {"now": holiday}, CALENDARS) is True
    assert holds(InHours("other"), {"now": noon}, CALENDARS) is None


def test_a_condition_in_words() -> None:
    whole = AnyOf((AllOf((InHours("o"), Compare("x", "above", 300.0))), Not(Compare("y", "known", True))))
    assert described(whole) == "o open and x > 300 or not (y known)"
    assert described(Compare("x", "in", ("a", 1))) == "x in a, 1"
    assert described(InHours("o", special=True)) == "o special day"
