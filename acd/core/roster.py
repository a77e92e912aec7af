"""Who may serve whom, by which rules: the configured part of the house as the core sees it.

Built by ``acd.config`` from the admin's files, already validated; the core trusts it. Durations are in seconds,
proficiency levels run from 1 (lowest) to 10.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from acd.core.outbound import OutboundLimits


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """A caller can only be served by an agent who holds `skill` at `level` or better."""

    skill: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class RelaxStep:
    """After `after_s` of waiting the need for `skill` falls to `level`; 0 drops the need."""

    after_s: float
    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class ToQueue:
    """Go on waiting in another queue."""

    queue: str


@dataclass(frozen=True, slots=True)
class ToDestination:
    """Leave for a *named* destination of the dialplan (never digits as dialled)."""

    destination: str


@dataclass(frozen=True, slots=True)
class ToNode:
    """Leave for a node of an IVR flow."""

    flow: str
    node: str


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Hear `message` (a sound name, or none) and be hung up."""

    message: str | None = None


Leave = ToQueue | ToDestination | ToNode | Goodbye


@dataclass(frozen=True, slots=True)
class Weights:
    """What a choice costs, in seconds of a caller's time for one unit of each term (``routing.scores`` has the formula,
    ``routing.presets`` names for whole sets). Not negative; a term of weight 0 is left out of the choice."""

    wait: float = 1.0  # for a second of urgency
    priority: float = 60.0  # for a point of priority
    handle: float = 1.0  # for a second that this agent needs longer than the fastest
    price: float = 1.0  # for a second that his time is worth to other callers
    fit: float = 30.0  # for skills that do not fit at all
    occupancy: float = 100.0  # for an agent who is never idle
    idle: float = 0.1  # for a second of idleness, up to ten minutes of it
    preferred: float = 120.0  # for being the caller's preferred agent
    answer: float = 1.0  # for a second that a phone will probably ring in vain


@dataclass(frozen=True, slots=True)
class Cooldowns:
    """How long an agent is left alone after an offer failed, by cause, and after how many misses he is paused."""

    no_answer_s: float = 30.0
    busy_s: float = 10.0
    rejected_s: float = 20.0
    unreachable_s: float = 30.0
    dropped_s: float = 10.0
    strikes: int = 3


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """How callers of a queue are called back. `agent_first`: an agent picks up, then the customer is called; else the
    customer, as soon as an agent is free for him. A call-back that took `attempts` calls, or is `keep_s` old, is over.
    Nobody is called outside the hours of the calendar `hours`."""

    trunk: str
    shown: str = ""
    agent_first: bool = True
    attempts: int = 3
    gap_s: float = 600.0  # between two calls
    busy_gap_s: float = 120.0  # after one that found the line busy
    ring_s: float = 30.0  # of the customer's phone
    keep_s: float = 86_400.0
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class QueueRules:
    """One queue: what it needs of an agent, how long things may take, and where callers go when they may not wait."""

    name: str
    needs: tuple[SkillNeed, ...] = ()
    relax: tuple[RelaxStep, ...] = ()
    weights: Weights = Weights()
    service_level_s: float = 20.0
    overdue_s: float = 600.0  # callers waiting longer are served strictly oldest first, whatever the scores
    reserve_s: float | None = None  # an agent whose choice wastes more is kept back until the wait is that urgent
    by_resolution: bool = False  # handle times count until the matter is settled, so that rushing does not pay
    handle_s: float = 240.0  # expected handle time until the agents' own is known
    handles: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))  # of single kinds of work
    ring_s: float = 15.0
    wrap_s: float = 10.0
    preferred_s: float = 0.0  # how long a caller is kept for his preferred (last) agent
    max_length: int | None = None
    max_wait_s: float | None = None
    when_full: Leave = Goodbye()
    when_late: Leave = Goodbye()
    when_nobody: Leave | None = None  # nobody signed in who could ever serve; None keeps the caller waiting
    keys: Mapping[str, Leave] = field(default_factory=lambda: MappingProxyType({}))
    announce_every_s: float = 30.0
    say_position: bool = True
    say_wait: bool = True
    comfort: tuple[str, ...] = ()  # sound names, said in turn with the announcements
    music: str = "default"
    record: bool = False
    whisper: bool = True

    def handle_of(self, key: str) -> float:
        """Seconds expected of the kind of work `key` (``routing.piece.work_key``) until they are learned."""
        return self.handles.get(key, self.handle_s)

    survey: str | None = None  # the flow for a caller who stays when the agent hangs up
    callback: CallbackRules | None = None  # None: nobody is called back


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """One agent as configured. `phone` is a channel technology/resource such as ``PJSIP/1001`` on PBX `pbx`."""

    id: str
    name: str
    pbx: str
    phone: str
    skills: Mapping[str, int]
    wrap_s: float | None = None  # overrides the queue's
    cooldowns: Cooldowns = Cooldowns()


@dataclass(frozen=True, slots=True)
class Roster:
    """The whole configured floor."""

    queues: Mapping[str, QueueRules]
    agents: Mapping[str, AgentProfile]
    outbound: OutboundLimits = field(default_factory=OutboundLimits)
