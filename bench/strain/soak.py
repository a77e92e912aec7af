"""(R24) Thousands of calls on one daemon: memory, descriptors and threads come back to where they were."""

import random
import tempfile
from pathlib import Path

from acd.privacy.keeper import FIRST_S
from bench.duel.both import ENGINE
from bench.duel.traffic import Traffic
from bench.strain.account import nothing_lost
from bench.strain.curves import draw
from bench.strain.goals import Goal
from bench.strain.rig import rig
from bench.strain.samples import growth_kb, look, look_when_calm

SEED, AGENTS, RATE = 20, 100, 40
TALK_MS = (1000, 2000)
_WARM_UP_S = 1.05 * FIRST_S  # what has bounds has met them by then, and the daily job has run once, for the next of
# which SQLite keeps its file open
FIRST = round(RATE * _WARM_UP_S)  # calls before anything is counted
MOST_KB = 50.0
_WITHIN_S = 60.0


def traffic(calls: int, seed: int) -> Traffic:
    choose, at, dials = random.Random(seed), 0.0, []
    for _ in range(calls):
        at += choose.expovariate(RATE)
        dials.append(round(1000 * at))
    return Traffic("soak", tuple(dials), tuple(choose.randrange(*TALK_MS) for _ in dials), warm_up=0)


def run(calls: int, charts: Path | None) -> list[Goal]:
    with (
        tempfile.TemporaryDirectory(prefix="acd-load-", dir="/tmp") as folder,
        rig(Path(folder), AGENTS, calls=2 * AGENTS) as made,
    ):
        with made.side(ENGINE):
            made.run(ENGINE, traffic(FIRST, SEED), within_s=FIRST / RATE + _WITHIN_S)
            base = look(made.house.pid)
            turn = made.run(ENGINE, traffic(calls, SEED + 1), within_s=calls / RATE + _WITHIN_S)
            end = look_when_calm(made.house.pid, base)
        found = made.outcomes()
    samples = turn.samples["daemon"]
    kb = growth_kb(samples) * (samples[-1].at - samples[0].at) / calls * 1000
    print(f"{calls} calls; connected {turn.seen.connected}; in the store: {found}")
    print(f"the daemon: {base.memory_kb} -> {end.memory_kb} kB, by a straight line {kb:.1f} kB in 1 000 calls")
    print(f"processor a call: Asterisk {turn.asterisk_ms:.1f} ms, the daemon {turn.daemon_ms:.1f} ms")
    if charts is not None:
        draw(charts / "soak-asterisk.svg", f"{calls} calls at {RATE} a second, {AGENTS} agents", turn.samples)
    return [
        *nothing_lost(FIRST + turn.counts.created, FIRST + turn.seen.connected, found),
        Goal("memory in 1 000 calls (kB)", kb, MOST_KB),
        Goal("descriptors more than before", end.descriptors - base.descriptors, 0),
        Goal("threads more than before", end.threads - base.threads, 0),
    ]
