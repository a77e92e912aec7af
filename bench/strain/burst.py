"""(c) Five hundred INVITEs within one second, fifty agents: everybody is accounted for, and nobody idles while callers
wait."""

import random
import tempfile
from pathlib import Path

from bench.duel.both import ENGINE
from bench.duel.traffic import Traffic
from bench.strain.account import nothing_lost
from bench.strain.goals import Goal, percentiles_ms, shown
from bench.strain.rig import SIDES, Turn, rig

SEED, CALLERS, AGENTS = 20, 500, 50
TALK_MS = (1500, 2500)
_WITHIN_S = 120.0


def traffic(seed: int = SEED) -> Traffic:
    draw = random.Random(seed)
    dials = sorted(draw.randrange(1000) for _ in range(CALLERS))
    return Traffic("burst", tuple(dials), tuple(draw.randrange(*TALK_MS) for _ in dials), warm_up=0)


def run() -> list[Goal]:
    wanted, turns = traffic(), {}
    least_s = sum(wanted.talks_ms) / 1000 / AGENTS
    with (
        tempfile.TemporaryDirectory(prefix="acd-load-", dir="/tmp") as folder,
        rig(Path(folder), AGENTS, calls=CALLERS) as made,
    ):
        for side in SIDES:
            with made.side(side):
                turns[side] = made.run(side, wanted, within_s=_WITHIN_S)
            _told(side, turns[side], least_s)
        found = made.outcomes()
    ours = turns[ENGINE]
    print(f"in the store: {found}")
    return [
        Goal("calls that did not go as they should, by SIPp", ours.calls - ours.counts.succeeded, 0),
        *nothing_lost(ours.counts.created, ours.seen.connected, found),
        Goal("until the last is served, of Queue()'s", _served_s(ours) / _served_s(turns[SIDES[1]]), 1),
    ]


def _served_s(turn: Turn) -> float:
    """From the first INVITE to the last connection."""
    calls = turn.seen.calls.values()
    return max(each.connected or 0.0 for each in calls) - min(each.arrived for each in calls)


def _told(side: str, turn: Turn, least_s: float) -> None:
    print(
        f"{side:<8} {turn.counts}; connected {turn.seen.connected}; the last after {_served_s(turn):.1f} s (talks "
        f"alone: {least_s:.1f} s); p50/p99 agent freed -> next connected {shown(percentiles_ms(turn.seen.freed_s))}; "
        f"processor a call: Asterisk {turn.asterisk_ms:.1f} ms, daemon {turn.daemon_ms:.1f} ms",
        flush=True,
    )
