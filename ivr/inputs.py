"""What can answer an output of the walk, as facts in the past tense."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.hearing import Heard, Toned, Unheard

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


@dataclass(frozen=True, slots=True)
class Told:
    """The facts asked for; an unknown one is None."""

    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller is gone."""


Input = Started | Spoken | Pressed | Silent | Heard | Unheard | Toned | Told | HungUp
