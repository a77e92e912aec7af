"""What is written down: one frozen row a finished thing, for the store and for whoever watches.

Times are seconds on the core's clock (Unix epoch based, monotonic).
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.frozen import frozen
from acd.core.left import MessageLeft, MessageMarked, SurveyAnswered
from acd.core.outbound import CallOut
from acd.core.pin_tries import PinTried
from acd.core.routing.why import Decision


class Outcome(StrEnum):
    """How a contact ended, exactly one each."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT_BY_KEY = "left_by_key"
    OVERFLOWED = "overflowed"  # to a named destination or IVR node, by a queue limit
    TURNED_AWAY = "turned_away"  # heard a message and was hung up, by a queue limit
    DROPPED = "dropped"  # by an operator
    PBX_LOST = "pbx_lost"
    # of call-backs: never an answer or an abandon, so that waits and service levels are those of callers who wait
    CALLED_BACK = "called_back"
    CALLBACK_FAILED = "callback_failed"  # every attempt in vain, or its time is over
    CALLED_AGAIN = "called_again"  # he called himself before we did
    CANCELLED = "cancelled"  # by an operator


OF_CALLBACKS = frozenset({Outcome.CALLED_BACK, Outcome.CALLBACK_FAILED, Outcome.CALLED_AGAIN, Outcome.CANCELLED})


class AgentState(StrEnum):
    """An agent's day."""

    SIGNED_OUT = "signed_out"
    READY = "ready"
    OFFERED = "offered"
    TALKING = "talking"
    WRAPPING = "wrapping"
    PAUSED = "paused"


@frozen
class ContactEntered:
    """A contact was accepted into a queue (its first, or the next one it moved to)."""

    contact: str
    pbx: str
    queue: str
    number: str
    name: str
    intent: str
    priority: int
    entered: float
    at: float


@frozen
class QueueStayEnded:
    """One contact's stay in one queue is over: by connection, by moving on, or with the contact."""

    contact: str
    queue: str
    since: float
    until: float
    outcome: str  # an Outcome, or "moved"


@frozen
class ContactEnded:
    """The one terminal row of a contact. `connected` is None for those never answered."""

    contact: str
    pbx: str
    queue: str  # the last one
    number: str
    name: str
    intent: str
    language: str
    priority: int
    entered: float
    connected: float | None
    ended: float
    outcome: Outcome
    agent: str | None
    offers: int
    ended_by_agent: bool
    data: Mapping[str, str]


@frozen
class OfferEnded:
    """One offer, over. `result` is an OfferFailure or "connected" (then `ended` is when the talk ended)."""

    contact: str
    offer: int
    agent: str
    queue: str
    made: float
    rang: float | None
    answered: float | None
    connected: float | None
    ended: float
    result: str


@frozen
class AgentStateEnded:
    """An agent spent `since`..`until` in `state`; `reason` is the pause reason, else empty."""

    agent: str
    state: AgentState
    reason: str
    since: float
    until: float
    next_state: AgentState
    next_reason: str


@frozen
class AgentNoted:
    """What an agent's states do not tell and a restart must not forget, as it stands from now on: the pause or sign-out
    he wished for during his talk, how often he failed in a row, until when he cools down, and `skills` an operator set
    in place of the `configured` ones (both empty: those count)."""

    agent: str
    wish: AgentState | None = None
    reason: str = ""  # of the pause he wished for
    strikes: int = 0
    cool_until: float | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    configured: Mapping[str, int] = field(default_factory=dict)


@frozen
class Decided:
    """Why this agent was rung for this contact: written with every offer."""

    contact: str
    offer: int
    at: float
    decision: Decision


@frozen
class FlowWalked:
    """A caller's walk through an IVR flow is over (the one row that the shell writes, not the Floor). `path` holds the
    nodes visited with what came of each, masked answers left out; `target` is the queue, destination or last node."""

    contact: str
    pbx: str
    flow: str
    number: str
    name: str
    began: float
    ended: float
    path: tuple[tuple[str, str], ...]
    outcome: str  # hand_off, transfer, hangup, caller_left, failed
    target: str
    intent: str


@frozen
class NeedsRelaxed:
    """A waiting caller's needs fell by the queue's steps; `needs` in words: "fr >= 2 (relaxed from 3)"."""

    contact: str
    queue: str
    at: float
    needs: tuple[str, ...]


@frozen
class WaitPredicted:
    """What a caller who has to wait in `queue` is expected to wait from `at` on until his talk: as likely longer than
    `p50_s` as not, and in one of five cases longer than `p80_s`. Nothing is foretold where nobody works who could serve
    him."""

    contact: str
    queue: str
    at: float
    p50_s: float
    p80_s: float


@frozen
class Refused:
    """An event made no sense in the state it met: it changed nothing."""

    at: float
    event: str
    who: str
    state: str


Row = (
    ContactEntered
    | QueueStayEnded
    | ContactEnded
    | OfferEnded
    | AgentStateEnded
    | AgentNoted
    | Decided
    | FlowWalked
    | NeedsRelaxed
    | WaitPredicted
    | Refused
    | CallbackBooked
    | CallbackTried
    | MessageLeft
    | MessageMarked
    | SurveyAnswered
    | PinTried
    | OperatorActed
    | CallOut
)
