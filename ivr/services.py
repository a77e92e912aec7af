"""What a flow may have done for a caller by somebody else while he waits: a value looked up, a PIN checked.

Nothing looked up or typed is in a printed form: it may be about the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Trouble(StrEnum):
    """Why a lookup failed."""

    SLOW = "too slow"
    AWAY = "not reached"
    REFUSED = "refused"
    WRONG = "a wrong answer"
    BUSY = "too many at once"
    RESTING = "left alone for a while"
    UNKNOWN = "no such lookup"


@dataclass(frozen=True, slots=True)
class Found:
    """The fields that the answer has, as data of a flow: dates as 2026-12-24, times as 08:00, amounts as 12.50, flags
    as true or false."""

    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such thing."""


@dataclass(frozen=True, slots=True)
class LookupFailed:
    why: Trouble


class Verdict(StrEnum):
    """What was made of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"  # too many wrong ones before: it was not even looked at
    FAILED = "failed"  # nobody could say


@dataclass(frozen=True, slots=True)
class PinChecked:
    verdict: Verdict


class Services(Protocol):
    """Who does it. Neither raises, and both come to an end in time; a caller who hangs up cancels them."""

    async def look_up(self, name: str, values: Mapping[str, str]) -> Found | NotFound | LookupFailed: ...

    async def check_pin(self, pins: str, account: str, pin: str, number: str) -> PinChecked: ...
