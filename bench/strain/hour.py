"""(a) A busy hour's rate on one machine: 15 000 calls an hour, 300 agents, talks and wrap-up as people have them.

Callers take the shipped way in: a visit to the engine, the hold loop, an agent, and the visit after the talk. Sound
flows both ways in the talks, as it does in talks; without (`has_sound`) Asterisk has little to do, and the daemon's
share says what it costs beside the bare signalling.
"""

import random
import tempfile
from pathlib import Path

from bench.duel.both import ENGINE
from bench.duel.traffic import Traffic
from bench.strain.account import nothing_lost
from bench.strain.curves import draw
from bench.strain.goals import Goal, percentiles_ms, shown
from bench.strain.rig import rig

SEED, AGENTS, AN_HOUR = 20, 300, 15_000
TALK_S, SPREAD, LONGEST_S, WRAP_S = 52.0, 0.6, 180.0, 5
MOST_SHARE = 0.20
_QUEUES = f"[queue.bench]\nneeds = {{bench = 1}}\nwhisper = false\nwrap_s = {WRAP_S}\n"
_FLOW = "start: bench\nlanguage: en\nnodes:\n  bench: {handoff: bench}\n"


def traffic(minutes: float, *, has_sound: bool, seed: int = SEED) -> Traffic:
    """Poisson arrivals; lognormal talks of `TALK_S` in the mean."""
    draw_from = random.Random(seed)
    at, dials, rate = 0.0, [], AN_HOUR / 3600
    while (at := at + draw_from.expovariate(rate)) < 60 * minutes:
        dials.append(round(1000 * at))
    mean = -(SPREAD**2) / 2
    talks = (min(LONGEST_S, TALK_S * draw_from.lognormvariate(mean, SPREAD)) for _ in dials)
    return Traffic("hour", tuple(dials), tuple(round(1000 * talk) for talk in talks), warm_up=0, has_sound=has_sound)


def run(minutes: float, charts: Path | None, *, has_sound: bool) -> list[Goal]:
    wanted = traffic(minutes, has_sound=has_sound)
    print(
        f"{wanted.calls} calls in {minutes:g} minutes, {AGENTS} agents, talks of {TALK_S:g} s and {WRAP_S} s after them"
    )
    with (
        tempfile.TemporaryDirectory(prefix="acd-load-", dir="/tmp") as folder,
        rig(Path(folder), AGENTS, queues=_QUEUES, flow=_FLOW) as made,
    ):
        with made.side(ENGINE):
            turn = made.run(ENGINE, wanted, within_s=60 * minutes + LONGEST_S + 60, number="5551234")
        found = made.outcomes()
    share = turn.daemon_cpu_s / turn.asterisk_cpu_s
    print(f"callers' side: {turn.counts}; connected {turn.seen.connected}; in the store: {found}")
    print(
        f"processor a call: Asterisk {turn.asterisk_ms:.1f} ms, the daemon {turn.daemon_ms:.1f} ms, that is {share:.0%}"
    )
    print(f"p50/p99 on hold -> connected: {shown(percentiles_ms(turn.seen.from_entry_s()))}")
    if charts is not None:
        draw(charts / "busy-hour.svg", f"{AN_HOUR} calls an hour, {AGENTS} agents", turn.samples)
    return [
        Goal("calls that did not go as they should, by SIPp", turn.calls - turn.counts.succeeded, 0),
        *nothing_lost(turn.counts.created, turn.seen.connected, found),
        Goal("the daemon's processor time, of Asterisk's", share, MOST_SHARE),
    ]
