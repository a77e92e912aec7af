"""What can happen, as facts in the past tense: the only way in to the Floor.

Times are not in the events: ``Floor.handle(event, now)`` gets `now` beside them (seconds on a clock that never jumps
and whose zero is the Unix epoch; see ``acd.clock``). The few times that are carried are on that same clock.

A contact id is unique over all PBXes (``<pbx>-<uniqueid>``); an offer is numbered from 1 within its contact.
`asked`, where an event has it, marks a request: exactly one ``Reply`` with the same token answers it.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType

from acd.core.callback_events import CallbacksRecalled as CallbacksRecalled
from acd.core.callback_events import CallbackWanted as CallbackWanted
from acd.core.callback_events import CustomerReached as CustomerReached
from acd.core.callback_events import HoursTurned as HoursTurned
from acd.core.frozen import frozen
from acd.core.outbound_events import CallsOutRecalled as CallsOutRecalled
from acd.core.outbound_events import TransferWanted as TransferWanted
from acd.core.roster import Roster, SkillNeed
from acd.core.routing.estimates import HandleTime
from acd.core.routing.piece import Piece
from acd.core.upkeep_events import ContactsRecalled as ContactsRecalled
from acd.core.upkeep_events import LastStay as LastStay
from acd.core.upkeep_events import NoteRecalled as NoteRecalled
from acd.core.upkeep_events import Swept as Swept
from acd.core.upkeep_events import WorkRecalled as WorkRecalled

NO_DATA: Mapping[str, str] = MappingProxyType({})


class OfferFailure(StrEnum):
    """Why an offer came to nothing. `CANCELLED` is our own doing and costs the agent no strike."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    DROPPED = "dropped"  # picked up, gone before the caller was connected
    CANCELLED = "cancelled"
    NOT_REACHED = "not_reached"  # of a call-back: its customer; costs the agent nothing


# --- contacts ---


@frozen
class ContactArrived:
    """A caller is on hold in the PBX and wants `queue`. Repeated for a contact already waiting it changes nothing; for
    a connected one it means the agent's side fell away at once and the caller is back: he waits on at his old place."""

    contact: str
    pbx: str
    channel: str
    queue: str
    entered: float
    number: str = ""
    name: str = ""
    intent: str = ""
    language: str = ""
    needs: tuple[SkillNeed, ...] = ()  # beyond the queue's own
    priority: int = 0  # 0..10, higher first
    position: int | None = None  # explicit entry position, from 1
    preferred_agent: str | None = None
    data: Mapping[str, str] = field(default_factory=lambda: NO_DATA)


@frozen
class CallerLeft:
    """The caller hung up (or his channel is gone) at any stage. `by_pbx`: it was not he who ended his call."""

    contact: str
    by_pbx: bool = False


@frozen
class CallerStayed:
    """The agent has hung up (``TalkEnded`` tells, before or after this), and the caller is asked about the talk: it was
    one, and it is over."""

    contact: str


@frozen
class CallerFellBack:
    """The dialplan, having heard nothing of us for too long, took the caller to its fallback: he waits no more."""

    contact: str


@frozen
class HoldVisited:
    """The caller's hold loop came round; the reply's value is an ``Announcement`` or None (say nothing now)."""

    contact: str
    asked: str


@frozen
class KeyPressed:
    """The caller pressed a key on hold; the reply's value is the ``Leave`` he leaves by, or None (go on waiting), or an
    ``Announcement`` that says why not. With a ``ToNode``, ``ToDestination`` or ``Goodbye`` the contact has left by
    choice when the reply is out."""

    contact: str
    key: str
    asked: str


@frozen
class ContactMoved:
    """An operator moved a waiting contact to another queue and/or place."""

    contact: str
    queue: str
    asked: str
    position: int | None = None


@frozen
class ContactPrioritised:
    contact: str
    priority: int
    asked: str


@frozen
class ContactDropped:
    """An operator ended the contact."""

    contact: str
    asked: str


# --- call-backs ---


@frozen
class CustomerMissed:
    """The customer of a call-back was called while the agent waited, and is not to be had."""

    contact: str
    offer: int
    cause: OfferFailure


# --- offers (one attempt to bring one contact to one agent) ---


@frozen
class OfferRang:
    """The agent's phone is really ringing."""

    contact: str
    offer: int


@frozen
class OfferAnswered:
    """The agent picked up; he is not yet talking to the caller."""

    contact: str
    offer: int


@frozen
class OfferConnected:
    """Agent and caller are in one bridge."""

    contact: str
    offer: int


