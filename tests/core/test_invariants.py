"""What must always hold, driven by a model PBX that races, repeats, reorders, loses its connection and comes back."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from invariants import FAILURES
from machine import Machine
from pbx_model import BRIDGED, DIALLING, GONE, HOLD, RINGING, UP

from acd.core import commands as c
from acd.core import events as e
from acd.core.roster import SkillNeed

AGENTS = st.sampled_from(["ann", "bob", "cyd", "dan"])


class FloorMachine(Machine, RuleBasedStateMachine):
    @initialize(signed_in=st.sampled_from([("ann", "bob", "cyd", "dan"), ("ann", "dan"), ("cyd",)]))
    def open(self, signed_in) -> None:
        self.begin(signed_in)

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

    @rule(data=st.data(), step=st.sampled_from(["bridge", "bridge", "answer", "ring"]), tell=st.booleans())
    def leg_goes_on(self, data, step, tell) -> None:
        leg = self.some_leg(data, DIALLING, RINGING, UP)
        if leg is not None:
            getattr(self.pbx, step)(leg)
            self.maybe(tell)

    @rule(bridge=st.booleans())
    def all_goes_well(self, bridge) -> None:
        """Orders are carried out, agents answer, news arrive."""
        self.carry_out_all()
        for leg in list(self.pbx.legs.values()):
            if bridge:
                self.pbx.bridge(leg)
        self.deliver_all()

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
        self.pass_time(seconds, late=late)

    @rule(
        what=st.sampled_from(["reload", "pbx_lost", "pbx_snapshot", "pbx_snapshot", "daemon_restarts", "hours"]),
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
        elif what == "hours":
            self.do(e.HoursTurned(("any", "fr")[: flag + bool(wrap_s)]))
        else:
            self.daemon_restarts()


FloorMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
TestFloor = FloorMachine.TestCase
