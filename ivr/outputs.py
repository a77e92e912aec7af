"""What the walk through a flow wants done next: exactly one at a time, answered by one input of ``ivr.inputs``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from ivr.booked import Book
from ivr.hearing import HearWant
from ivr.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Sound:
    """A recorded prompt by name, without extension or language (``vm-enter-num-to-call``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class Digits:
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    value: date


@dataclass(frozen=True, slots=True)
class ClockTime:
    value: time


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True)
class Words:
    """Text for a synthetic voice, every value in it filled in. Kept out of logs: it may be about the caller.

    `language` is the text's own ("": that of the Say). `is_fixed`: the same for every caller, so that it may have been
    made or recorded beforehand. `instead` is said where there is no voice for it."""

    text: str = field(repr=False)
    language: str = ""
    is_fixed: bool = False
    instead: tuple["Part", ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Tape:
    """What was recorded before, by the name of its `Record`; `folder` is where, "" where callers are recorded."""

    name: str
    folder: str = ""


Part = Sound | Number | Digits | Day | ClockTime | Money | Words | Tape


@dataclass(frozen=True, slots=True)
class KeyWant:
    """Which keys are waited for while and after the parts are said. `least`..`most` keys; `terminator` ends early and
    is not part of the answer; `timeout_s` runs from the end of speech to the first key, `gap_s` between keys."""

    least: int = 1
    most: int = 1
    terminator: str = ""
    timeout_s: float = 5.0
    gap_s: float = 3.0
    barge_in: bool = True
    masked: bool = False  # the answer must never be logged or stored


@dataclass(frozen=True, slots=True)
class Say:
    """Say the parts; with `keys` the answer is Pressed or Silent, without it Spoken. With `hear` too, speech is live
    at the same time as the keys, and the answer may as well be Heard, Unheard or Toned; whoever is silent in both ways
    is Silent."""

    parts: tuple[Part, ...]
    language: str
    keys: KeyWant | None = None
    hear: HearWant | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Record the caller after a beep: the answer is Recorded. `tape` is made here, of nothing a caller chooses; the
    recording ends by a key of `ends`, after `silence_s` of quiet or `longest_s` in all."""

    tape: str
    longest_s: float
    silence_s: float
    ends: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Facts are needed to decide (``queue.sales.expected_wait_s``, ``caller.known``, ``now``): the answer is Told."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookUp:
    """Something is looked up by name with these values: the answer is Found, NotFound or LookupFailed. A caller who has
    to wait for it hears the parts of `waiting`."""

    name: str
    values: Mapping[str, str] = field(repr=False)
    waiting: tuple[Part, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Whether this is the PIN of `account` in the book `pins`: the answer is PinChecked. `waiting` as with LookUp."""

    pins: str
    account: str = field(repr=False)
    pin: str = field(repr=False)
    waiting: tuple[Part, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The walk is over."""

    outcome: Outcome


Output = Say | Record | Ask | LookUp | CheckPin | Book | End
