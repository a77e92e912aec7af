"""Whatever happens to two agents, and however often the daemon dies: each Floor has of them what the one before had."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from machine import Machine
from pbx_model import BRIDGED, DIALLING, RINGING, UP

from acd.core import events as e
from acd.core.records import AgentState

FAILURES = (e.OfferFailure.BUSY, e.OfferFailure.UNREACHABLE)
STEPS = ("call", "talk", "talk", "miss", "hang up", "pause", "out", "in", "ready", "skills", "time", "die", "die")


class Restarting(Machine):
    def step(self, what: str, which: int) -> None:
        talking = [leg for leg in self.pbx.legs.values() if leg.state == BRIDGED]
        agent, asked = self.someone(which), str(next(self.tokens))
        match what:
            case "call":
                self.call()
            case "talk":
                for leg in self.rings():
                    self.pbx.bridge(leg)
            case "miss":
                for leg in self.rings():
                    self.pbx.fail(leg, FAILURES[which % 2])
            case "hang up" if talking:
                self.pbx.hang_up_caller(talking[which % len(talking)].contact)
            case "pause":
                self.do(e.AgentPaused(agent, f"reason {which}", asked))
            case "out":
                self.do(e.AgentSignedOut(agent, asked))
            case "in":
                self.do(e.AgentSignedIn(agent, asked))
            case "ready":
                self.do(e.AgentReady(agent, asked))
            case "skills":
                self.do(e.AgentSkillsChanged(agent, {"fr": which}, asked))
            case "time":
                self.pass_time((0.5, 4.0, 12.0, 40.0)[which % 4], late=which > 3)

    def someone(self, which: int) -> str:
        """Most often one who talks."""
        at_work = [agent.id for agent in self.books.agents.values() if agent.state is AgentState.TALKING]
        return at_work[0] if at_work and which > 1 else ("ann", "bob")[which % 2]

    def call(self) -> None:
        contact = f"main-{next(self.numbers)}.0"
        self.pbx.call(e.ContactArrived(contact, "main", f"PJSIP/trunk-{contact}", "any", self.now))
        self.hear()

    def rings(self):
        self.call()
        return [leg for leg in self.pbx.legs.values() if leg.state in (DIALLING, RINGING, UP)]

    def hear(self) -> None:
        self.carry_out_all()
        self.deliver_all()


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7)), min_size=5, max_size=25))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_noted_outlives_any_restart(steps):
    house = Restarting()
    house.begin(("ann", "bob"))
    for what, which in steps:
        if what == "die":
            house.daemon_restarts()
        else:
            house.step(what, which)
        if which % 4:  # else it dies, should it die next, before it hears more
            house.hear()
        house.what_is_noted_of_agents_is_so()
