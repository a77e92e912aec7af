"""All the Floor knows, and the few ways to change it that everything else goes through.

`out` collects the commands of the event at hand; `now` is its instant. Agents and contacts whose chances changed are
noted in `freed` and `eager`; ``dispatch`` looks at these, and only these, when the event is done. That is sound because
between events no free agent and waiting contact are left over that may serve one another.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from acd.core.agent import AGENT_DAY, Agent, AgentTrigger
from acd.core.callback import CallbackBooked
from acd.core.commands import Command, Record, Reply, StopRinging, WakeMe
from acd.core.contact import CONTACT_LIFE, Contact, ContactTrigger, Offer
from acd.core.events import LastStay, WorkRecalled
from acd.core.outbound import Ledger
from acd.core.records import AgentNoted, AgentState, AgentStateEnded, ContactEntered, Outcome, Refused, Row
from acd.core.roster import Leave, QueueRules, Roster
from acd.core.routing import needs
from acd.core.routing.candidates import Crew, Kinds
from acd.core.routing.demand import Calls, Traffic
from acd.core.routing.learned import Learned
from acd.core.routing.needs import Needs
from acd.core.routing.prices import Demand
from acd.core.routing.scores import miss_odds
from acd.core.routing.why import Decision
from acd.core.tally import Tally
from acd.core.waiting import NOBODY, WaitingRoom

RECENT_CONTACTS = 4096  # ended contacts remembered, to know late events about them
RECENT_DECISIONS = 256  # contacts whose decisions are remembered
DECISIONS_EACH = 8


@dataclass(frozen=True, slots=True)
class Past:
    """What is remembered of an ended contact."""

    pbx: str
    channel: str
    ended: float
    outcome: Outcome
    offers: int  # a new life of the same channel counts on from here
    is_gone: bool  # its channel is known to be gone
    sent: Leave | None = None  # where the PBX was told to take the caller
    left: Contact | None = None  # as he stood in line when he left by a key, should he ask for a call-back


class Books:
    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.now = 0.0
        self.out: list[Command] = []
        self.agents: dict[str, Agent] = {}
        self.contacts: dict[str, Contact] = {}
        self.callbacks: dict[str, Contact] = {}  # those of them that are call-backs
        self.talked: dict[str, tuple[CallbackBooked, int]] = {}  # as an earlier Floor ended, and their tries
        self.recalled: dict[str, LastStay] = {}  # of whom their PBX's first snapshot is still to show
        self.work: dict[str, WorkRecalled] = {}  # of whom their PBX's first snapshot is still to show
        self.noted: dict[str, AgentNoted] = {}  # as last written, by agent; of most there is nothing
        self.to_note: dict[str, None] = {}  # an ordered set
        self.closed: frozenset[str] = frozenset()  # queues whose call-backs may not be made now
        self.outbound = Ledger()
        self.offers: dict[tuple[str, int], Offer] = {}  # every leg the PBX may still have
        self.past: OrderedDict[str, Past] = OrderedDict()
        self.decisions: OrderedDict[str, tuple[Decision, ...]] = OrderedDict()
        self.lost: set[str] = set()
        self.tallies: dict[str, Tally] = {}
        self.learned = Learned()
        self.estimates = self.learned.handle
        self.room = WaitingRoom()
        self.newcomers: list[str] = []  # came to a queue with the event at hand
        self.arrivals = 0
        self.freed: dict[str, None] = {}  # ordered sets
        self.eager: dict[str, None] = {}
        self.barred: dict[str, None] = {}  # waiting contacts that exclude somebody
        self.may_forgive = False
        self.someone_went = False
        self.reserve_at = 0.0  # when the armed reserve timer rings
        self.prices: Mapping[str, float] = {}
        self.traffic = Traffic()
        self.take_agents(roster)

    def take_agents(self, roster: Roster) -> None:
        """Make the agents those of `roster`, and those who are still talking; rebuild all columns."""
        self.roster = roster
        for profile in roster.agents.values():
            if profile.id not in self.agents:
                self.agents[profile.id] = Agent(profile, profile.skills, since=self.now, idle_since=self.now)
        self.crew = Crew(self.agents, self.lost)
        self.crew.set_prices(self.prices)
        for agent in self.agents.values():
            self._set_odds(agent, self.crew.rows[agent.id])
        self.take_skills()

    def take_skills(self) -> None:
        self.crew.set_skills(self.agents)
        self.sort_kinds()
        self.may_forgive = True

    def sort_kinds(self) -> None:
        """Start the kinds anew and give every waiting contact its own."""
        self.kinds = Kinds(self.crew, self.estimates)
        for contact in self.room.contacts:
            self.room.set_kind(contact.id, self.kind(contact))
            self.room.keep_for(contact.id, self.keep(contact), self.preferred(contact))

    def come_to(self, now: float) -> None:
        """Time never goes back; with its first reading everybody's day begins."""
        if not self.now:
            for agent in self.agents.values():
                agent.since = agent.idle_since = now
        self.now = max(self.now, now)

    # --- saying ---

    def record(self, row: Row) -> None:
        self.out.append(Record(row))
        self.learned.note(row)
        if type(row) is ContactEntered:
            self.newcomers.append(row.contact)

    def wake(self, at: float, kind: str, number: int, who: str) -> None:
        self.out.append(WakeMe(at, f"{kind}|{number}|{who}"))

    def refuse(self, event: object, who: str, state: str) -> None:
        self.record(Refused(self.now, type(event).__name__, who, state))

    def reply(self, asked: str, error: str = "") -> None:
        self.out.append(Reply(asked, not error, error))

    def stop_leg(self, pbx: str, contact: str, offer: int) -> None:
        self.out.append(StopRinging(pbx, contact, offer))

    # --- the life tables ---

    def agent_may(self, agent: Agent, trigger: AgentTrigger) -> bool:
        return (agent.state, trigger) in AGENT_DAY

    def step_agent(self, agent: Agent, trigger: AgentTrigger, reason: str = "") -> bool:
        """Take the table's step, write the state that ended, learn a handle time that is over; False: illegal."""
        state = AGENT_DAY.get((agent.state, trigger))
        if state is None:
            return False
        row = AgentStateEnded(agent.id, agent.state, agent.reason, agent.since, self.now, state, reason)
        self.record(row)
        agent.load.count(agent.state, self.now)
        if trigger is AgentTrigger.SIGNS_IN:
            agent.load.begin(self.crew.mean_occupancy(), self.now)
        if state is AgentState.READY and agent.state is not AgentState.OFFERED:
            agent.idle_since = self.now
        agent.state, agent.reason, agent.since, agent.until = state, reason, self.now, None
        if agent.handling is not None and state not in (AgentState.TALKING, AgentState.WRAPPING):
            self._learn(agent)
        self.refresh(agent)
        return True

    def step_contact(self, contact: Contact, trigger: ContactTrigger) -> bool:
        state = CONTACT_LIFE.get((contact.state, trigger))
        if state is None:
            return False
        contact.state = state
        return True

    def note(self, agent: Agent) -> None:
        """After anything that may change what is noted of him (``noting``)."""
        self.to_note[agent.id] = None

    def refresh(self, agent: Agent) -> None:
        """After anything that decides what he may be offered."""
        self.note(agent)
        crew, row = self.crew, self.crew.rows.get(agent.id)
        if row is None:
            return
        was_present, was_here = bool(crew.present[row]), bool(crew.signed_in[row])
        if crew.refresh(agent, self.lost):
            self.freed[agent.id] = None
        if crew.free[row]:  # nobody asks for the odds of others
            self._set_odds(agent, row)
        is_here = agent.is_signed_in()
        if was_present != bool(crew.present[row]) or was_here != is_here:
            self.may_forgive = True
            self.someone_went |= was_here and not is_here
            for contact in sorted(agent.kept_for):
                self.review_keeping(contact, agent)

    def _set_odds(self, agent: Agent, row: int) -> None:
        self.crew.odds[row] = miss_odds(agent.strikes, self.learned.pickup.chance(agent.id))

    def _learn(self, agent: Agent) -> None:
        """His handling is over. While it is open what became of his caller, the contact keeps what is to be learned."""
        work, agent.handling = agent.handling, None
        if work is None:
            return
        contact, seconds = self.contacts.get(work.contact), max(0.0, self.now - work.began)
        if contact is not None and contact.talk_ended is not None:
            contact.handled = (agent.id, seconds)
        else:
            self.learn(agent.id, work.key, seconds, work.prior_s)

    def learn(self, agent: str, key: str, seconds: float, prior_s: float) -> None:
        if self.estimates.add(agent, key, seconds, prior_s):
            self.kinds.learned(agent, key)
            if self.estimates.is_due(self.now):
                self.estimates.refresh(self.now)
                self.kinds.refresh()

    # --- what a contact asks for ---

    def first_needs(self, contact: Contact) -> Needs:
        """Before any relaxing; worked out once for each queue he comes to."""
        if contact.first_needs is None or contact.first_needs[0] is not contact.rules:
            contact.first_needs = (contact.rules, needs.at_entry(contact.rules.needs, contact.needs))
        return contact.first_needs[1]

    def needs_now(self, contact: Contact) -> Needs:
        return needs.after(self.first_needs(contact), contact.rules.relax, self.now - contact.entered)

    def least_needs(self, contact: Contact) -> Needs:
        return needs.after(self.first_needs(contact), contact.rules.relax, float("inf"))

    def kind(self, contact: Contact) -> int:
        return self.kinds.code(self.needs_now(contact), contact.pbx, contact.estimate_key, contact.rules)

    def note_demand(self, contact: Contact) -> None:
        """One more call of its kind came."""
        kind = Calls(contact.queue, self.first_needs(contact), contact.pbx, contact.estimate_key)
        self.traffic.note(kind, self.now)

    def demand(self, now: float) -> list[Demand]:
        """What to expect of each kind, over the agents present, in the crew's order. Changes nothing: a replay, which
        does not ask, decides the same."""
        found = []
        for calls, rate in self.traffic.rates(now):
            rules = self.roster.queues.get(calls.queue)
            if rules is not None:
                able = self.crew.able(calls.needs, calls.pbx) & self.crew.present
                prior_s = rules.handle_of(calls.key)
                handle_s = self.estimates.row(self.crew.ids, calls.key, prior_s, effective=rules.by_resolution)
                found.append(Demand(rate, able, handle_s))
        return found

    def preferred(self, contact: Contact) -> int:
        """The row of the contact's preferred agent, or NOBODY."""
        return self.crew.rows.get(contact.preferred or "", NOBODY)

    def kept_for(self, contact: Contact) -> int:
        """The row of the preferred agent the contact is held for now, or NOBODY."""
        agent = self.agents.get(contact.preferred or "")
        if agent is None or self.now >= contact.preferred_until or agent.id in contact.excluded:
            return NOBODY
        row = self.crew.rows[agent.id]
        able = agent.is_present(self.lost) and self.crew.able(self.needs_now(contact), contact.pbx)[row]
        return row if able else NOBODY

    def keep(self, contact: Contact) -> int:
        """As `kept_for`, and the agent knows of it."""
        row = self.kept_for(contact)
        if row != NOBODY:
            self.agents[self.crew.ids[row]].kept_for.add(contact.id)
        return row

    def review_keeping(self, contact: str, agent: Agent) -> None:
        """Let go of a contact whose preferred agent cannot take it any more, or whose time is up."""
        held = self.contacts.get(contact)
        if held is not None and held.id in self.room and self.kept_for(held) != NOBODY:
            return
        agent.kept_for.discard(contact)
        if contact in self.room:
            self.room.keep_for(contact, NOBODY, self.preferred(self.contacts[contact]))
            self.eager[contact] = None

    # --- small look-ups ---

    def rules(self, queue: str) -> QueueRules | None:
        return self.roster.queues.get(queue)

    def tally(self, queue: str) -> Tally:
        return self.tallies.setdefault(queue, Tally())

    def remember(self, contact: str, past: Past) -> None:
        self.past[contact] = past
        self.past.move_to_end(contact)
        if len(self.past) > RECENT_CONTACTS:
            self.past.popitem(last=False)

    def note_gone(self, contact: str, past: Past) -> None:
        """The caller of an ended contact is gone for good."""
        self.past[contact] = replace(past, is_gone=True)

    def remember_decision(self, decision: Decision) -> None:
        self.decisions[decision.contact] = (*self.decisions.get(decision.contact, ()), decision)[-DECISIONS_EACH:]
        self.decisions.move_to_end(decision.contact)
        if len(self.decisions) > RECENT_DECISIONS:
            self.decisions.popitem(last=False)

    def pbx_of(self, contact: str) -> str | None:
        """The PBX of a contact, also of one never heard of, by its name ``<pbx>-<uniqueid>``."""
        known = self.contacts.get(contact) or self.past.get(contact)
        if known is not None:
            return known.pbx
        names = {agent.profile.pbx for agent in self.agents.values()}
        return max((name for name in names if contact.startswith(f"{name}-")), key=len, default=None)
