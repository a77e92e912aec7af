"""One contact and its offers: the table of a contact's life and what the Floor remembers of it.

Three times order a contact's life and must not be mixed: `entered` is when the caller really began to wait (kept over
queues and restarts; reports and announcements use it), `stay_since` is when he came to his present queue (limits use
it), and `since` is the one number that orders the line (normally `entered`; an explicit position moves it).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from acd.core.callback import Callback, Dial
from acd.core.events import NO_DATA
from acd.core.roster import QueueRules, SkillNeed
from acd.core.routing.needs import Needs
from acd.core.routing.piece import work_key


class ContactState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTED = "connected"
    RESTING = "resting"  # a call-back that may not be made now
    ENDED = "ended"


class ContactTrigger(StrEnum):
    IS_OFFERED = "offer made"
    OFFER_FAILS = "offer failed or withdrawn"
    CONNECTS = "agent and caller in one bridge"
    RETURNS = "agent fell away, caller is back on hold"
    MOVES = "moves to a queue or place"
    RESTS = "may not be called now"
    IS_DUE = "may be called"
    ENDS = "ends"


S, T = ContactState, ContactTrigger

CONTACT_LIFE: Mapping[tuple[ContactState, ContactTrigger], ContactState] = {
    (S.WAITING, T.IS_OFFERED): S.OFFERED,
    (S.WAITING, T.MOVES): S.WAITING,
    (S.WAITING, T.CONNECTS): S.CONNECTED,
    (S.WAITING, T.ENDS): S.ENDED,
    (S.OFFERED, T.OFFER_FAILS): S.WAITING,
    (S.OFFERED, T.CONNECTS): S.CONNECTED,
    (S.OFFERED, T.ENDS): S.ENDED,
    (S.WAITING, T.RESTS): S.RESTING,
    (S.RESTING, T.IS_DUE): S.WAITING,
    (S.RESTING, T.CONNECTS): S.CONNECTED,
    (S.RESTING, T.ENDS): S.ENDED,
    (S.CONNECTED, T.RETURNS): S.WAITING,
    (S.CONNECTED, T.ENDS): S.ENDED,
}


class Stage(StrEnum):
    """Where an offer's leg stands. A stopping leg belongs to no contact any more, only to its agent's phone."""

    DIALLING = "dialling"  # a call-back's customer, before any agent is rung
    RINGING = "ringing"
    ANSWERED = "answered"
    CONNECTED = "connected"
    STOPPING = "stopping"


@dataclass(slots=True)
class Offer:
    contact: str
    number: int
    agent: str
    pbx: str
    queue: str
    made: float
    stage: Stage = Stage.RINGING
    rang: float | None = None
    answered: float | None = None
    connected: float | None = None
    whisper: bool = False
    dial_s: float = 0.0  # how long its customer's phone may ring; 0: the caller is on hold
    ended: float | None = None  # its talk's end, while it is open whether that was one
    guard: str = ""  # the timer that minds its stage
    until: float | None = None  # when that rings
    has_looked: bool = False  # it has rung, and the PBX was asked what became of the leg
    is_written: bool = False  # its OfferEnded row is out

    @property
    def key(self) -> tuple[str, int]:
        return self.contact, self.number

    def is_out(self) -> bool:
        """It reserves its contact and is not connected yet."""
        return self.stage in (Stage.DIALLING, Stage.RINGING, Stage.ANSWERED)


@dataclass(slots=True)
class Contact:
    id: str
    pbx: str
    channel: str
    queue: str
    rules: QueueRules  # of `queue`; the last known ones once the queue is removed
    entered: float
    since: float
    stay_since: float
    seq: int  # order of arrival at this Floor: the last tie-break
    number: str = ""
    name: str = ""
    intent: str = ""
    language: str = ""
    needs: tuple[SkillNeed, ...] = ()
    first_needs: tuple[QueueRules, Needs] | None = None  # with the rules they follow from
    priority: int = 0
    preferred: str | None = None
    preferred_until: float = 0.0
    data: Mapping[str, str] = field(default_factory=lambda: NO_DATA)
    state: ContactState = S.WAITING
    offer: Offer | None = None  # out or connected
    parted: Offer | None = None  # whose agent hung up, until the PBX says what became of the caller
    offers: int = 0
    failed: dict[int, Offer] = field(default_factory=dict)  # the last few reported as failed
    excluded: set[str] = field(default_factory=set)  # agents who missed, refused or dropped this contact
    visited: set[str] = field(default_factory=set)  # queues it has been in
    connected: float | None = None
    agent: str | None = None
    is_settled: bool = False  # connected for long enough to call it a talk
    talk_ended: float | None = None  # the agent hung up: does the caller come back or go?
    is_asked: bool = False  # the caller is asked about his talk, whose agent has hung up
    handled: tuple[str, float] | None = None  # agent and seconds, until it is known whether the caller was passed on
    relax_at: float | None = None  # the armed relax timer
    said_at: float | None = None
    said_position: int | None = None
    said_wait_s: float | None = None
    comfort_turn: int = 0
    callback: Callback | None = None

    @property
    def estimate_key(self) -> str:
        return work_key(self.intent, self.queue)

    def is_away(self) -> bool:
        """A call-back with nobody on the line."""
        return self.callback is not None and not self.channel

    def dial(self) -> Dial | None:
        """The customer to be called; None for whoever is on the line."""
        rules = self.rules.callback
        if rules is None or not self.is_away():
            return None
        return Dial(self.number, rules.trunk, rules.shown, rules.ring_s)
