"""What is known of a shop that runs app_queue, as facts in the past tense: the only way into a ``Day``.

No caller's number or name is in a fact: a caller is his channel's unique id. `at` is in seconds since the epoch on the
PBX's clock. An agent is the interface the queue rings, long numbers in it made unreadable (``masked``).
"""

import hashlib
import re
from dataclasses import dataclass

_LONG_NUMBER = re.compile(r"[0-9]{6,}")


def masked(name: str) -> str:
    """`name` with every number of six or more digits made unreadable: its last two digits, and four letters of a hash
    that keep two such numbers apart."""
    return _LONG_NUMBER.sub(lambda found: _mask(found[0]), name)


def _mask(number: str) -> str:
    return f"x{number[-2:]}-{hashlib.sha256(number.encode()).hexdigest()[:4]}"


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """The queue as it stands: its members follow as ``AgentSeated``; of callers only `waiting` are there."""

    at: float
    queue: str
    strategy: str
    waiting: tuple[str, ...]
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchLost:
    """From here on things may have happened that were not heard, until the next ``QueueSeen``."""

    at: float


@dataclass(frozen=True, slots=True)
class AgentSeated:
    """A member of the queue, as it is now. `is_reachable`: his phone is there; `is_busy`: it is in a call or rings."""

    at: float
    queue: str
    agent: str
    name: str
    penalty: int
    is_paused: bool
    is_reachable: bool
    is_busy: bool
    wrap_s: float = 0.0


@dataclass(frozen=True, slots=True)
class AgentUnseated:
    at: float
    queue: str
    agent: str


@dataclass(frozen=True, slots=True)
class CallerJoined:
    """`position` is the place he was given, from 1."""

    at: float
    queue: str
    caller: str
    position: int


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """He waits no more: connected (which is told next), or by a time-out, a key, or an empty queue."""

    at: float
    queue: str
    caller: str


@dataclass(frozen=True, slots=True)
class CallerAbandoned:
    at: float
    queue: str
    caller: str


@dataclass(frozen=True, slots=True)
class AgentRung:
    at: float
    queue: str
    caller: str
    agent: str


@dataclass(frozen=True, slots=True)
class RingMissed:
    at: float
    queue: str
    caller: str
    agent: str
    rang_s: float


@dataclass(frozen=True, slots=True)
class AgentConnected:
    at: float
    queue: str
    caller: str
    agent: str
    rang_s: float


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """`caller` is empty where the PBX no longer knew him."""

    at: float
    queue: str
    caller: str
    agent: str
    talked_s: float


Fact = (
    QueueSeen
    | WatchLost
    | AgentSeated
    | AgentUnseated
    | CallerJoined
    | CallerLeft
    | CallerAbandoned
    | AgentRung
    | RingMissed
    | AgentConnected
    | TalkEnded
)
