"""What can answer an output of the walk, as facts in the past tense."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ivr.booked import Booked
from ivr.hearing import Heard, Toned, Unheard
from ivr.services import Found, LookupFailed, NotFound, PinChecked

Fact = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Started:
    """A caller entered the flow. `node` overrides the flow's start."""

    call: str
    number: str = ""
    name: str = ""
    dialled: str = ""
    language: str = ""
    node: str | None = None
    visit: str = ""  # of this call; with it a tape's name is used once


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everything was said, nothing was asked."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys came: `keys` without the terminator."""

    keys: str


@dataclass(frozen=True, slots=True)
class Silent:
    """No key, or too few, came in time; `keys` are the few."""

    keys: str = ""


class Stop(StrEnum):
    """What ended a recording."""

    KEY = "key"
    QUIET = "quiet"
    LIMIT = "limit"
    HUNG_UP = "hung up"
    FAILED = "failed"  # it could not be written: no room, no right, no folder


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording is over; `seconds` of sound, the quiet that ended it left out. With HUNG_UP the caller is gone."""

    seconds: float
    why: Stop


@dataclass(frozen=True, slots=True)
class Told:
    """The facts asked for; an unknown one is None."""

    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller is gone."""


Input = (
    Started
    | Spoken
    | Pressed
    | Silent
    | Heard
    | Unheard
    | Toned
    | Recorded
    | Told
    | Found
    | NotFound
    | LookupFailed
    | PinChecked
    | Booked
    | HungUp
)
