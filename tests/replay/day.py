"""A store filled by a day of the real Floor in simulated traffic, event by event as the daemon writes it."""

from dataclasses import replace
from pathlib import Path

from acd.core.commands import Command, Record
from acd.core.events import Event, RosterChanged
from acd.core.floor import Floor
from acd.core.roster import Roster
from acd.core.routing.presets import PRESETS
from acd.planning import Planner
from acd.simulate.engine import Engine
from acd.simulate.floor_mind import FloorMind
from acd.simulate.house import handle_times, roster_of
from acd.simulate.results import figures
from acd.simulate.scenarios import Options, scenario
from acd.simulate.scenarios.simple import Group, Kind, world
from acd.simulate.traffic import Stream, draw, exponential
from acd.simulate.world import Case
from acd.store import Store

WRAP_S = 10.0


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


def two_speeds(seed: int, hours: float, agents: int = 10, load: float = 0.8) -> Case:
    """One queue; every second agent needs a third of the others' time, and that is known."""
    times = tuple(120.0 if agent % 2 else 360.0 for agent in range(agents))
    per_s = load * sum(1.0 / (each + WRAP_S) for each in times)
    made = world([Kind("sales", 240.0, per_s)], [Group("all", agents, (0,))], 20.0, hours * 3600.0, 0.0)
    made = replace(made, handle_s=(times,), pickup_s=2.5)
    return Case(made, draw(seed, [Stream([(0.0, per_s)], exponential(120.0), exponential())], made.end_s), seed)


def record_day(file: Path, seed: int, hours: float, preset: str = "longest_idle") -> Roster:
    return record(file, drawn(seed, hours), preset)


def record(file: Path, case: Case, preset: str) -> Roster:
    """The roster it ran under."""
    store = Store.open(f"sqlite:///{file}", gather_s=0.0)
    used = roster(case, preset)
    floor = Recording(store)
    mind = FloorMind(used, told=(RosterChanged(used), handle_times(case.world)), every=((300.0, floor.plan),))
    mind.floor = floor
    Engine(case, mind).run()
    assert store.close(60.0) == 0
    return used


def truth(case: Case, preset: str) -> dict[str, float]:
    """What the preset makes of the very same callers; some figures by the names a comparison has for them."""
    tape = Engine(case, FloorMind(roster(case, preset), told=(handle_times(case.world),))).run()
    found = figures(tape)[0]
    return {"sl": found.sl, "asa_s": found.asa, "abandonment": found.abandonment}
