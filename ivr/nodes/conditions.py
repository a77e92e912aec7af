"""Conditions over data, facts and hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ivr.nodes.words import NOW

Test = Literal["is", "is_not", "in", "above", "below", "at_least", "at_most", "starts_with", "known"]
Plain = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Compare:
    """A data value or fact against what the file says. Unknown compares to nothing: neither true nor false."""

    name: str
    test: Test
    value: Plain | tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class InHours:
    """Whether a calendar is open now, or (`special`) whether today is one of its special days."""

    calendar: str
    special: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]


Condition = Compare | InHours | Not | AllOf | AnyOf


def names_in(condition: Condition) -> Iterator[str]:
    """Every fact and data name the condition looks at."""
    match condition:
        case Compare(name):
            yield name
        case InHours():
            yield NOW
        case Not(inner):
            yield from names_in(inner)
        case AllOf(inners) | AnyOf(inners):
            for inner in inners:
                yield from names_in(inner)


_SIGNS = {"is": "=", "is_not": "≠", "above": ">", "below": "<", "at_least": "≥", "at_most": "≤"}


def described(condition: Condition) -> str:
    """A condition in a few words, for pictures and histories."""
    match condition:
        case Compare(name, "known", value):
            return f"{name} known" if value else f"{name} unknown"
        case Compare(name, "in", value):
            return f"{name} in {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
        case Compare(name, test, value):
            return f"{name} {_SIGNS.get(test, test.replace('_', ' '))} {_plain(value)}"
        case InHours(calendar, special):
            return f"{calendar} special day" if special else f"{calendar} open"
        case Not(inner):
            return f"not ({described(inner)})"
        case AllOf(inners):
            return " and ".join(map(described, inners))
        case AnyOf(inners):
            return " or ".join(map(described, inners))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
