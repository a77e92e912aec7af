"""What must always hold of the Floor, for a state machine that drives it against a model PBX: what a command may be,
and what is true after every event."""

from dataclasses import replace

from hypothesis.stateful import invariant
from pbx_model import ModelPbx

from acd.core import commands as c
from acd.core import deadlines
from acd.core import events as e
from acd.core import records as r
from acd.core.books import Books
from acd.core.contact import Contact, ContactState, Stage
from acd.core.floor import Floor
from acd.core.records import AgentState
from acd.core.roster import (
    AgentProfile,
    CallbackRules,
    Goodbye,
    QueueRules,
    RelaxStep,
    Roster,
    SkillNeed,
    ToDestination,
    ToNode,
    ToQueue,
)
from acd.core.waiting import NOBODY

START = 1_000_000.0
LEAVES = (Goodbye(), ToDestination("voicemail"), ToDestination("fallback"))
FAILURES = [each for each in e.OfferFailure if each is not e.OfferFailure.CANCELLED]


def roster(wrap_s: float = 5.0, *, fewer: bool = False) -> Roster:
    fr = (SkillNeed("fr", 3),)
    first = CallbackRules("trunk", attempts=2, gap_s=6.0, busy_gap_s=1.0, ring_s=20.0, keep_s=150.0)
    keys = {"1": ToQueue("fr"), "2": ToDestination("voicemail"), "3": ToNode("callback", "ask")}
    queues = (
        QueueRules("any", wrap_s=wrap_s, overdue_s=60.0, keys=keys, callback=first),
        QueueRules(
            "fr",
            fr,
            (RelaxStep(30, "fr", 1),),
            wrap_s=0.0,
            preferred_s=10.0,
            max_wait_s=90,
            when_late=Goodbye(),
            callback=None if fewer else replace(first, agent_first=False),
        ),
        QueueRules("short", max_length=1, when_full=ToQueue("any"), when_nobody=ToQueue("fr"), announce_every_s=0.0),
    )
    agents = (
        AgentProfile("ann", "Ann", "main", "PJSIP/1", {"fr": 5}),
        AgentProfile("bob", "Bob", "main", "PJSIP/2", {"fr": 2, "de": 9}),
        AgentProfile("cyd", "Cyd", "main", "PJSIP/3", {}, wrap_s=0.0),
        AgentProfile("dan", "Dan", "two", "PJSIP/4", {"fr": 4}),
    )
    kept = agents[1:] if fewer else agents
    return Roster({q.name: q for q in queues if not (fewer and q.name == "short")}, {a.id: a for a in kept})


