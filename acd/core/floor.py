"""The Floor: the one mutator. Events in, commands out; no clock, no I/O, no chance.

The same roster, seed, events and instants give the same commands, so an incident's journal replays as a test: what a
Floor is told at the start (roster, handle times) comes as events too, and one that begins empty misses nothing. Nothing
is decided by lot today (ties have an order: longest-waiting contact, longest-idle agent, agent id); `seed` is kept
with the Floor for whoever replays it. After each event, and only then, ``dispatch`` makes the offers that have become
possible.
"""

from collections.abc import Callable

from acd.core import (
    calling_back,
    deadlines,
    differences,
    going_out,
    legs,
    noting,
    queueing,
    recovery,
    reload,
    requests,
    resume,
    talk,
    timers,
)
from acd.core import events as e
from acd.core.agent import Agent
from acd.core.arrival import arrive
from acd.core.books import Books
from acd.core.commands import Command, Reply
from acd.core.contact import ContactState
from acd.core.delivery import withdraw
from acd.core.differences import Difference
from acd.core.dispatch import dispatch
from acd.core.expect import foretell
from acd.core.picture import picture, queue_picture
from acd.core.records import AgentState, Outcome
from acd.core.roster import Roster
from acd.core.routing.piece import Piece
from acd.core.routing.prices import Demand
from acd.core.routing.why import Decision
from acd.core.view import FloorView, QueueView


class Floor:
    """`handle` is the only way to change it; everything else only looks."""

    def __init__(self, roster: Roster, seed: int = 0, *, foretells: bool = True) -> None:
        """`foretells`: callers' waits, which nothing is decided by; a simulation may do without."""
        self.seed = seed
        self._foretells = foretells
        self._books = Books(roster)

    def handle(self, event: e.Event, now: float) -> list[Command]:
        """What is to be done about `event`, in order. `now` never goes back."""
        books = self._books
        books.come_to(now)
        out: list[Command] = []
        books.out = out
        note = _FACTS.get(type(event))
        if note is not None:
            note(books, event)
        elif isinstance(event, Asked):
            _answer(books, event)
        if books.someone_went:
            books.someone_went = False
            queueing.nobody_left(books)
        dispatch(books)
        if books.to_note:
            noting.write(books)
        if books.newcomers and self._foretells:
            foretell(books)
        books.newcomers.clear()
        return out

    def view(self, now: float) -> FloorView:
        self._books.come_to(now)
        return picture(self._books)

    def queue(self, name: str, now: float) -> QueueView | None:
        """One queue of the view, at a fraction of its cost; None where there is no such queue."""
        self._books.come_to(now)
        return queue_picture(self._books, name) if name in self._books.roster.queues else None

    def headcount(self) -> tuple[int, int]:
        """Contacts there are and agents signed in, at a fraction of the view's cost."""
        agents = self._books.agents.values()
        return len(self._books.contacts), sum(agent.state is not AgentState.SIGNED_OUT for agent in agents)

    def refused_calls_out(self) -> int:
        """Over a cap of the hour, since this Floor began."""
        return self._books.outbound.refused

    def differences(self, truth: e.PbxSnapshot, present: frozenset[str], now: float) -> frozenset[Difference]:
        """See ``differences.of_pbx``; none while that PBX is lost."""
        self._books.come_to(now)
        is_lost = truth.pbx in self._books.lost
        return frozenset() if is_lost else differences.of_pbx(self._books, truth, present)

    def overdue(self, now: float) -> frozenset[Difference]:
        """See ``differences.of_time``."""
        self._books.come_to(now)
        return differences.of_time(self._books)

    def decision(self, contact: str) -> list[Decision]:
        """The contact's last decisions, oldest first; empty for one long gone or never offered."""
        return list(self._books.decisions.get(contact, ()))

    def market(self, now: float) -> tuple[tuple[str, ...], list[Demand]]:
        """What the prices of agents' time follow from: the agents, and the calls to expect, arrays in that order."""
        return self._books.crew.ids, self._books.demand(now)

    def learned(self) -> tuple[Piece, ...]:
        """What was learned (``routing.learned``), to be kept over a restart."""
        return self._books.learned.dump()


Asked = (
    e.HoldVisited
    | e.KeyPressed
    | e.ContactMoved
    | e.ContactPrioritised
    | e.ContactDropped
    | e.CallbackWanted
    | e.TransferWanted
    | e.AgentSignedIn
    | e.AgentSignedOut
    | e.AgentPaused
    | e.AgentReady
    | e.AgentSkillsChanged
)

