"""What must always hold of call-backs: one call at a time to one customer, his place and his wait kept whatever dies,
never an abandon. The rest of ``invariants`` holds beside. Fewer rules than the Floor's own machine, so that each walk
comes to dial."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from invariants import FAILURES
from machine import Machine
from pbx_model import DIALLING, HOLD, RINGING

from acd.core import commands as c
from acd.core import events as e

NUMBERS = st.integers(10001, 10003)
AGENTS = ("ann", "bob", "cyd")


class CallbackMachine(Machine, RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.begin(AGENTS)

    # --- customers ---

    @rule(number=NUMBERS, queue=st.sampled_from(["any", "any", "fr", "fr", "x"]), due=st.sampled_from([0, 0, 0, 5]))
    def asks_for_one(self, number, queue, due) -> None:
        self.wants(number, queue, due=due)

    @rule(
        number=NUMBERS,
        queue=st.sampled_from(["any", "fr"]),
        how=st.sampled_from(["answer", "bridge", "bridge", "bridge", "miss"]),
        then=st.sampled_from(["short", "long", "leave", "stay", "stay", "restart"]),
        cause=st.sampled_from(FAILURES),
    )
    def is_called_back(self, number, queue, how, then, cause) -> None:
        """One goes through, as far as it comes."""
        for agent in AGENTS:
            for ask in (e.AgentSignedIn, e.AgentReady):
                self.do(ask(agent, str(next(self.tokens))))
        contact = self.wants(number, queue)
        for _ in range(2):  # customer first takes two legs
            self.carry_out_all()
            self.deliver_all()
            for leg in [leg for leg in self.pbx.legs.values() if leg.is_live() and leg.contact == contact]:
                getattr(self.pbx, "answer" if how == "miss" and leg.dials else "ring" if how == "miss" else how)(leg)
                if how == "miss":
                    self.pbx.miss(leg, cause)
                elif then in ("short", "long"):
                    self.pbx.hang_up_agent(leg, is_short=then == "short")
            if then != "restart":
                self.deliver_all()
        if then == "leave" and contact in self.pbx.callers:
            self.pbx.hang_up_caller(contact)
        elif then == "restart":
            self.daemon_restarts()

    def wants(self, number, queue, *, due: float = 0, after: str = "") -> str:
        contact, asked = f"main-{next(self.numbers)}.0c", str(next(self.tokens))
        at = self.now + due if due else 0.0
        given = (contact, "main", queue, f"+4930{number}", f"30{number}", self.now, asked)
        self.do(e.CallbackWanted(*given, after=after, due=at))
        return contact

    def comes(self, queue, number="") -> str:
        contact = f"main-{next(self.numbers)}.0"
        self.pbx.call(e.ContactArrived(contact, "main", f"PJSIP/trunk-{contact}", queue, self.now, number=number))
        if self.pbx.news[contact]:
            self.do(self.pbx.news[contact].popleft())
        return contact

    @rule(number=NUMBERS, seconds=st.sampled_from([0.0, 3.0]))
    def waits_and_presses_a_key(self, number, seconds) -> None:
        contact = self.comes("any")
        self.pass_time(seconds, late=False)
        if contact not in self.books.contacts:
            return
        entered = self.books.contacts[contact].entered
        (reply,) = [x for x in self.do(e.KeyPressed(contact, "3", str(next(self.tokens)))) if isinstance(x, c.Reply)]
        if reply.value is not None:
            self.pbx.callers[contact].state = "sent"
            made = self.books.contacts.get(self.wants(number, "", after=contact))
            assert made is None or made.entered == entered, "he keeps his place"

    @rule(number=NUMBERS, queue=st.sampled_from(["any", "fr"]))
    def calls_again(self, number, queue) -> None:
        down = [x for x in self.books.callbacks.values() if x.number == f"+4930{number}" and x.is_away()]
        down = [x for x in down if x.callback is not None and x.callback.in_line]
        contact = self.books.contacts.get(self.comes(queue, f"030{number}"))
        if contact is None or "main" in self.pbx.lost:
            return
        assert not any(x.id in self.books.contacts for x in down), "who comes himself is called back no more"
        assert contact.since == min([contact.since, *(x.since for x in down if x.queue == queue)])

    @rule(data=st.data(), cause=st.sampled_from(FAILURES), tell=st.booleans())
    def is_missed(self, data, cause, tell) -> None:
        fitting = [leg for leg in self.pbx.legs.values() if leg.is_calling()]
        if fitting:
            self.pbx.miss(data.draw(st.sampled_from(fitting)), cause)
            self.maybe(tell)

    @rule(tell=st.booleans())
    def hangs_up(self, tell) -> None:
        for contact in list(self.pbx.callers):
            self.pbx.hang_up_caller(contact)
        self.maybe(tell)

    # --- agents ---

    @rule(how=st.sampled_from(["answer", "bridge", "bridge", "ring", "short", "long"]), tell=st.booleans())
    def legs_go_on(self, how, tell) -> None:
        self.carry_out_all()
        for leg in [leg for leg in self.pbx.legs.values() if leg.is_live()]:
            if how in ("short", "long"):
                self.pbx.hang_up_agent(leg, is_short=how == "short")
            else:
                getattr(self.pbx, how)(leg)
        self.maybe(tell)

    @rule(cause=st.sampled_from(FAILURES))
    def agents_fail(self, cause) -> None:
        for leg in list(self.pbx.legs.values()):
            if not leg.is_customer and leg.state in (DIALLING, RINGING):
                self.pbx.fail(leg, cause)
        self.deliver_all()

    @rule(agent=st.sampled_from(AGENTS), ask=st.sampled_from([e.AgentReady, e.AgentSignedIn, e.AgentSignedOut]))
    def an_agent_asks(self, agent, ask) -> None:
        self.do(ask(agent, str(next(self.tokens))))

    @rule(agent=st.sampled_from(AGENTS))
    def pauses(self, agent) -> None:
        self.do(e.AgentPaused(agent, "lunch", str(next(self.tokens))))

    # --- the world ---

    @rule(seconds=st.sampled_from([0.5, 2.0, 6.0, 25.0]), late=st.booleans())
    def time_passes(self, seconds, late) -> None:
        self.pass_time(seconds, late=late)

    @rule(data=st.data(), is_slow=st.booleans())
    def news_cross(self, data, is_slow) -> None:
        self.is_slow = is_slow
        if self.pbx.orders:
            self.pbx.carry_out()
        for _ in range(3):
            if channels := self.pbx.channels():
                self.do(self.pbx.news[data.draw(st.sampled_from(channels))].popleft())

    @rule(
        what=st.sampled_from(["restart", "restart", "lost", "snapshot", "hours", "cancel", "reload"]),
        flag=st.booleans(),
    )
    def something_rare(self, what, flag) -> None:
        if what == "restart":
            self.daemon_restarts()
        elif what == "lost":
            self.pbx_lost("main")
        elif what == "snapshot":
            self.pbx_snapshot("main", flag)
        elif what == "hours":
            self.do(e.HoursTurned(("any",) if flag else ()))
        elif what == "reload":
            self.reload(flag, 5.0)
        else:
            for contact in list(self.books.callbacks)[:1]:
                self.do(e.ContactDropped(contact, str(next(self.tokens))))

    @rule()
    def holds_on(self) -> None:
        for contact, caller in list(self.pbx.callers.items()):
            if caller.state == HOLD:
                self.pbx.holding_again(contact)
        self.deliver_all()


CallbackMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,  # with one failure shrunk at a time it is found and told of within seconds
    report_multiple_bugs=False,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestCallbacks = CallbackMachine.TestCase
