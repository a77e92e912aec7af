"""The engine against Asterisk's own Queue(), tuned, on one private Asterisk in one run.

``python bench/live.py [--quick] [--json]``: both sides take turns (order alternated) on identical traffic with the same
SIPp callers and the same SIPp agents' phones, which answer at once. Measured on the PBX's event time stamps by a
manager account that belongs to neither. No whisper, no wrap-up, no announcements, no menu. Callers send sound when
answered and every time is counted from after ``Answer()``, except "INVITE -> connected", which says the whole.

Exit code 0 when the goals are met, 1 when not.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from duel.both import ENGINE, QUEUE
from duel.report import Report, report
from duel.rig import AGENTS, Rig, Turn, rig
from duel.traffic import busy, free

from acd.lab.trouble import LabError

SEED = 20
REPETITIONS, QUICK_REPETITIONS = 6, 2
FREEINGS, QUICK_FREEINGS = 56, 20
CALLS, QUICK_CALLS = 60, 24
PER_SECOND = 15.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under 40 s: few calls, so a goal may be missed by chance")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    chosen = parser.parse_args()
    begun, load = time.monotonic(), os.getloadavg()[0]
    try:
        with tempfile.TemporaryDirectory(prefix="acd-bench-") as folder, rig(Path(folder)) as made:
            found = measure(made, quick=chosen.quick)
    except LabError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    loads = f"{load:.2f} -> {os.getloadavg()[0]:.2f}"
    where = {"cores": os.cpu_count(), "load_average": loads, "seed": SEED, "agents": AGENTS}
    if chosen.json:
        print(json.dumps(where | {"took_s": round(time.monotonic() - begun, 1)} | found.plain(), indent=2))
    else:
        print(f"{where['cores']} cores, load average {loads}, {AGENTS} agents, seeds from {SEED}")
        print("\n".join(found.lines()))
    return 0 if all(goal.is_met for goal in found.goals) else 1


def measure(made: Rig, *, quick: bool) -> Report:
    """A warm-up turn each (not when quick), then the repetitions: ours first, theirs first, and so on."""
    repetitions = QUICK_REPETITIONS if quick else REPETITIONS
    turns: dict[str, dict[str, list[Turn]]] = {kind: {ENGINE: [], QUEUE: []} for kind in ("busy", "free")}
    warm = {}
    for repetition in range(0 if quick else -1, repetitions):
        is_warm_up = repetition < 0
        freeings, calls = (QUICK_FREEINGS, QUICK_CALLS) if quick else (FREEINGS, CALLS)
        traffics = [busy(SEED + repetition, AGENTS, freeings), free(SEED + repetition, calls, PER_SECOND)]
        traffics = [free(SEED, 10, PER_SECOND)] if is_warm_up else traffics
        for side in (ENGINE, QUEUE) if repetition % 2 == 0 else (QUEUE, ENGINE):
            with made.side(side):
                for traffic in traffics:
                    done = made.run(side, traffic)
                    if not is_warm_up:
                        turns[traffic.kind][side].append(done)
        warm = {traffic.kind: traffic.warm_up for traffic in traffics}
        print(f"{repetition + 1} of {repetitions} repetitions done", file=sys.stderr, flush=True)
    return report(turns["busy"], turns["free"], warm_busy=warm["busy"], warm_free=warm["free"], seed=SEED)


if __name__ == "__main__":
    raise SystemExit(main())
