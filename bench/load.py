"""The engine under load on a real Asterisk, SIPp as callers and as agents' phones, everything on this machine.

``python bench/load.py [--only a|b|c|d|soak] [--minutes M] [--calls N] [--charts DIR]``; without --only all in turn:

- a: 15 000 calls an hour, 300 agents, for M minutes (10) and the talks that are left.
- b: 10, 20, 40, 60, 80 calls a second on 200 agents, Queue() in turn, until p99 from INVITE to agent passes 250 ms.
- c: 500 INVITEs within a second on 50 agents, Queue() in turn.
- d: 20 callers a second through a menu, two keys each, for M minutes (1); Asterisk's own menu in turn.
- soak: N calls (20 000) at 40 a second after ten minutes of them, and what is left of memory, descriptors and threads.

Processor times are whole processes'. Exit code 0 when the goals are met, 1 when not, 2 when a part could not be run.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from acd.lab.trouble import LabError
from bench.strain import burst, hour, menu, soak, steps
from bench.strain.goals import Goal

HOUR_MINUTES, MENU_MINUTES, STEP_S, SOAK_CALLS = 10.0, 1.0, 15.0, 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("a", "b", "c", "d", "soak"))
    parser.add_argument("--minutes", type=float, help="of parts a and d")
    parser.add_argument("--silent", action="store_true", help="part a without sound in the talks")
    parser.add_argument("--seconds", type=float, default=STEP_S, help="of each step of part b")
    parser.add_argument("--repetitions", type=int, default=2, help="of part b")
    parser.add_argument("--calls", type=int, default=SOAK_CALLS, help="of the soak")
    parser.add_argument("--charts", type=Path, help="draw parts a and soak into this folder")
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], list[Goal]]] = {
        "a": lambda: hour.run(chosen.minutes or HOUR_MINUTES, chosen.charts, has_sound=not chosen.silent),
        "b": lambda: steps.run(chosen.seconds, chosen.repetitions),
        "c": burst.run,
        "d": lambda: menu.run(chosen.minutes or MENU_MINUTES),
        "soak": lambda: soak.run(chosen.calls, chosen.charts),
    }
    goals: list[Goal] = []
    for name in [chosen.only] if chosen.only else parts:
        began, load = time.monotonic(), os.getloadavg()[0]
        print(f"--- {name}", flush=True)
        try:
            goals += parts[name]()
        except LabError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 2
        took_s = time.monotonic() - began
        print(f"{os.cpu_count()} cores, load average {load:.1f} -> {os.getloadavg()[0]:.1f}, took {took_s:.0f} s")
    print("\n".join(goal.line() for goal in goals))
    return 0 if all(goal.is_met for goal in goals) else 1


if __name__ == "__main__":
    raise SystemExit(main())
