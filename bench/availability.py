"""An hour of calls with one fault a minute: what share of the calls that were attempted was served.

``python bench/availability.py [--minutes 60] [--seed 112] [--fault NAME]``: a private Asterisk, the daemon under its
own supervisor, SIPp as callers and as agents' phones. Every minute one fault of ``outage/faults.py`` is drawn by lot
and strikes at a second drawn by lot. It says what it does as it goes, so it may run in the background.

Attempted: every INVITE a caller sends for the first time, also one that finds no PBX. Served: the call was answered by
an agent (its row in the store says so). Callers hang up after a minute, served or not. Two shares are printed: all
calls, and "telecom", the share of time without the gaps of 30 s and more (shorter ones are not counted as outages of
telephone networks); a gap is the time from the first call not served to the next that is.

Exit code 0; 1 when a contact has no terminal row, or channels are left in the PBX in the end; 2 when it cannot run.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from acd.lab.trouble import LabError
from bench.outage.faults import FAULTS
from bench.outage.report import Struck, lines
from bench.outage.rig import Rig

WARM_UP_S, COOL_DOWN_S = 5.0, 90.0
LATEST_S = 40  # of a minute: what follows is for its recovery


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=10, help="60 is the hour; default 10")
    parser.add_argument("--seed", type=int, default=112)
    parser.add_argument("--fault", action="append", choices=sorted(FAULTS), help="only this one; may be given again")
    parser.add_argument("--patience-s", type=int, default=3, help="ACD_TAKE_OVER_S; 3 is shipped")
    parser.add_argument("--out", type=Path, help="the report is also written here")
    chosen = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder, ExitStack() as stack:
            rig = Rig(Path(folder), stack, seconds=round(60 * chosen.minutes + WARM_UP_S), patience_s=chosen.patience_s)
            began = time.monotonic()
            struck = run(rig, chosen.minutes, chosen.fault or sorted(FAULTS), random.Random(chosen.seed))
            attempts = rig.finish(COOL_DOWN_S)
            report = lines(attempts, struck, time.monotonic() - began, seed=chosen.seed)
            report += rig.leftovers()
    except LabError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print("\n".join(report))
    if chosen.out is not None:
        chosen.out.write_text("\n".join(report) + "\n", encoding="utf-8")
    return int(any(line.startswith("LEFT") for line in report))


def run(rig: Rig, minutes: int, kinds: Sequence[str], draw: random.Random) -> list[Struck]:
    """One fault a minute, each kind as often as any other; each is over, or being recovered from, at the next."""
    began = time.monotonic() + WARM_UP_S
    struck = []
    bag: list[str] = []
    for minute in range(minutes):
        bag = bag or draw.sample(kinds, len(kinds))
        name, at = bag.pop(), began + 60 * minute + draw.randrange(5, LATEST_S)
        time.sleep(max(0.0, at - time.monotonic()))
        first = time.time()
        word = FAULTS[name](rig)
        struck.append(Struck(name, first, time.time() - first))
        print(f"minute {minute + 1} of {minutes}: {name}{word and f' ({word})'}", file=sys.stderr, flush=True)
    time.sleep(max(0.0, began + 60 * minutes - time.monotonic()))
    return struck


if __name__ == "__main__":
    raise SystemExit(main())