class Invariants:
    """Of a machine that has these; ``open`` it before asking."""

    now: float
    pbx: ModelPbx
    floor: Floor
    books: Books
    timers: list[tuple[float, str]]
    entered: set[str]
    adopted: set[str]
    ended: dict[str, r.Outcome]
    failed_at: dict[str, float]
    notes: dict[str, r.AgentNoted]
    reserved: dict[str, str]  # agents, by the contact whose customer is called before them

    # --- of what is commanded ---

    def note_failure(self, event: e.OfferFailed, out: list[c.Command]) -> None:
        rows = [each.row for each in out if isinstance(each, c.Record)]
        for row in rows:
            if isinstance(row, r.OfferEnded) and row.result == event.cause.value:
                self.failed_at[row.agent] = self.now

    def check(self, command: c.Command) -> None:
        if isinstance(command, c.RingAgent):
            self.check_ring(command)
        elif isinstance(command, c.DialCustomer):
            self.check_dial(command)
        elif isinstance(command, c.Record) and isinstance(command.row, r.ContactEntered):
            contact = command.row.contact
            if contact in self.ended:  # a new life of the same channel
                del self.ended[contact]
            self.entered.add(contact)
        elif isinstance(command, c.Record) and isinstance(command.row, r.ContactEnded):
            assert command.row.contact not in self.ended, "one terminal row a contact"
            self.ended[command.row.contact] = command.row.outcome
            assert command.row.ended >= command.row.entered

    def check_nobody_is_dropped(self, event: e.Event, command: c.Command) -> None:
        """Invariant 7: only an operator ends a call; who may not wait goes where the configuration says, or falls
        back."""
        if isinstance(command, c.HangUpCaller):
            assert isinstance(event, e.ContactDropped) or self.ended[command.contact] is r.Outcome.DROPPED
        elif isinstance(command, c.SendCaller):
            assert command.where in LEAVES
            assert not isinstance(event, e.PbxLost)

    def check_turn(self, contact: str, agent: str) -> None:
        """Invariant 4: among equals nobody is overtaken. Whose preferred agent it is, is no equal, and who is overdue
        goes before one who was put ahead of him and is not."""
        served = self.books.contacts[contact]
        if served.preferred == agent:
            return
        for other in self.books.room.contacts:
            if self.is_overdue(served) and not self.is_overdue(other):
                continue
            if other.since >= served.since or not self.are_equals(other, served) or agent in other.excluded:
                continue
            held = int(self.books.room.whole("kept_for")[self.books.room.row(other.id)])  # until its timer came
            assert held not in (NOBODY, self.books.crew.rows[agent]), f"{served.id} overtook {other.id}"

    def is_overdue(self, contact: Contact) -> bool:
        return self.now - contact.entered > contact.rules.overdue_s

    def are_equals(self, one: Contact, other: Contact) -> bool:
        alike = (one.pbx, one.queue, one.priority, one.estimate_key) == (
            other.pbx,
            other.queue,
            other.priority,
            other.estimate_key,
        )
        return alike and self.books.needs_now(one) == self.books.needs_now(other)

    def check_ring(self, command: c.RingAgent) -> None:
        if self.reserved.pop(command.contact, None) != command.agent:  # else it was his turn when his phone rang
            self.check_turn(command.contact, command.agent)
        assert (command.dial is not None) == self.books.contacts[command.contact].is_away()
        assert command.dial is None or command.queue not in self.books.closed
        live = [leg for leg in self.pbx.legs.values() if leg.is_live() and leg.agent == command.agent]
        assert all(leg.is_condemned for leg in live), "an agent has at most one leg that nobody told to stop"
        contact, agent = self.books.contacts[command.contact], self.books.agents[command.agent]
        for need in (*contact.rules.needs, *contact.needs):
            waited = self.now - contact.entered
            due = [
                step.level for step in contact.rules.relax if step.skill == need.skill and step.after_s <= waited + 0.01
            ]
            assert agent.skills.get(need.skill, 0) >= min([need.level, *due]), "a required skill is missing"
        assert agent.profile.pbx == contact.pbx == command.pbx
        assert agent.id not in contact.excluded, "he missed, refused or dropped this very caller"
        assert contact.pbx not in self.books.lost
        assert not agent.phone_lost
        assert not agent.phone_taken
        assert self.now - self.failed_at.get(agent.id, 0.0) >= 0.99, "he cools down"

    def check_dial(self, command: c.DialCustomer) -> None:
        contact = self.books.contacts[command.contact]
        self.reserved[contact.id] = self.books.offers[contact.id, command.offer].agent
        self.check_turn(contact.id, self.reserved[contact.id])
        assert contact.is_away(), "who is on the line is not called"
        assert contact.queue not in self.books.closed
        assert contact.pbx not in self.books.lost

    # --- after every event ---

    @invariant()
    def one_offer_each(self) -> None:
        if not hasattr(self, "books"):
            return
        for agent in self.books.agents.values():
            mine = [o for o in self.books.offers.values() if o.agent == agent.id and o.stage is not Stage.STOPPING]
            assert len(mine) <= 1
            if mine:
                assert agent.offer is mine[0], f"{agent.state}, {agent.offer}, {mine[0]}"
        for contact in self.books.contacts.values():
            theirs = [
                o for o in self.books.offers.values() if o.contact == contact.id and o.stage is not Stage.STOPPING
            ]
            assert theirs == ([contact.offer] if contact.offer else [])
            assert (contact.state is ContactState.WAITING) == (contact.id in self.books.room)
            assert (contact.state is ContactState.OFFERED) == (contact.offer is not None and contact.offer.is_out())

    def if_ahead(self, at: float | None) -> float | None:
        return at if at is not None and at > self.now else None

    @invariant()
    def what_is_noted_of_agents_is_so(self) -> None:
        if not hasattr(self, "books"):
            return
        for agent in self.books.agents.values():
            note = self.notes.get(agent.id, r.AgentNoted(agent.id))
            assert self.if_ahead(note.cool_until) == self.if_ahead(agent.cool_until)
            assert (note.strikes, note.reason) == (agent.strikes, agent.after_reason)
            assert (note.wish is None) == (agent.after_call is None)
            by_hand = note.skills if note.skills != note.configured else agent.profile.skills
            assert agent.skills == by_hand
            is_at_work = agent.state in (AgentState.TALKING, AgentState.WRAPPING) or agent.id in self.books.work
            assert agent.after_call is None or is_at_work

    @invariant()
    def states_have_owners(self) -> None:
        if not hasattr(self, "books"):
            return
        for agent in self.books.agents.values():
            if agent.state in (AgentState.WRAPPING, AgentState.OFFERED):
                assert agent.until is not None
                assert any(at >= agent.until - 0.001 or at >= self.now for at, _ in self.timers)
            if agent.state in (AgentState.OFFERED, AgentState.TALKING):
                assert agent.offer is not None
                assert agent.offer.key in self.books.offers
        for offer in self.books.offers.values():
            if offer.stage is not Stage.CONNECTED:
                assert any(token.endswith(f"|{offer.number}|{offer.contact}") for _, token in self.timers)
            else:
                assert offer.contact in self.books.contacts

    @invariant()
    def nobody_is_held_by_nothing(self) -> None:
        if hasattr(self, "books"):
            assert not list(deadlines.unheld(self.books))

    @invariant()
    def everybody_is_counted(self) -> None:
        if hasattr(self, "books"):
            in_line = {x.id for x in self.books.contacts.values() if x.callback is None or x.callback.in_line}
            assert self.entered | self.adopted == set(self.ended) | in_line
            for view in self.floor.view(self.now).queues:
                inside = view.waiting
                assert view.offered == view.answered + view.abandoned + view.left_otherwise + inside

    @invariant()
    def nobody_idles_while_somebody_waits(self) -> None:
        if not hasattr(self, "books"):
            return
        books = self.books
        free = [a for a in books.agents.values() if not a.standing(books.lost)]
        for contact in books.room.contacts:
            needs = books.needs_now(contact) if not contact.rules.relax else None
            for agent in free:
                if agent.profile.pbx != contact.pbx or agent.id in contact.excluded or needs is None:
                    continue
                able = all(agent.skills.get(skill, 0) >= level for skill, level in needs)
                kept = contact.preferred_until > self.now and contact.preferred not in (None, agent.id)
                assert not able or kept