_REQUESTS: dict[type, Callable[..., None]] = {
    e.HoldVisited: requests.visit_hold,
    e.KeyPressed: requests.press_key,
    e.ContactMoved: requests.move,
    e.ContactPrioritised: requests.prioritise,
    e.ContactDropped: requests.drop,
    e.CallbackWanted: requests.book,
    e.TransferWanted: requests.go_out,
    e.AgentSignedIn: requests.sign_in,
    e.AgentSignedOut: requests.sign_out,
    e.AgentPaused: requests.pause,
    e.AgentReady: requests.ready,
    e.AgentSkillsChanged: requests.change_skills,
}


def _answer(books: Books, event: Asked) -> None:
    try:
        _REQUESTS[type(event)](books, event)
    except requests.NotPossible as why:
        books.out.append(Reply(event.asked, ok=False, error=str(why)))


def _caller_left(books: Books, event: e.CallerLeft) -> None:
    contact, past = books.contacts.get(event.contact), books.past.get(event.contact)
    if contact is not None:
        talk.caller_left(books, contact, by_pbx=event.by_pbx)
    elif past is not None:
        books.note_gone(event.contact, past)
    else:
        books.refuse(event, event.contact, "unknown")


def _caller_stayed(books: Books, event: e.CallerStayed) -> None:
    contact = books.contacts.get(event.contact)
    if contact is not None and contact.state is ContactState.CONNECTED:
        talk.stayed(books, contact)
    elif event.contact not in books.past:
        books.refuse(event, event.contact, "unknown" if contact is None else contact.state.value)


def _caller_fell_back(books: Books, event: e.CallerFellBack) -> None:
    contact = books.contacts.get(event.contact)
    if contact is None:
        books.refuse(event, event.contact, "unknown or ended")
    elif contact.state is ContactState.CONNECTED:
        books.refuse(event, event.contact, contact.state.value)
    else:
        withdraw(books, contact)
        queueing.end(books, contact, Outcome.OVERFLOWED)


def _customer(books: Books, event: e.CustomerReached | e.CustomerMissed) -> None:
    if isinstance(event, e.CustomerReached):
        wrong = calling_back.reached(books, event)
    else:
        wrong = calling_back.told_missed(books, event)
    if wrong:
        books.refuse(event, f"{event.contact} offer {event.offer}", wrong)


def _recall(books: Books, event: e.EstimatesRecalled) -> None:
    books.learned.load(event.pieces, books.now)
    for past in event.talks:
        books.learned.resolution.talked(past.number, past.agent, past.key, past.ended)
    books.sort_kinds()


def _handle_times(books: Books, event: e.HandleTimesRecalled) -> None:
    books.estimates.recall(event.times, books.now)
    books.sort_kinds()


def _prices(books: Books, event: e.PricesSet) -> None:
    books.prices = event.prices
    books.crew.set_prices(event.prices)
    books.kinds.refresh()
    for contact in books.room.contacts:
        if contact.rules.reserve_s is not None:
            books.eager[contact.id] = None


PhoneEvent = e.PhoneReached | e.PhoneLost | e.PhoneTaken | e.PhoneFreed


def _phone(books: Books, event: PhoneEvent) -> None:
    agent: Agent | None = books.agents.get(event.agent)
    if agent is None:
        books.refuse(event, event.agent, "unknown")
        return
    if isinstance(event, e.PhoneReached | e.PhoneLost):
        agent.phone_lost = isinstance(event, e.PhoneLost)
    else:
        agent.phone_taken = isinstance(event, e.PhoneTaken)
    books.refresh(agent)


_FACTS: dict[type, Callable[..., None]] = {
    e.ContactArrived: arrive,
    e.CallerLeft: _caller_left,
    e.CallerFellBack: _caller_fell_back,
    e.CallerStayed: _caller_stayed,
    e.CallbacksRecalled: calling_back.recall,
    e.CallsOutRecalled: going_out.recall,
    e.HoursTurned: calling_back.turn_hours,
    e.CustomerReached: _customer,
    e.CustomerMissed: _customer,
    e.OfferRang: legs.rang,
    e.OfferAnswered: legs.answered,
    e.OfferConnected: legs.connected,
    e.OfferFailed: legs.failed,
    e.TalkEnded: legs.talk_ended,
    e.PhoneReached: _phone,
    e.PhoneLost: _phone,
    e.PhoneTaken: _phone,
    e.PhoneFreed: _phone,
    e.TimerRang: timers.rang,
    e.RosterChanged: lambda books, event: reload.change_roster(books, event.roster),
    e.EstimatesRecalled: _recall,
    e.ContactsRecalled: resume.recall,
    e.NoteRecalled: noting.recall,
    e.WorkRecalled: resume.recall_work,
    e.Swept: deadlines.review,
    e.HandleTimesRecalled: _handle_times,
    e.PricesSet: _prices,
    e.PbxLost: recovery.lose,
    e.PbxSnapshot: recovery.reconcile,
}
