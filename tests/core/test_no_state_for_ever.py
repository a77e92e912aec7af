"""Whatever events are lost, and whatever timers: once the PBX is quiet, a few sweeps bring every agent to rest and
every contact to its end; and while it is not, they end nobody's talk."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings
from machine import Machine
from pbx_model import BRIDGED, DIALLING, GONE, HOLD, RINGING, UP, Leg

from acd.core import commands as c
from acd.core import events as e
from acd.core.contact import ContactState
from acd.core.records import AgentState

BUSY = (AgentState.OFFERED, AgentState.TALKING, AgentState.WRAPPING)
STEPS = (
    "call",
    "call",
    "answer",
    "bridge",
    "bridge",
    "fail",
    "agent leaves",
    "caller leaves",
    "time",
    "pause",
    "ready",
)
EVERY_S = 30.0


class Lossy(Machine):
    """Of the news some never come; nor do some timers."""

    def do(self, event: e.Event) -> list[c.Command]:
        """Who asks to look again is shown what there is."""
        out = super().do(event)
        for each in out:
            if isinstance(each, c.LookAgain):
                self.reconcile(self.pbx.snapshot(each.pbx))
        return out

    def hears(self, lost: list[bool]) -> None:
        self.carry_out_all()
        while channels := self.pbx.channels():
            event = self.pbx.news[channels[0]].popleft()
            if not (lost and lost.pop()):
                self.do(event)

    def some(self, which: int, *states: str) -> Leg | None:
        fitting = [leg for leg in self.pbx.legs.values() if leg.state in states]
        return fitting[which % len(fitting)] if fitting else None

    def step(self, what: str, which: int) -> None:
        leg = self.some(which, BRIDGED) if what == "agent leaves" else self.some(which, DIALLING, RINGING, UP)
        callers = [contact for contact, each in self.pbx.callers.items() if each.state not in (GONE, "sent")]
        agent = ("ann", "bob", "cyd")[which % 3]
        match what:
            case "call":
                contact = f"main-{next(self.numbers)}.0"
                queue = ("any", "fr")[which % 2]
                self.pbx.call(e.ContactArrived(contact, "main", f"PJSIP/trunk-{contact}", queue, self.now))
            case "answer" if leg:
                self.pbx.answer(leg)
            case "bridge" if leg:
                self.pbx.bridge(leg)
            case "fail" if leg:
                self.pbx.fail(leg, e.OfferFailure.NO_ANSWER)
            case "agent leaves" if leg:
                self.pbx.hang_up_agent(leg, is_short=which % 2 == 0)
            case "caller leaves" if callers:
                self.pbx.hang_up_caller(callers[which % len(callers)])
            case "pause":
                self.do(e.AgentPaused(agent, "tea", str(next(self.tokens))))
            case "ready":
                self.do(e.AgentReady(agent, str(next(self.tokens))))
            case "time":
                self.pass_time((0.5, 6.0, 25.0)[which % 3], late=which % 2 == 0)

    def sweep(self, *, no_timers: bool) -> None:
        """As ``acd.sweep`` does, twice the same look."""
        if no_timers:
            self.timers.clear()
        self.pass_time(EVERY_S, late=False)
        present = frozenset(contact for contact, each in self.pbx.callers.items() if each.state != GONE)
        if self.floor.overdue(self.now):
            self.do(e.Swept())
        if self.floor.differences(self.pbx.snapshot("main"), present, self.now):
            self.do(e.PbxLost("main"))
            self.reconcile(self.pbx.snapshot("main"))
        self.pbx.forget_news()
        self.carry_out_all()


@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7)), min_size=3, max_size=25),
    lost=st.lists(st.booleans(), max_size=60),
    no_timers=st.booleans(),
)
@example(steps=[("call", 0), ("call", 0), ("bridge", 0)], lost=[True, False, False, False, False], no_timers=False)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_agent_comes_to_rest(steps, lost, no_timers):
    house = Lossy()
    house.begin(("ann", "bob", "cyd", "dan"))
    for what, which in steps:
        house.step(what, which)
        house.hears(lost)
        if no_timers:
            house.timers.clear()
    talking = [leg for leg in house.pbx.legs.values() if leg.state == BRIDGED and not leg.is_condemned]
    for _ in range(3):
        house.sweep(no_timers=no_timers)
    for leg in talking:
        assert leg.state == BRIDGED, "no sweep ends a talk"
        assert house.books.contacts[leg.contact].state is ContactState.CONNECTED
    for caller in house.pbx.callers.values():
        assert caller.state != HOLD or caller.arrival.contact in house.books.contacts, "who waits is owned"
    for contact in house.pbx.callers:
        house.pbx.hang_up_caller(contact)
    for leg in house.pbx.legs.values():
        house.pbx.fail(leg, e.OfferFailure.NO_ANSWER)
    house.pbx.forget_news()
    for _ in range(4):
        house.sweep(no_timers=no_timers)
    assert not [agent.id for agent in house.books.agents.values() if agent.state in BUSY or agent.offer]
    assert not house.books.contacts
    assert not house.books.offers
