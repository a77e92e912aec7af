"""A store filled by a day of the real Floor in simulated traffic, event by event as the daemon writes it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from acd.core.commands import Command, Record
from acd.core.events import Event, RosterChanged
from acd.core.floor import Floor
from acd.core.roster import Roster, Weights
from acd.core.routing.presets import PRESETS
from acd.planning import Planner
from acd.simulate.engine import Engine
from acd.simulate.floor_mind import EPOCH, FloorMind
from acd.simulate.house import changed, handle_times, roster_of
from acd.simulate.scenarios import Options, scenario
from acd.simulate.tape import Tape
from acd.simulate.world import Case
from acd.store import Store

WRAP_S = 10.0
BEGAN = EPOCH


class Recording(Floor):
    """Journals what it is told and keeps what it gives out."""

    def __init__(self, store: Store) -> None:
        super().__init__(Roster({}, {}))
        self._store = store
        self._planner = Planner(self)

    def handle(self, event: Event, now: float) -> list[Command]:
        self._store.journal(event, now)
        out = super().handle(event, now)
        for command in out:
            if isinstance(command, Record):
                self._store.put(command.row, now)
        return out

    def plan(self, _: Floor, now: float) -> Event | None:
        return self._planner.plan(now)


def drawn(seed: int, hours: float, agents: int = 12, load: float = 0.95) -> Case:
    case = scenario("s1").draw(seed, Options(agents=agents, load=load, seconds=hours * 3600.0, warm_s=0.0))
    return replace(case, world=replace(case.world, pickup_s=2.5, away=frozenset({agents - 1})))


def roster(case: Case, preset: str) -> Roster:
    made = roster_of(case.world, PRESETS[preset], strikes=3)
    return Roster({name: replace(each, wrap_s=WRAP_S) for name, each in made.queues.items()}, made.agents)


def weighted(made: Roster, weights: Weights | Mapping[str, float]) -> Roster:
    return changed(made, weights if isinstance(weights, Weights) else Weights(**weights), None)


def record_day(
    file: Path, seed: int, hours: float, preset: str = "longest_idle", agents: int = 12, load: float = 0.95
) -> tuple[Roster, Tape]:
    """The roster it ran under, and what became of the calls."""
    case = drawn(seed, hours, agents, load)
    store = Store.open(f"sqlite:///{file}", gather_s=0.0)
    used = roster(case, preset)
    floor = Recording(store)
    mind = FloorMind(used, told=(RosterChanged(used), handle_times(case.world)), every=((300.0, floor.plan),))
    mind.floor = floor
    tape = Engine(case, mind).run()
    assert store.close(60.0) == 0
    return used, tape
