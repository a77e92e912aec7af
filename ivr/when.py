"""Conditions of a decide node. Three answers: true, false, and None for "cannot be known".

An unknown fact makes a comparison unknown, and `not` leaves it unknown, so that a condition is never taken for true
because something was missing. Only `known` answers for a missing value.
"""

from collections.abc import Mapping
from datetime import datetime

from ivr.fill import as_text
from ivr.hours import Calendar, is_open, is_special
from ivr.inputs import Fact
from ivr.nodes.conditions import AllOf, AnyOf, Compare, Condition, InHours, Not, Plain
from ivr.nodes.words import NOW


def holds(condition: Condition, values: Mapping[str, Fact], calendars: Mapping[str, Calendar]) -> bool | None:
    """Whether the condition is true with these facts and data; None: unknown. Never raises."""
    match condition:
        case Compare():
            return _compare(condition, values.get(condition.name))
        case InHours(name, special):
            return _in_hours(calendars.get(name), values.get(NOW), special)
        case Not(inner):
            answer = holds(inner, values, calendars)
            return None if answer is None else not answer
        case AllOf(inners):
            answers = [holds(inner, values, calendars) for inner in inners]
            return False if False in answers else None if None in answers else True
        case AnyOf(inners):
            answers = [holds(inner, values, calendars) for inner in inners]
            return True if True in answers else None if None in answers else False


def _in_hours(calendar: Calendar | None, now: Fact, special: bool) -> bool | None:
    if calendar is None or not isinstance(now, datetime) or now.tzinfo is None:
        return None
    try:
        return is_special(calendar, now) if special else is_open(calendar, now)
    except OverflowError:  # the first and last days of the calendar have no time in some zones
        return None


def _compare(condition: Compare, got: Fact) -> bool | None:
    wanted = condition.value
    if condition.test == "known":
        return (got is not None and got != "") is wanted
    if got is None:
        return None
    if isinstance(wanted, tuple):
        return any(_same(got, one) for one in wanted)
    match condition.test:
        case "is":
            return _same(got, wanted)
        case "is_not":
            return not _same(got, wanted)
        case "starts_with":
            return as_text(got).startswith(str(wanted))
    return _ordered(condition.test, _number(got), _number(wanted))


def _same(got: Fact, wanted: Plain) -> bool:
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(got, int | float) and isinstance(wanted, int | float):
        return got == wanted
    return as_text(got) == str(wanted)


def _number(value: Fact) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _ordered(test: str, got: float | None, wanted: float | None) -> bool | None:
    if got is None or wanted is None:
        return None
    return {"above": got > wanted, "below": got < wanted, "at_least": got >= wanted, "at_most": got <= wanted}[test]