@frozen
class OfferFailed:
    contact: str
    offer: int
    cause: OfferFailure


@frozen
class TalkEnded:
    """The agent's leg of a connected offer is gone. `by_agent`: he hung up first, and the caller is still there for a
    moment: he is back on hold (``ContactArrived``) if the talk was none, else ``CallerLeft`` follows."""

    contact: str
    offer: int
    by_agent: bool


# --- agents ---


@frozen
class AgentSignedIn:
    agent: str
    asked: str


@frozen
class AgentSignedOut:
    """During a call it takes effect when the call ends; while an offer rings, that offer is stopped."""

    agent: str
    asked: str


@frozen
class AgentPaused:
    """As AgentSignedOut about timing: never cuts a call, always stops an offer."""

    agent: str
    reason: str
    asked: str


@frozen
class AgentReady:
    """Ends a pause, or wrap-up before its deadline."""

    agent: str
    asked: str


@frozen
class AgentSkillsChanged:
    agent: str
    skills: Mapping[str, int]
    asked: str


@frozen
class PhoneReached:
    """The agent's phone is registered (again)."""

    agent: str


@frozen
class PhoneLost:
    """The agent's phone is not registered or does not answer the PBX."""

    agent: str


@frozen
class PhoneTaken:
    """The agent's phone has a call that is not ours."""

    agent: str


@frozen
class PhoneFreed:
    """The agent's phone has no call but ours any more."""

    agent: str


# --- the house ---


@frozen
class TimerRang:
    """Answers ``WakeMe``; a token that means nothing any more is ignored."""

    token: str


@frozen
class RosterChanged:
    """The configuration was read, at the start or again. Nobody on a call is touched."""

    roster: Roster


@frozen
class PastTalk:
    """Of one whose number may call again."""

    number: str
    agent: str
    key: str
    ended: float


@frozen
class EstimatesRecalled:
    """What an earlier Floor learned, and the talks so recent that their callers may yet call again, oldest first."""

    pieces: tuple[Piece, ...]
    talks: tuple[PastTalk, ...] = ()


@frozen
class HandleTimesRecalled:
    """What is known from elsewhere of the agents' handle times."""

    times: tuple[HandleTime, ...]


@frozen
class PricesSet:
    """What a second of each agent's time is worth to others (``routing.prices``); nothing for those not named."""

    prices: Mapping[str, float]


@frozen
class PbxLost:
    """No connection to this PBX: nothing is offered to or from it until a ``PbxSnapshot``. Nobody is dropped for it."""

    pbx: str


@frozen
class Talk:
    """A call found running: an offer's leg and its caller in one bridge, `since` then where the PBX knows it (to the
    second)."""

    arrival: ContactArrived
    offer: int
    agent: str
    since: float | None = None


@frozen
class PbxSnapshot:
    """The truth about one PBX's channels at one instant, taken after every (re)connection. What the Floor believes and
    the snapshot does not show is over; what the snapshot shows and the Floor does not know is adopted."""

    pbx: str
    holding: tuple[ContactArrived, ...]
    talking: tuple[Talk, ...]
    ringing: tuple[tuple[str, int], ...]  # (contact, offer) of legs not bridged
    lost_phones: tuple[str, ...] = ()  # agents whose phones are not registered
    taken_phones: tuple[str, ...] = ()  # agents whose phones hold calls that are not ours
    is_new_life: bool = False  # the PBX was started again since the last one: whoever it had is lost


Event = (
    ContactArrived
    | CallerLeft
    | CallerStayed
    | CallerFellBack
    | HoldVisited
    | KeyPressed
    | ContactMoved
    | ContactPrioritised
    | ContactDropped
    | CallbackWanted
    | CallbacksRecalled
    | TransferWanted
    | CallsOutRecalled
    | HoursTurned
    | CustomerReached
    | CustomerMissed
    | OfferRang
    | OfferAnswered
    | OfferConnected
    | OfferFailed
    | TalkEnded
    | AgentSignedIn
    | AgentSignedOut
    | AgentPaused
    | AgentReady
    | AgentSkillsChanged
    | PhoneReached
    | PhoneLost
    | PhoneTaken
    | PhoneFreed
    | TimerRang
    | RosterChanged
    | EstimatesRecalled
    | ContactsRecalled
    | NoteRecalled
    | WorkRecalled
    | Swept
    | HandleTimesRecalled
    | PricesSet
    | PbxLost
    | PbxSnapshot
)
