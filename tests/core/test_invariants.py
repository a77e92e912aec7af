"""What must always hold, driven by a model PBX that races, repeats, reorders, loses its connection and comes back."""

import heapq
import itertools

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from invariants import FAILURES, START, Invariants, roster
from pbx_model import BRIDGED, DIALLING, GONE, HOLD, RINGING, UP, ModelPbx

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.contact import ContactState
from acd.core.floor import Asked, Floor
from acd.core.records import AgentState
from acd.core.roster import SkillNeed

AGENTS = st.sampled_from(["ann", "bob", "cyd", "dan"])


class FloorMachine(Invariants, RuleBasedStateMachine):
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
