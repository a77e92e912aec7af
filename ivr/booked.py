"""A call-back asked for in a flow, and what became of the asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Booking(StrEnum):
    BOOKED = "booked"
    DUPLICATE = "duplicate"  # this number is to be called back for this queue already
    REFUSED = "refused"  # no number that is called back
    FAILED = "failed"  # not now: too many, or nobody can take it down


@dataclass(frozen=True, slots=True)
class Book:
    """The caller wants to be called back at `number`, as he dialled or typed it, for `queue`; empty: for the one he
    was on hold in. The rest is what goes with a caller into a queue. The answer is Booked."""

    queue: str
    number: str = field(repr=False)
    intent: str
    skills: Mapping[str, int]
    priority: int
    language: str
    data: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Booked:
    result: Booking
