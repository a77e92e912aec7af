"""The daemon without Asterisk: a recorded call played to it many thousand times, and what a call costs it.

``python bench/floor.py [--only steps|overload|soak] [--quick] [--json]``: the daemon as it is shipped, in a process of
its own, beside a false PBX that plays recordings of real calls (``bench/tape``): manager protocol, codec, facts, Floor,
journal and store, with 300 agents. The callers' visits (FastAGI) are not in it.

- steps: 15 000 calls an hour, then 2, 5, 10 and 20 times as many, talks so long that agents are as busy each time.
- overload: talks of the same length throughout, so that ever more callers wait, and give up.
- soak: one long run at 20 times, and how memory, descriptors, threads and the store grow.

Processor time is the daemon's, all threads. Exit code 0 when the goals are met, 1 when not.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from acd.lab.trouble import LabError
from bench.duel.kernel import cpu_s
from bench.strain.account import nothing_lost, outcomes
from bench.strain.curves import draw
from bench.strain.goals import Goal, percentiles_ms
from bench.strain.samples import Sample, Sampler, growth_kb, look
from bench.tape.daemon import LoneDaemon
from bench.tape.pbx import RING_S, Played, TapePbx, Traffic

SEED, AGENTS = 20, 300
ONE = 15_000 / 3600  # calls a second
TIMES = (1, 2, 5, 10, 20)
BUSY = 0.8  # of the agents, at every step
WARM_S = 6.0
ROUNDS, SECONDS = 3, 20.0
OVERLOADS = (5, 10, 20)
OVER_TALK_S, PATIENCE_S, OVER_SECONDS = 10.0, 20.0, 40.0
SOAK_CALLS, FULL, PART, NUMBERS = 100_000, 6000, 5000, 1000
LEAST_CALLS_H, MOST_P99_S, MOST_GROWTH, MOST_KB = 300_000, 0.050, 1.25, 50.0


@dataclass(frozen=True, slots=True)
class Step:
    """One rate for a while. Milliseconds of processor a call; reactions are percentiles in milliseconds, None where
    there were none: `at_once` with an agent idle, `freed` with callers waiting."""

    times: int
    calls: int
    connected: int
    gave_up: int
    most_waiting: int
    cpu_ms: float
    load: float
    at_once: tuple[float, float] | None
    freed: tuple[float, float] | None


class Bench:
    """One daemon and one false PBX, for all that is measured."""

    def __init__(self, pbx: TapePbx, daemon: LoneDaemon) -> None:
        self.pbx = pbx
        self.daemon = daemon

    async def step(self, times: int, traffic: Traffic) -> Step:
        began: list[float] = []
        played = await self.pbx.run(traffic, lambda: began.append(cpu_s(self.daemon.pid)))
        used_s = cpu_s(self.daemon.pid) - began[0]
        result = _step(times, played, used_s)
        if not await self.pbx.end_all():
            raise LabError(f"at {times} times: calls are not over; see {self.daemon.log}")
        return result

    async def accounts(self) -> list[Goal]:
        """Every caller dialled in has one terminal row, and it says the truth."""
        await asyncio.to_thread(self.daemon.wait_until_written)
        found = outcomes(self.daemon.store)
        told, total = await asyncio.to_thread(self.daemon.status), self.pbx.total
        print(f"dialled {total.dialled}, connected {total.connected}, gave up {total.gave_up}; in the store: {found}")
        print(f"the longest turn of the pump: {told.counters.pump_lag_ms:.1f} ms")
        return [
            *nothing_lost(total.dialled, total.connected, found),
            Goal("warnings in the daemon's log", self._complaints(), 0),
            Goal("events refused or malformed", told.counters.refused_events + told.counters.ami_poison, 0),
        ]

    def _complaints(self) -> int:
        said = self.daemon.log.read_text(encoding="utf-8", errors="replace").splitlines()
        found = [line for line in said if " WARNING " in line or " ERROR " in line or "Traceback" in line]
        print("\n".join(line[:400] for line in found[:5]), end="\n" if found else "")
        return len(found)


def _step(times: int, played: Played, used_s: float) -> Step:
    return Step(
        times,
        played.dialled,
        played.connected,
        played.gave_up,
        played.most_waiting,
        1000 * used_s / played.dialled,
        os.getloadavg()[0],
        percentiles_ms(played.at_once_s),
        percentiles_ms(played.freed_s),
    )


async def steps(bench: Bench, *, quick: bool) -> list[Goal]:
    """Rounds up and down in turn, so that what grows with the run is no part of the difference."""
    idle_s, before = 2.0 if quick else 10.0, cpu_s(bench.daemon.pid)
    await asyncio.sleep(idle_s)
    print(f"idle: {1000 * (cpu_s(bench.daemon.pid) - before) / idle_s:.1f} ms of processor a second")
    found: dict[int, list[Step]] = {times: [] for times in TIMES}
    for each in range(1 if quick else ROUNDS):
        for times in TIMES if each % 2 == 0 else reversed(TIMES):
            rate = ONE * times
            talk_s = BUSY * AGENTS / rate - RING_S
            seconds = SECONDS / 4 if quick else SECONDS
            traffic = Traffic(rate, seconds, talk_s, begins_with=round(BUSY * AGENTS), warm_s=WARM_S)
            found[times].append(await bench.step(times, traffic))
            _told(found[times][-1])
    cost = {times: statistics.median(each.cpu_ms for each in rows) for times, rows in found.items()}
    for times, rows in found.items():
        lowest, highest = min(each.cpu_ms for each in rows), max(each.cpu_ms for each in rows)
        ratio = cost[times] / cost[1]
        print(
            f"{times:>3} times: {cost[times]:.2f} ms a call ({lowest:.2f} to {highest:.2f}), {ratio:.2f} of one time's"
        )
    p99 = max(each.at_once[1] for each in found[TIMES[-1]] if each.at_once) / 1000
    return [
        Goal(f"calls an hour a core, at {TIMES[-1]} times", 3_600_000 / cost[TIMES[-1]], LEAST_CALLS_H, at_least=True),
        Goal(f"p99 reaction at {TIMES[-1]} times, the worst round (s)", p99, MOST_P99_S),
        Goal(f"cost of a call at {TIMES[-1]} times, of one time's", cost[TIMES[-1]] / cost[1], MOST_GROWTH),
    ]


async def overload(bench: Bench, *, quick: bool) -> list[Goal]:
    print(f"talks of {OVER_TALK_S:g} s, patience of {PATIENCE_S:g} s: {AGENTS} agents can take 7 times")
    found: list[Step] = []
    for times in OVERLOADS:
        traffic = Traffic(ONE * times, OVER_SECONDS / (4 if quick else 1), OVER_TALK_S, PATIENCE_S, warm_s=WARM_S)
        found.append(await bench.step(times, traffic))
        _told(found[-1])
    growth = found[-1].cpu_ms / found[0].cpu_ms
    return [Goal(f"cost of a call at {OVERLOADS[-1]} times, of {OVERLOADS[0]} times'", growth, MOST_GROWTH)]


def _told(step: Step) -> None:
    reactions = "".join(
        f"  {name} {pair[0]:.1f}/{pair[1]:.1f} ms"
        for name, pair in (("idle", step.at_once), ("freed", step.freed))
        if pair
    )
    print(
        f"{step.times:>3} times: {step.calls:>5} calls, {step.gave_up} gave up, up to {step.most_waiting} waited, "
        f"{step.cpu_ms:.2f} ms each; p50/p99{reactions}; load {step.load:.1f}",
        flush=True,
    )


async def soak(bench: Bench, calls: int, charts: Path | None) -> list[Goal]:
    """From `FULL` calls on, for pools and lists of bounded length are full then. `NUMBERS` call again and again: what
    is remembered of each number for a day (0.4 kB, of 50 000 at most) is no leak."""
    rate, daemon = ONE * TIMES[-1], bench.daemon
    talk_s = BUSY * AGENTS / rate - RING_S
    with Sampler({"daemon": daemon.pid}) as sampler:
        await bench.step(TIMES[-1], Traffic(rate, FULL / rate, talk_s, numbers=NUMBERS))
        base, size, first = look(daemon.pid), daemon.store.stat().st_size, len(sampler.samples["daemon"])
        done = bench.pbx.total.dialled
        while (now := bench.pbx.total.dialled - done) < calls:
            step = await bench.step(TIMES[-1], Traffic(rate, min(PART, calls - now) / rate, talk_s, numbers=NUMBERS))
            print(f"{now + step.calls} calls, {step.cpu_ms:.2f} ms each, {look(daemon.pid).memory_kb} kB", flush=True)
    await asyncio.to_thread(daemon.wait_until_written)
    await asyncio.sleep(1.0)  # until the daemon has closed the connection that asked
    if charts is not None:
        draw(charts / "soak.svg", f"{calls} recorded calls at {rate:.0f} a second, {AGENTS} agents", sampler.samples)
    samples, size = sampler.samples["daemon"][first:], daemon.store.stat().st_size - size
    return _grown(samples, base, look(daemon.pid), bench.pbx.total.dialled - done, size)


def _grown(samples: list[Sample], base: Sample, end: Sample, calls: int, size: int) -> list[Goal]:
    kb = growth_kb(samples, after=0.0) * (samples[-1].at - samples[0].at) / calls * 1000
    print(f"memory {base.memory_kb} -> {end.memory_kb} kB, a straight line through it: {kb:.1f} kB in 1 000 calls")
    print(f"store: {size / calls:.0f} bytes a call")
    return [
        Goal("memory in 1 000 calls (kB)", kb, MOST_KB),
        Goal("descriptors more than before", end.descriptors - base.descriptors, 0),
        Goal("threads more than before", end.threads - base.threads, 0),
    ]


async def run(only: str, *, quick: bool, calls: int, profile: Path | None, charts: Path | None) -> list[Goal]:
    pbx = TapePbx(AGENTS, SEED)
    await pbx.open()
    python = [sys.executable] if profile is None else [sys.executable, "-m", "cProfile", "-o", str(profile)]
    goals: list[Goal] = []
    try:
        with (
            tempfile.TemporaryDirectory(prefix="acd-floor-") as folder,
            LoneDaemon(Path(folder), pbx.port, AGENTS, python) as daemon,
        ):
            await asyncio.to_thread(daemon.wait_until_up)
            bench = Bench(pbx, daemon)
            if only in ("", "steps"):
                goals += await steps(bench, quick=quick)
            if only in ("", "overload"):
                goals += await overload(bench, quick=quick)
            if only == "soak":
                goals += await soak(bench, calls, charts)
            goals += await bench.accounts()
    finally:
        await pbx.close()
    return goals


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("steps", "overload", "soak"), default="")
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--calls", type=int, default=SOAK_CALLS, help="of the soak")
    parser.add_argument("--profile", type=Path, help="run the daemon under cProfile and write its statistics here")
    parser.add_argument("--charts", type=Path, help="draw the soak into this folder")
    parser.add_argument("--json", action="store_true", help="print the goals as JSON at the end")
    chosen = parser.parse_args()
    began, load = time.monotonic(), os.getloadavg()[0]
    try:
        goals = asyncio.run(
            run(chosen.only, quick=chosen.quick, calls=chosen.calls, profile=chosen.profile, charts=chosen.charts)
        )
    except LabError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(f"{os.cpu_count()} cores, load average {load:.2f} -> {os.getloadavg()[0]:.2f}, {AGENTS} agents, seed {SEED}")
    print(f"took {time.monotonic() - began:.0f} s")
    print("\n".join(goal.line() for goal in goals))
    if chosen.json:
        print(json.dumps([asdict(goal) | {"is_met": goal.is_met} for goal in goals], indent=2))
    return 0 if all(goal.is_met for goal in goals) else 1


if __name__ == "__main__":
    raise SystemExit(main())
