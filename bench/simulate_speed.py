"""How many calls a second the simulator gets through, and what a call's time is spent on.

    python bench/simulate_speed.py [--seeds 5] [--seconds 2000] [--agents 300] [--profile]

S1's traffic at load .95; CPU time of one process. First the speed by policy: the engine's own is that under the
longest-idle rule, which costs next to nothing. Then a call's time on the real Floor by part, on the first seed, timed
part by part (which adds about a microsecond an event); of these the *bound* counts only what no other way of writing
the same Floor in Python would save: the engine, the making of the events, commands and rows it must take and give, and
the arithmetic of choosing an agent. Exit code 0 when the must of 20 000 calls a second is met, 1 when not. `--profile`
shows where the Floor's time goes function by function.
"""

import cProfile
import pstats
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from typing import Any
from unittest.mock import patch

import click

from acd.core import dispatch
from acd.core.commands import Record
from acd.planning import Planner
from acd.simulate.engine import Engine
from acd.simulate.floor_mind import FloorMind
from acd.simulate.policies import make
from acd.simulate.run import play
from acd.simulate.scenarios import Options, scenario
from acd.simulate.world import Case

MUST, AIM = 20_000.0, 60_000.0
ENGINE = "longest-idle"


@click.command()
@click.option("--seeds", default=5, show_default=True)
@click.option("--seconds", default=2000.0, show_default=True, help="Simulated time measured.")
@click.option("--agents", default=300, show_default=True)
@click.option("--policy", "policies", multiple=True, default=("queue-rrmemory-penalty", "acd-fair"), show_default=True)
@click.option("--profile", is_flag=True)
def main(seeds: int, seconds: float, agents: int, policies: tuple[str, ...], profile: bool) -> None:
    options = Options(seconds=seconds, agents=agents, warm_s=0.0)
    cases = [scenario("s1").draw(seed, options) for seed in range(1, seeds + 1)]
    print(f"{agents} agents, {seconds:g} s, {sum(len(case.calls) for case in cases) / seeds:.0f} calls a seed")
    rates = {policy: rate(cases, policy) for policy in (ENGINE, *policies)}
    ours = next((policy for policy in reversed(policies) if policy.startswith("acd-")), None)
    if ours is None:
        return
    show_parts(cases[0], ours, 1e6 / rates[ENGINE])
    if profile:
        show_profile(cases[0], ours)
    is_met = rates[ours] >= MUST
    print(f"goal: {rates[ours]:.0f} calls/s, at least {MUST:.0f}, aim {AIM:.0f}: {'met' if is_met else 'MISSED'}")
    raise SystemExit(0 if is_met else 1)


def rate(cases: list[Case], policy: str) -> float:
    """Calls a second, over the cases."""
    found = []
    for case in cases:
        began = time.process_time()
        calls = len(play(case, policy).at)
        found.append(calls / (time.process_time() - began))
    spread, mean = statistics.stdev(found) if len(found) > 1 else 0.0, statistics.fmean(found)
    print(f"{policy:28} {mean:9.0f} calls/s  +- {spread:.0f} (sd over seeds)  {1e6 / mean:7.1f} us a call")
    return mean


class Watch:
    """Counts and times by name, and all that went in and out of the Floor."""

    def __init__(self) -> None:
        self.times: defaultdict[str, int] = defaultdict(int)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.values: list[object] = []

    def timed(self, name: str, do: Callable[..., Any], *args: Any, **more: Any) -> Any:
        began = time.thread_time()
        found = do(*args, **more)
        self.seconds[name] += time.thread_time() - began
        self.times[name] += 1
        return found

    def over(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args, **more: self.timed(name, do, *args, **more)

    def handle(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def handled(event: object, now: float) -> Any:
            out = self.timed(type(event).__name__, do, event, now)
            self.values += [event, *out, *(each.row for each in out if isinstance(each, Record))]
            return out

        return handled


def watched(case: Case, policy: str) -> Watch:
    """One run with every event, choice and plan timed."""
    watch, mind = Watch(), make(policy, case)
    assert isinstance(mind, FloorMind)
    floor = mind.floor
    with (
        patch.object(floor, "handle", watch.handle(floor.handle)),
        patch.object(dispatch, "choose", watch.over("choose", dispatch.choose)),
        patch.object(Planner, "plan", lambda self, now, plan=Planner.plan: watch.timed("plan", plan, self, now)),
    ):
        Engine(case, mind).run()
    return watch


def making_s(values: list[object]) -> tuple[int, float]:
    """How many fields these values have, and the time to make them once more, nothing else."""
    recipes = [(type(each), [getattr(each, part.name) for part in fields(each)]) for each in values]  # type: ignore[arg-type]
    began = time.thread_time()
    for make_it, parts in recipes:
        make_it(*parts)
    return sum(len(parts) for _, parts in recipes), time.thread_time() - began


def show_parts(case: Case, policy: str, engine_us: float) -> None:
    watch, calls = watched(case, policy), len(case.calls)
    count, making = making_s(watch.values)
    choosing, planning = watch.seconds.pop("choose"), watch.seconds.pop("plan", 0.0)
    print(f"\n{policy}, per call, timed part by part:")
    print(f"{'':44}{'times':>8}{'us':>9}")
    _line("the engine's own", 1.0, engine_us)
    _line("prices of agents' time", watch.times["plan"] / calls, planning / calls * 1e6)
    for name in sorted(watch.seconds, key=watch.seconds.__getitem__, reverse=True):
        _line(f"Floor.handle({name})", watch.times[name] / calls, watch.seconds[name] / calls * 1e6)
    _line("  of it all: choosing an agent", watch.times["choose"] / calls, choosing / calls * 1e6)
    _line(f"  of it all: making values, {count / calls:.0f} fields", len(watch.values) / calls, making / calls * 1e6)
    least = engine_us + (choosing + making) / calls * 1e6
    print(f"bound: engine, choosing and values alone: {least:.1f} us a call, {1e6 / least:.0f} calls/s\n")


def _line(what: str, times: float, spent_us: float) -> None:
    print(f"{what:44}{times:8.2f}{spent_us:9.1f}")


def show_profile(case: Case, policy: str) -> None:
    profiler = cProfile.Profile()
    tape = profiler.runcall(play, case, policy)
    stats = pstats.Stats(profiler)
    rows = []
    for (file, line, name), (_, count, own, whole, _) in stats.stats.items():  # type: ignore[attr-defined]
        rows.append((own, whole, count, f"{'/'.join(file.split('/')[-3:])}:{line} {name}"))
    calls = len(tape.at)
    print("under the profiler, per call simulated (it slows small functions most):")
    print(f"{'own us':>8} {'with callees us':>16} {'times':>7}")
    for own, whole, count, where in sorted(rows, reverse=True)[:25]:
        print(f"{own / calls * 1e6:8.2f} {whole / calls * 1e6:16.2f} {count / calls:7.2f}  {where}")


if __name__ == "__main__":
    main()
