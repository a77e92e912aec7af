"""(b) Ever more calls a second on 200 agents, the engine and Queue() in turn, until one in a hundred callers waits more
than a quarter of a second from INVITE to agent."""

import os
import random
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.duel.both import ENGINE, QUEUE
from bench.duel.traffic import Traffic
from bench.strain.goals import Goal, percentiles_ms, shown
from bench.strain.rig import SIDES, Rig, rig

SEED, AGENTS = 20, 200
RATES = (10, 20, 40, 60, 80)
LONGEST_S = 0.250
TALK_MS = (1000, 2000)
_WITHIN_S = 45.0


@dataclass(frozen=True, slots=True)
class Step:
    """Milliseconds: p50 and p99 from INVITE and from the entry to the queue until connected; processor time a call."""

    rate: int
    side: str
    calls: int
    connected: int
    invited: tuple[float, float] | None
    entered: tuple[float, float] | None
    asterisk_ms: float
    daemon_ms: float

    @property
    def is_past(self) -> bool:
        return self.connected < self.calls or self.invited is None or self.invited[1] > 1000 * LONGEST_S

    def line(self) -> str:
        return (
            f"{self.rate:>3}/s {self.side:<8} connected {self.connected:>5} of {self.calls:>5}, p50/p99 from INVITE "
            f"{shown(self.invited)}, from the queue's entry {shown(self.entered)}; processor a call: Asterisk "
            f"{self.asterisk_ms:.1f} ms, daemon {self.daemon_ms:.1f} ms; load {os.getloadavg()[0]:.1f}"
        )


def traffic(rate: int, seconds: float, seed: int) -> Traffic:
    draw = random.Random(seed * 1000 + rate)
    at, dials = 0.0, []
    while (at := at + draw.expovariate(rate)) < seconds:
        dials.append(round(1000 * at))
    return Traffic("steps", tuple(dials), tuple(draw.randrange(*TALK_MS) for _ in dials), warm_up=0)


def run(seconds: float, repetitions: int) -> list[Goal]:
    found: list[Step] = []
    with (
        tempfile.TemporaryDirectory(prefix="acd-load-", dir="/tmp") as folder,
        rig(Path(folder), AGENTS, calls=2 * AGENTS) as made,
    ):
        for each in range(repetitions):
            running = list(SIDES if each % 2 == 0 else reversed(SIDES))
            for rate in RATES:
                for side in tuple(running):
                    found.append(_step(made, side, rate, traffic(rate, seconds, SEED + each)))
                    print(found[-1].line(), flush=True)
                    if found[-1].is_past:
                        running.remove(side)
    return _judged(found)


def _step(made: Rig, side: str, rate: int, wanted: Traffic) -> Step:
    with made.side(side):
        turn = made.run(side, wanted, within_s=wanted.dials_ms[-1] / 1000 + _WITHIN_S)
    invited, entered = percentiles_ms(turn.seen.from_invite_s()), percentiles_ms(turn.seen.from_entry_s())
    done = turn.seen.connected
    return Step(rate, side, turn.calls, done, invited, entered, turn.asterisk_ms, turn.daemon_ms)


def _judged(found: list[Step]) -> list[Goal]:
    most = {
        side: max((each.rate for each in found if each.side == side and not each.is_past), default=0) for side in SIDES
    }
    for rate in RATES:
        rows = {side: [each for each in found if each.rate == rate and each.side == side] for side in SIDES}
        pairs = {side: [each.invited[1] for each in rows[side] if each.invited] for side in SIDES}
        if all(pairs.values()):
            ours, theirs = (statistics.median(pairs[side]) for side in SIDES)
            spread = ", ".join(f"{side} {min(p99):.0f} to {max(p99):.0f}" for side, p99 in pairs.items())
            print(f"{rate:>3}/s: p99 from INVITE, ours over theirs: {ours / theirs:.2f} (ms: {spread})")
    print(f"the most within {1000 * LONGEST_S:.0f} ms: the engine {most[ENGINE]}/s, Queue() {most[QUEUE]}/s")
    lost = sum(each.calls - each.connected for each in found if each.side == ENGINE and not each.is_past)
    return [
        Goal(
            "calls a second within a quarter of a second, of Queue()'s",
            most[ENGINE] / max(1, most[QUEUE]),
            1,
            at_least=True,
        ),
        Goal("callers not connected", lost, 0),
    ]
