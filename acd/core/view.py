"""The floor as people look at it: a plain picture of one instant, safe to hand out."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.core.records import AgentState


@dataclass(frozen=True, slots=True)
class AgentView:
    agent: str
    name: str
    pbx: str
    phone: str
    state: AgentState
    reason: str  # of the pause; else empty
    since: float
    until: float | None  # the state's own deadline, if it has one (wrap-up, cool-down)
    skills: Mapping[str, int]
    contact: str | None
    strikes: int
    phone_state: str  # "ok", "lost" or "taken"
    calls: int  # answered since sign-in


@dataclass(frozen=True, slots=True)
class CallbackView:
    """Not to be called before `due`; `in_line` when it stands in its queue; `is_away` while nobody is on the line."""

    due: float
    tries: int
    in_line: bool
    is_away: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    contact: str
    pbx: str
    queue: str
    state: str  # waiting, offered, connected
    number: str
    name: str
    intent: str
    language: str
    priority: int
    entered: float
    position: int | None  # from 1, while waiting
    expected_wait_s: float | None  # P50
    agent: str | None
    offers: int
    expected_wait_p80_s: float | None = None
    callback: CallbackView | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """Counters run from the start of the daemon; `service_level` is answered within the queue's target over offered so
    far decided, abandons counted against it (Cisco's "abandoned calls negative"); None before the first."""

    queue: str
    waiting: int
    longest_wait_s: float
    expected_wait_s: float | None  # P50, for one who would enter now; None: nobody could serve him
    agents_signed_in: int  # who could serve its callers
    agents_free: int
    offered: int
    answered: int
    abandoned: int
    left_otherwise: int
    service_level: float | None
    asa_s: float | None  # average speed of answer
    expected_wait_p80_s: float | None = None
    callbacks: int = 0  # of those waiting, in whose place nobody is on the line


@dataclass(frozen=True, slots=True)
class FloorView:
    at: float
    agents: tuple[AgentView, ...]
    contacts: tuple[ContactView, ...]
    queues: tuple[QueueView, ...]
    lost_pbxes: tuple[str, ...]
