"""R17, its hundred thousand: the Floor alone frees two hundred agents in one instant before two hundred callers, again
and again, some phones failing: nobody is ever rung twice at once, agent or caller."""

import heapq
import random
from collections.abc import Iterable

import pytest

from acd.core import commands as c
from acd.core import events as e
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, QueueRules, Roster
from tests.pbx.faults.conftest import Figure

AGENTS, WAVES = 200, 500
FAILS = 0.02  # of the phones that are rung
SEED = 17
TEAM = [str(2001 + each) for each in range(AGENTS)]
ROSTER = Roster(
    {"line": QueueRules("line", wrap_s=0)},
    {each: AgentProfile(each, each, "main", f"PJSIP/{each}", {}, wrap_s=0) for each in TEAM},
)


class Desk:
    """The Floor, and what it has rung at this instant."""

    def __init__(self) -> None:
        self.floor = Floor(Roster({}, {}), foretells=False)
        self.now = 1_800_000_000.0
        self.rings: dict[str, c.RingAgent] = {}  # by agent
        self.contacts: set[str] = set()
        self.timers: list[tuple[float, str]] = []
        self.made = self.doubles = 0
        self.tell(e.RosterChanged(ROSTER), e.PbxSnapshot("main", (), (), ()))

    def tell(self, *events: e.Event) -> None:
        for event in events:
            for command in self.floor.handle(event, self.now):
                if isinstance(command, c.RingAgent):
                    self.made += 1
                    self.doubles += command.agent in self.rings or command.contact in self.contacts
                    self.rings[command.agent] = command
                    self.contacts.add(command.contact)
                elif isinstance(command, c.WakeMe):
                    heapq.heappush(self.timers, (command.at, command.token))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        while self.timers and self.timers[0][0] <= self.now:
            self.tell(e.TimerRang(heapq.heappop(self.timers)[1]))

    def over(self, ring: c.RingAgent) -> None:
        del self.rings[ring.agent]
        self.contacts.discard(ring.contact)

    def fail(self, ring: c.RingAgent) -> None:
        self.over(ring)
        self.tell(e.OfferFailed(ring.contact, ring.offer, e.OfferFailure.BUSY))

    def talk(self, rings: Iterable[c.RingAgent]) -> None:
        """All of them, to their ends."""
        for ring in rings:
            self.tell(e.OfferConnected(ring.contact, ring.offer))
        self.wait(60)
        for ring in rings:
            self.over(ring)
            self.tell(e.TalkEnded(ring.contact, ring.offer, by_agent=False), e.CallerLeft(ring.contact))


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_no_double_offer(figure: Figure) -> None:
    desk, draw = Desk(), random.Random(SEED)
    desk.tell(*(e.AgentSignedIn(agent, "start") for agent in TEAM))
    served = 0
    for wave in range(WAVES):
        desk.tell(*(e.AgentPaused(agent, "break", "t") for agent in TEAM))
        for each in range(AGENTS):
            contact = f"main-{wave}.{each}"
            desk.tell(e.ContactArrived(contact, "main", f"PJSIP/trunk-{contact}", "line", desk.now))
        desk.tell(*(e.AgentReady(agent, "t") for agent in draw.sample(TEAM, AGENTS)))
        while desk.rings:
            for ring in [each for each in desk.rings.values() if draw.random() < FAILS]:
                desk.fail(ring)
            rings = list(desk.rings.values())
            desk.talk(rings)
            served += len(rings)
        desk.wait(120)  # whoever failed has cooled down
        desk.tell(*(e.AgentReady(agent, "t") for agent in TEAM))
    figure("R17", "assignments of the Floor alone", desk.made, least=100_000)
    figure("R17", "of them to somebody already rung", desk.doubles, most=0)
    figure("R17", "callers not served", WAVES * AGENTS - served, most=0)
