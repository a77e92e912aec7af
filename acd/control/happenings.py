"""What a watcher is told, and how the daemon's events and commands become it.

The stream carries every row the floor writes, and of the rest only what a person following a call wants to see:
phones that ring, offers answered and connected, callers sent elsewhere, PBXes lost and found.
"""

from dataclasses import dataclass
from typing import Final

from acd.control.duty import Draining
from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.commands import Command, Record, SendCaller
from acd.core.events import Event, OfferAnswered, OfferConnected, OfferRang, PbxLost, PbxSnapshot
from acd.core.left import MessageLeft, MessageMarked, SurveyAnswered
from acd.core.outbound import CallOut
from acd.core.pin_tries import PinTried
from acd.core.records import (
    AgentNoted,
    AgentStateEnded,
    ContactEnded,
    ContactEntered,
    Decided,
    FlowWalked,
    NeedsRelaxed,
    OfferEnded,
    QueueStayEnded,
    Refused,
    Row,
    WaitPredicted,
)
from acd.core.roster import Goodbye, Leave, ToDestination, ToNode, ToQueue


@dataclass(frozen=True, slots=True)
class CallerSent:
    """A caller was taken out of hold; `where` in words, such as "destination voicemail"."""

    contact: str
    where: str


@dataclass(frozen=True, slots=True)
class PbxFound:
    """A PBX is connected (again), with so many of our callers on hold and in talks."""

    pbx: str
    holding: int
    talking: int


Happening = Draining | Row | OfferRang | OfferAnswered | OfferConnected | CallerSent | PbxLost | PbxFound

KINDS: Final[dict[str, type[Happening]]] = {
    kind.__name__: kind
    for kind in (
        ContactEntered,
        QueueStayEnded,
        ContactEnded,
        OfferEnded,
        AgentStateEnded,
        AgentNoted,
        Decided,
        FlowWalked,
        NeedsRelaxed,
        WaitPredicted,
        Refused,
        CallbackBooked,
        CallbackTried,
        MessageLeft,
        MessageMarked,
        SurveyAnswered,
        PinTried,
        OperatorActed,
        CallOut,
        OfferRang,
        OfferAnswered,
        OfferConnected,
        CallerSent,
        PbxLost,
        PbxFound,
        Draining,
    )
}


def happening(of: Event | Command) -> Happening | None:
    """What a watcher is told of an event the floor took or a command it gave; None: nothing."""
    match of:
        case Record(row):
            return row
        case SendCaller():
            return CallerSent(of.contact, in_words(of.where))
        case PbxSnapshot():
            return PbxFound(of.pbx, len(of.holding), len(of.talking))
        case OfferRang() | OfferAnswered() | OfferConnected() | PbxLost():
            return of
        case _:
            return None


def in_words(where: Leave) -> str:
    match where:
        case ToQueue(queue):
            return f"queue {queue}"
        case ToDestination(destination):
            return f"destination {destination}"
        case ToNode(flow, node):
            return f"node {node} of flow {flow}"
        case Goodbye(message):
            return f"message {message} and hang-up" if message else "hang-up"
