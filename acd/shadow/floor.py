"""The shop as a house of ours: each queue a skill, an agent's level in it the higher the lower his penalty.

So whoever may serve in the shop may serve here, and nobody else; a penalty is a preference here, not the wall it is in
app_queue (where a member of penalty 0 who never answers keeps all others from being rung).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acd.core.commands import RingAgent
from acd.core.events import AgentSignedIn, ContactArrived, EstimatesRecalled, PbxSnapshot
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, QueueRules, Roster, SkillNeed, Weights
from acd.core.routing.estimates import Estimates
from acd.core.routing.piece import work_key
from acd.core.routing.presets import PRESETS
from acd.shadow.day import Day
from acd.shadow.people import Stay, Worker

PBX = "shop"
PRESET = "balanced"
ANOTHER_FIRST = ""
HANDLE_S = 240.0  # until the first call is over


@dataclass(frozen=True, slots=True)
class Shop:
    """What is taken for granted of the shop: wrap-up, and the preset it would run with here."""

    wrap_s: float = 0.0
    preset: str = PRESET


def roster(
    shop: Shop, seats: Mapping[str, Mapping[str, int]], handle_s: Mapping[str, float], ring_s: float = 15.0
) -> Roster:
    """`seats`: by agent, his penalty in each of his queues; `handle_s`: its mean handle time (s)."""
    queues = sorted({queue for own in seats.values() for queue in own})
    weights: Weights = PRESETS[shop.preset]
    return Roster(
        {
            queue: QueueRules(
                queue,
                (SkillNeed(queue),),
                weights=weights,
                handle_s=handle_s.get(queue, HANDLE_S),
                ring_s=ring_s,
                wrap_s=shop.wrap_s,
            )
            for queue in queues
        },
        {
            agent: AgentProfile(agent, agent, PBX, agent, {queue: _level(penalty) for queue, penalty in own.items()})
            for agent, own in seats.items()
        },
    )


def _level(penalty: int) -> int:
    return max(1, 10 - max(0, penalty))


def arrival(caller: str, queue: str, joined: float) -> ContactArrived:
    return ContactArrived(f"{PBX}-{caller}", PBX, caller, queue, joined)


class Adviser:
    """Learns handle times as the day goes on, and says whom our Floor would have rung."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.estimates = Estimates()
        self._talks: dict[str, tuple[int, float]] = {}  # by queue: count and total

    def learn(self, stay: Stay) -> None:
        """A talk is over; wrap-up counts as work."""
        if stay.handle_s is None or stay.agent is None:
            return
        seconds = stay.handle_s + self.shop.wrap_s
        self.estimates.add(stay.agent, work_key("", stay.queue), seconds, self.mean_s(stay.queue))
        if stay.ended is not None and self.estimates.is_due(stay.ended):
            self.estimates.refresh(stay.ended)
        count, total = self._talks.get(stay.queue, (0, 0.0))
        self._talks[stay.queue] = (count + 1, total + seconds)

    def mean_s(self, queue: str) -> float:
        count, total = self._talks.get(queue, (0, 0.0))
        return total / count if count else HANDLE_S

    def expected_s(self, agent: str, queue: str) -> float:
        return self.estimates.expected_s(agent, work_key("", queue), self.mean_s(queue))

    def choose(self, day: Day, stay: Stay, rung: Worker) -> str | None:
        """Whom our Floor, shown the day as it stands, rings for `stay`: ANOTHER_FIRST where it would serve another
        caller, None where there is no choice to make. Whoever was `rung` is free, whatever his phone said."""
        free = [worker for worker in day.free() if worker is not rung] + [rung]
        waiting = [each for each in day.waiting if not each.ringing]
        able = [worker for worker in free if worker is rung or worker.is_free(stay.queue, day.now)]
        if len(able) < 2 and len(waiting) < 2:
            return None
        floor = Floor(self._roster(day, rung, stay.queue))
        floor.handle(EstimatesRecalled(self.estimates.dump()), 1.0)
        for worker in sorted(free, key=lambda each: (each.idle_since, each.id)):
            floor.handle(AgentSignedIn(worker.id, ""), max(1.0, worker.idle_since))
        holding = tuple(arrival(each.caller, each.queue, each.joined) for each in waiting)
        commands = floor.handle(PbxSnapshot(PBX, holding, (), ()), day.now)
        rings = {each.contact: each.agent for each in commands if isinstance(each, RingAgent)}
        return rings.get(f"{PBX}-{stay.caller}", ANOTHER_FIRST)

    def _roster(self, day: Day, rung: Worker, queue: str) -> Roster:
        seats = {w.id: {name: seat.penalty for name, seat in w.seats.items()} for w in day.workers.values()}
        seats[rung.id].setdefault(queue, 0)
        return roster(self.shop, seats, {name: self.mean_s(name) for name in _queues(seats.values())})


def _queues(seats: Iterable[Mapping[str, int]]) -> set[str]:
    return {queue for own in seats for queue in own}
