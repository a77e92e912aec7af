"""What must always hold, driven by a model PBX that races, repeats, reorders, loses its connection and comes back."""

import heapq
import itertools

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pbx_model import BRIDGED, DIALLING, GONE, HOLD, RINGING, UP, ModelPbx

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.contact import Contact, ContactState, Stage
from acd.core.floor import Asked, Floor
from acd.core.records import AgentState
from acd.core.roster import AgentProfile, Goodbye, QueueRules, RelaxStep, Roster, SkillNeed, ToDestination, ToQueue
from acd.core.waiting import NOBODY

START = 1_000_000.0
LEAVES = (Goodbye(), ToDestination("voicemail"), ToDestination("fallback"))
FAILURES = [each for each in e.OfferFailure if each is not e.OfferFailure.CANCELLED]


def roster(wrap_s: float = 5.0, *, fewer: bool = False) -> Roster:
    fr = (SkillNeed("fr", 3),)
    queues = (
        QueueRules("any", wrap_s=wrap_s, overdue_s=60.0, keys={"1": ToQueue("fr"), "2": ToDestination("voicemail")}),
        QueueRules(
            "fr", fr, (RelaxStep(30, "fr", 1),), wrap_s=0.0, preferred_s=10.0, max_wait_s=90, when_late=Goodbye()
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


AGENTS = st.sampled_from(["ann", "bob", "cyd", "dan"])


class FloorMachine(RuleBasedStateMachine):
    @initialize(signed_in=st.sampled_from([("ann", "bob", "cyd", "dan"), ("ann", "dan"), ("cyd",)]))
    def open(self, signed_in) -> None:
        self.now, self.roster, self.pbx = START, roster(), ModelPbx()
        self.is_slow = False
        self.numbers, self.tokens = itertools.count(1), itertools.count(1)
        self.start_floor()
        for agent in signed_in:
            self.do(e.AgentSignedIn(agent, str(next(self.tokens))))

    def start_floor(self) -> None:
        self.floor = Floor(self.roster)
        self.books = self.floor._books
        self.timers: list[tuple[float, str]] = []
        self.entered: set[str] = set()
        self.adopted: set[str] = set()
        self.ended: dict[str, r.Outcome] = {}
        self.failed_at: dict[str, float] = {}

    # --- the shell ---

    def do(self, event: e.Event) -> list[c.Command]:
        out = self.floor.handle(event, self.now)
        replies = [each for each in out if isinstance(each, c.Reply)]
        assert [each.asked for each in replies] == ([event.asked] if isinstance(event, Asked) else [])
        if isinstance(event, e.OfferFailed) and event.cause in FAILURES:
            self.note_failure(event, out)
        for command in out:
            self.check(command)
            self.check_nobody_is_dropped(event, command)
            self.pbx.order(command)
            if not self.is_slow:
                self.carry_out_all()
            if isinstance(command, c.WakeMe):
                heapq.heappush(self.timers, (command.at, command.token))
        return out

    def note_failure(self, event: e.OfferFailed, out: list[c.Command]) -> None:
        rows = [each.row for each in out if isinstance(each, c.Record)]
        for row in rows:
            if isinstance(row, r.OfferEnded) and row.result == event.cause.value:
                self.failed_at[row.agent] = self.now

    def check(self, command: c.Command) -> None:
        if isinstance(command, c.RingAgent):
            self.check_ring(command)
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

    def check_turn(self, command: c.RingAgent) -> None:
        """Invariant 4: among equals nobody is overtaken."""
        served = self.books.contacts[command.contact]
        for other in self.books.room.contacts:
            if other.since >= served.since or not self.are_equals(other, served) or command.agent in other.excluded:
                continue
            held = int(self.books.room.whole("kept_for")[self.books.room.row(other.id)])  # until its timer came
            assert held not in (NOBODY, self.books.crew.rows[command.agent]), f"{served.id} overtook {other.id}"

    def are_equals(self, one: Contact, other: Contact) -> bool:
        alike = (one.pbx, one.queue, one.priority, one.estimate_key) == (
            other.pbx,
            other.queue,
            other.priority,
            other.estimate_key,
        )
        return alike and self.books.needs_now(one) == self.books.needs_now(other)

    def check_ring(self, command: c.RingAgent) -> None:
        self.check_turn(command)
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

    # --- callers ---

    @rule(
        queue=st.sampled_from(["any", "any", "any", "fr", "fr", "fr", "short", "short", "nowhere"]),
        pbx=st.sampled_from(["main", "main", "two"]),
        priority=st.sampled_from([0, 0, 0, 1, 5, 10]),
        position=st.none() | st.integers(1, 3),
        preferred=st.none() | AGENTS,
        needs=st.sampled_from([(), (), (), (SkillNeed("de", 5),)]),
        at_once=st.booleans(),
    )
    def call(self, queue, pbx, priority, position, preferred, needs, at_once) -> None:
        contact = f"{pbx}-{next(self.numbers)}.0"
        arrival = e.ContactArrived(
            contact,
            pbx,
            f"PJSIP/trunk-{contact}",
            queue,
            self.now,
            needs=needs,
            priority=priority,
            position=position,
            preferred_agent=preferred,
        )
        self.pbx.call(arrival)
        if at_once and self.pbx.news[contact]:
            self.do(self.pbx.news[contact].popleft())

    @rule(queue=st.sampled_from(["any", "fr"]), count=st.integers(2, 4))
    def rush(self, queue, count) -> None:
        """Equals, one after the other, so that there is a line to overtake in."""
        for _ in range(count):
            self.now += 0.01
            self.call(queue, "main", 0, None, None, (), True)

    def some_caller(self, data, *states: str) -> str | None:
        fitting = [contact for contact, each in self.pbx.callers.items() if each.state in states]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    @rule(data=st.data())
    def caller_hangs_up(self, data) -> None:
        contact = self.some_caller(data, HOLD, "talking", "sent")
        if contact is not None:
            self.pbx.hang_up_caller(contact)

    @rule(data=st.data())
    def hold_round(self, data) -> None:
        contact = self.some_caller(data, HOLD)
        if contact is not None:
            self.pbx.holding_again(contact)
            self.do(e.HoldVisited(contact, str(next(self.tokens))))

    @rule(data=st.data(), key=st.sampled_from("123"))
    def key(self, data, key) -> None:
        contact = self.some_caller(data, HOLD)
        if contact is not None:
            (reply,) = [
                x for x in self.do(e.KeyPressed(contact, key, str(next(self.tokens)))) if isinstance(x, c.Reply)
            ]
            if reply.value is not None:
                self.pbx.callers[contact].state = "sent"

    @rule(data=st.data(), queue=st.sampled_from(["any", "fr", "x", None]), place=st.none() | st.integers(0, 4))
    def operator_acts(self, data, queue, place) -> None:
        contact = self.some_caller(data, HOLD, GONE)
        if contact is not None and queue is None:
            self.do(e.ContactDropped(contact, str(next(self.tokens))))
        elif contact is not None:
            self.do(e.ContactMoved(contact, queue, str(next(self.tokens)), place))
            self.do(e.ContactPrioritised(contact, place or 11, str(next(self.tokens))))

    # --- agents ---

    @rule(agent=AGENTS, ask=st.sampled_from([e.AgentSignedIn, e.AgentReady, e.AgentReady, e.AgentSignedOut]))
    def agent_asks(self, agent, ask) -> None:
        self.do(ask(agent, str(next(self.tokens))))

    @rule(agent=AGENTS, level=st.integers(0, 5), what=st.sampled_from(["pause", "skills"]))
    def agent_changes(self, agent, level, what) -> None:
        asked = str(next(self.tokens))
        self.do(
            e.AgentPaused(agent, "lunch", asked)
            if what == "pause"
            else e.AgentSkillsChanged(agent, {"fr": level}, asked)
        )

    @rule(agent=AGENTS, what=st.sampled_from([e.PhoneReached, e.PhoneLost, e.PhoneFreed, e.PhoneTaken]))
    def phone(self, agent, what) -> None:
        self.do(what(agent))

    def some_leg(self, data, *states: str):
        fitting = [leg for leg in self.pbx.legs.values() if leg.state in states]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    @rule(data=st.data(), step=st.sampled_from(["bridge", "bridge", "answer", "ring"]), tell=st.booleans())
    def leg_goes_on(self, data, step, tell) -> None:
        leg = self.some_leg(data, DIALLING, RINGING, UP)
        if leg is not None:
            getattr(self.pbx, step)(leg)
            self.maybe(tell)

    def maybe(self, tell: bool) -> None:
        if tell:
            self.deliver_all()

    @rule(bridge=st.booleans())
    def all_goes_well(self, bridge) -> None:
        """Orders are carried out, agents answer, news arrive."""
        self.carry_out_all()
        for leg in list(self.pbx.legs.values()):
            if bridge:
                self.pbx.bridge(leg)
        self.deliver_all()

    def carry_out_all(self) -> None:
        while self.pbx.orders:
            self.pbx.carry_out()

    def deliver_all(self) -> None:
        while channels := self.pbx.channels():
            self.do(self.pbx.news[channels[0]].popleft())

    @rule(data=st.data(), cause=st.sampled_from(FAILURES), tell=st.booleans())
    def leg_fails(self, data, cause, tell) -> None:
        leg = self.some_leg(data, DIALLING, RINGING, UP)
        if leg is not None:
            self.pbx.fail(leg, cause)
            self.maybe(tell)

    @rule(data=st.data(), is_short=st.booleans(), tell=st.booleans())
    def agent_hangs_up(self, data, is_short, tell) -> None:
        leg = self.some_leg(data, BRIDGED)
        if leg is not None:
            self.pbx.hang_up_agent(leg, is_short=is_short)
            self.maybe(tell)

    # --- the world ---

    @rule(is_slow=st.booleans())
    def commands_lag(self, is_slow) -> None:
        self.is_slow = is_slow
        if self.pbx.orders:
            self.pbx.carry_out()

    @rule(data=st.data(), times=st.integers(1, 6), twice=st.booleans())
    def deliver(self, data, times, twice) -> None:
        for _ in range(times):
            channels = self.pbx.channels()
            if not channels:
                return
            event = self.pbx.news[data.draw(st.sampled_from(channels))].popleft()
            self.do(event)
            if twice and not isinstance(event, e.ContactArrived):
                self.do(event)

    @rule(seconds=st.sampled_from([0.1, 1.0, 4.0, 6.0, 20.0, 45.0]), late=st.booleans())
    def time_passes(self, seconds, late) -> None:
        end = self.now + seconds
        while self.timers and self.timers[0][0] <= end:
            at, token = heapq.heappop(self.timers)
            self.now = end if late else max(self.now, at)
            self.do(e.TimerRang(token))
        self.now = end

    @rule(
        what=st.sampled_from(["reload", "pbx_lost", "pbx_snapshot", "pbx_snapshot", "daemon_restarts"]),
        pbx=st.sampled_from(["main", "two"]),
        flag=st.booleans(),
        wrap_s=st.sampled_from([0.0, 5.0]),
    )
    def something_rare(self, what, pbx, flag, wrap_s) -> None:
        if what == "reload":
            self.reload(flag, wrap_s)
        elif what == "pbx_lost":
            self.pbx_lost(pbx)
        elif what == "pbx_snapshot":
            self.pbx_snapshot(pbx, flag)
        else:
            self.daemon_restarts()

    def reload(self, fewer, wrap_s) -> None:
        self.roster = roster(wrap_s, fewer=fewer)
        self.do(e.RosterChanged(self.roster))

    def pbx_lost(self, pbx) -> None:
        self.pbx.lost.add(pbx)
        self.pbx.forget_news(pbx)
        self.do(e.PbxLost(pbx))

    def pbx_snapshot(self, pbx, twice) -> None:
        was_lost = pbx in self.pbx.lost
        self.pbx.lost.discard(pbx)
        if was_lost:
            self.pbx.orders = type(self.pbx.orders)(each for each in self.pbx.orders if each.pbx != pbx)
        snapshot = self.pbx.snapshot(pbx)
        self.reconcile(snapshot)
        if twice:
            self.reconcile(snapshot)

    def reconcile(self, snapshot: e.PbxSnapshot) -> None:
        for talk in snapshot.talking:
            if talk.arrival.contact not in self.entered:
                self.adopted.add(talk.arrival.contact)
        self.do(snapshot)

    def daemon_restarts(self) -> None:
        """A new Floor and a snapshot of each PBX: every caller on hold is owned again, with the time he entered."""
        self.pbx.orders.clear()
        self.pbx.forget_news()
        for leg in self.pbx.legs.values():
            leg.is_from_before = True
        self.pbx.lost.clear()
        at_work = [a.id for a in self.books.agents.values() if a.is_signed_in() and not a.removed]
        self.start_floor()
        for agent in at_work:
            self.do(e.AgentSignedIn(agent, str(next(self.tokens))))
        for pbx in ("main", "two"):
            snapshot = self.pbx.snapshot(pbx)
            self.reconcile(snapshot)
            for arrival in snapshot.holding:
                if arrival.queue in self.roster.queues and arrival.contact not in self.ended:
                    assert self.books.contacts[arrival.contact].entered == arrival.entered
            for talk in snapshot.talking:
                assert self.books.contacts[talk.arrival.contact].state is ContactState.CONNECTED

    # --- what must hold ---

    @invariant()
    def one_offer_each(self) -> None:
        if not hasattr(self, "books"):
            return
        for agent in self.books.agents.values():
            mine = [o for o in self.books.offers.values() if o.agent == agent.id and o.stage is not Stage.STOPPING]
            assert len(mine) <= 1
            if mine:
                assert agent.offer is mine[0]
        for contact in self.books.contacts.values():
            theirs = [
                o for o in self.books.offers.values() if o.contact == contact.id and o.stage is not Stage.STOPPING
            ]
            assert theirs == ([contact.offer] if contact.offer else [])
            assert (contact.state is ContactState.WAITING) == (contact.id in self.books.room)
            assert (contact.state is ContactState.OFFERED) == (contact.offer is not None and contact.offer.is_out())

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
    def everybody_is_counted(self) -> None:
        if hasattr(self, "books"):
            assert self.entered | self.adopted == set(self.ended) | set(self.books.contacts)
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

    def teardown(self) -> None:
        """Everybody hangs up, everything is delivered, every timer rings: nothing may be left."""
        if not hasattr(self, "books"):
            return
        for pbx in ("main", "two"):
            self.pbx_snapshot(pbx, twice=False)
        for contact in self.pbx.callers:
            self.pbx.hang_up_caller(contact)
        for _ in range(3):
            while self.pbx.orders:
                self.pbx.carry_out()
            for leg in self.pbx.legs.values():
                self.pbx.fail(leg, e.OfferFailure.NO_ANSWER)
            self.deliver_all()
            self.time_passes(200.0, late=False)
        assert not self.books.contacts
        assert not self.books.offers
        assert set(self.ended) == self.entered | self.adopted
        busy = (AgentState.OFFERED, AgentState.TALKING, AgentState.WRAPPING)
        assert not [a for a in self.books.agents.values() if a.state in busy or a.offer or a.kept_for]


FloorMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
TestFloor = FloorMachine.TestCase
