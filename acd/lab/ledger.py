"""The demo's own books: every contact as told by the watch stream and as seen on the wire, and the figures of both.

Who was answered by whom, who gave up and when talks ended is taken from the SIP messages at the callers' and agents'
phones; when callers entered a queue, were connected, and how long wrap-ups took can only be told by the daemon.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from acd.control.happenings import Happening
from acd.core.events import OfferConnected
from acd.core.records import AgentState, AgentStateEnded, ContactEnded, ContactEntered, FlowWalked, Outcome
from acd.lab.figures import AgentFigures, QueueFigures
from acd.lab.sip_log import Leg


@dataclass(slots=True)
class Told:
    """A contact in the stream's words."""

    contact: str
    number: str
    queue: str
    entered: float
    connected: float | None = None
    ended: ContactEnded | None = None


@dataclass(frozen=True, slots=True)
class Went:
    """How a contact ended, with which agent, and whether he hung up. `outcome` None: neither an answer nor a caller who
    hung up, so that the PBX sent him away."""

    outcome: Outcome | None
    agent: str | None = None
    by_agent: bool = False

    def __str__(self) -> str:
        by = " (the agent hung up)" if self.by_agent else ""
        return f"{self.outcome or 'sent away'} {self.agent or ''}".rstrip() + by


@dataclass(slots=True)
class Ledger:
    """`callers`: the callers' legs; `phones`: the agents' legs by agent; `customers`: the legs of those called back.
    They are filled in when the show is over. `walkers`: the numbers of
    callers who walked a flow to its end; one does so more than once whom a key on hold leads to another flow."""

    callers: Sequence[Leg] = ()
    phones: Mapping[str, Sequence[Leg]] = field(default_factory=dict)
    customers: Sequence[Leg] = ()
    contacts: dict[str, Told] = field(default_factory=dict)
    walkers: set[str] = field(default_factory=set)
    wraps: list[AgentStateEnded] = field(default_factory=list)

    def take(self, at: float, what: Happening) -> None:
        match what:
            case FlowWalked():
                self.walkers.add(what.number)
            case ContactEntered():
                self.contacts[what.contact] = Told(what.contact, what.number, what.queue, what.entered)
            case OfferConnected() if what.contact in self.contacts:
                self.contacts[what.contact].connected = at
            case ContactEnded() if what.contact in self.contacts:
                self.contacts[what.contact].ended = what
            case AgentStateEnded(state=AgentState.WRAPPING):
                self.wraps.append(what)

    def unsettled(self) -> list[Told]:
        """Those who have not ended yet, or whose agent still wraps up."""
        return [contact for contact in self.contacts.values() if not self._is_settled(contact.ended)]

    def _is_settled(self, end: ContactEnded | None) -> bool:
        return end is not None and (end.agent is None or self._wrap(end.agent, end.ended) is not None)

    def on_wire(self, contact: Told) -> Went:
        """How it went by the SIP messages alone."""
        if contact.connected is not None and (answered := self._answered(contact)) is not None:
            agent, leg = answered
            is_back = any(call.dialled == contact.number and call.answered is not None for call in self.customers)
            return Went(Outcome.CALLED_BACK if is_back else Outcome.ANSWERED, agent, leg.we_hung_up)
        own = next((leg for leg in self.callers if leg.number == contact.number), None)
        return Went(Outcome.ABANDONED if own is not None and own.we_hung_up else None)

    def queue_figures(self, targets: Mapping[str, float]) -> list[QueueFigures]:
        queues = sorted({contact.queue for contact in self.contacts.values()})
        return [self._queue(queue, targets[queue]) for queue in queues]

    def agent_figures(self) -> list[AgentFigures]:
        return [self._agent(agent) for agent in sorted(self.phones)]

    def _queue(self, queue: str, target_s: float) -> QueueFigures:
        contacts = [contact for contact in self.contacts.values() if contact.queue == queue]
        went = [(contact, self.on_wire(contact).outcome) for contact in contacts]
        waits = [_waited(contact) for contact, outcome in went if outcome is Outcome.ANSWERED]
        abandoned = sum(outcome is Outcome.ABANDONED for _, outcome in went)
        left = [_waited(contact) for contact, outcome in went if outcome is None]
        called_back = sum(outcome is Outcome.CALLED_BACK for _, outcome in went)
        decided = len(waits) + abandoned + sum(wait > target_s for wait in left)
        return QueueFigures(
            queue,
            offered=len(contacts),
            answered=len(waits),
            abandoned=abandoned,
            left=len(left) + called_back,
            service_level=sum(wait <= target_s for wait in waits) / decided if decided else None,
            asa_s=_mean(waits),
            aht_s=_mean(self._handled(contacts)),
        )

    def _agent(self, agent: str) -> AgentFigures:
        legs = self.phones[agent]
        answered = [contact for contact in self.contacts.values() if self.on_wire(contact).agent == agent]
        return AgentFigures(agent, len(legs), len(answered), len(legs) - len(answered), _mean(self._handled(answered)))

    def _answered(self, contact: Told) -> tuple[str, Leg] | None:
        """The agent whose phone picked up for the contact's number, and that leg."""
        found = ((agent, leg) for agent, legs in self.phones.items() for leg in legs)
        return next(
            ((agent, leg) for agent, leg in found if leg.answered is not None and leg.number == contact.number), None
        )

    def _handled(self, contacts: Collection[Told]) -> list[float]:
        """Talk, to the BYE on the wire, and the wrap-up that followed."""
        times = []
        for contact in contacts:
            answered = self._answered(contact)
            if answered is None or contact.connected is None or answered[1].ended is None:
                continue
            ended = answered[1].ended
            wrap = self._wrap(answered[0], ended)
            times.append(ended - contact.connected + (wrap.until - wrap.since if wrap else 0.0))
        return times

    def _wrap(self, agent: str, ended: float) -> AgentStateEnded | None:
        """The wrap-up that followed when the agent's talk was over."""
        return next((wrap for wrap in self.wraps if wrap.agent == agent and abs(wrap.since - ended) < 1.0), None)


def _waited(contact: Told) -> float:
    until = contact.connected or (contact.ended.ended if contact.ended else contact.entered)
    return until - contact.entered


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None
