"""What the core costs, in one table: a decision on the real Floor, and the manager codec beside panoramisk's parser.

``python bench/core.py [--quick] [--json]``. Decisions: microseconds of processor time for one ``Floor.handle`` that
ends in an offer (``core_routing.py`` says what is in it), a house drawn from each seed. Codec: events a second, both
parsers on the same bytes, turn by turn (``codec.py``). Exit code 0 when the goal is met (codec at least 3 times), 1
when not.
"""

import argparse
import json
import logging
import os
import random
import statistics
from dataclasses import asdict, dataclass

import codec
import core_routing

ROUNDS, QUICK_ROUNDS = 200, 50
SEEDS, QUICK_SEEDS = 5, 2
EVENTS, QUICK_EVENTS = 20_000, 4_000
CODEC_RUNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """`lowest` and `highest`: of the medians of single seeds, or of single runs."""

    what: str
    unit: str
    median: float
    lowest: float
    highest: float
    n: int

    def line(self) -> str:
        digits = 0 if self.median >= 100 else 1
        low, high = (f"{each:,.{digits}f}" for each in (self.lowest, self.highest))
        return f"{self.what:<44}{self.median:>12,.{digits}f} {self.unit:<9}{low + ' to ' + high:>22}{self.n:>8}"


def decisions(seeds: int, rounds: int) -> list[Row]:
    found = []
    for size in core_routing.SIZES:
        for busy, said in ((0.0, "all free"), (0.9, "90 % busy")):
            runs = [core_routing.call_arrives(random.Random(seed), size, rounds, busy) for seed in range(seeds)]
            found.append(_decision(f"a call arrives, {size} agents, {said}", runs))
    for size in core_routing.SIZES:
        runs = [core_routing.agent_frees(random.Random(seed), 100, size, rounds) for seed in range(seeds)]
        found.append(_decision(f"an agent frees, {size} waiting, 100 agents", runs))
    return found


def _decision(what: str, runs: list[list[float]]) -> Row:
    """`runs`: seconds, one list a seed."""
    medians = [statistics.median(times) * 1e6 for times in runs]
    every = [seconds * 1e6 for times in runs for seconds in times]
    return Row(what, "us", statistics.median(every), min(medians), max(medians), len(every))


def codecs(events: int) -> tuple[list[Row], float]:
    """The rows, and the lower ratio of bytes to messages. Headers are decoded when read, which the Ear does with all
    that it hears: the last stream counts that too."""
    everything = codec.events_of(codec.RECORDING.read_bytes())
    heard = [each for each in everything if codec.is_heard(each)]
    streams = {"all events": (everything, False), "events we hear": (heard, False), "heard, all read": (heard, True)}
    rows, ratios = [], []
    for name, (stream, is_read) in streams.items():
        parts = codec.segments(stream, events)
        runs = [(codec.run_ours(parts, all_headers=is_read), codec.run_panoramisk(parts)) for _ in range(CODEC_RUNS)]
        ours, theirs = ([count / took for took, count in side] for side in zip(*runs, strict=True))
        times = [a / b for a, b in zip(ours, theirs, strict=True)]
        count = runs[0][0][1]
        rows += [
            _rate(f"codec, {name}", "events/s", ours, count),
            _rate(f"panoramisk, {name}", "events/s", theirs, count),
            _rate(f"ratio, {name}", "x", times, len(times)),
        ]
        if not is_read:
            ratios.append(statistics.median(times))
    return rows, min(ratios)


def _rate(what: str, unit: str, each: list[float], n: int) -> Row:
    return Row(what, unit, statistics.median(each), min(each), max(each), n)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer seeds and rounds")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    load = os.getloadavg()[0]
    seeds, rounds = (QUICK_SEEDS, QUICK_ROUNDS) if chosen.quick else (SEEDS, ROUNDS)
    rows = decisions(seeds, rounds)
    more, ratio = codecs(QUICK_EVENTS if chosen.quick else EVENTS)
    rows += more
    is_met = ratio >= codec.GOAL
    if chosen.json:
        where = {"cores": os.cpu_count(), "load_average": round(load, 2), "seeds": seeds}
        goal = {"what": "codec ratio", "got": ratio, "at_least": codec.GOAL, "is_met": is_met}
        print(json.dumps(where | {"rows": [asdict(row) for row in rows], "goals": [goal]}, indent=2))
    else:
        print(f"{os.cpu_count()} cores, load average {load:.2f}, seeds 0 to {seeds - 1}")
        print(f"{'':<44}{'median':>12} {'':<9}{'seeds or runs':>22}{'n':>8}")
        print("\n".join(row.line() for row in rows))
        print(f"goal: codec at least {codec.GOAL:.0f} times panoramisk: {ratio:.1f}, {'met' if is_met else 'MISSED'}")
    return 0 if is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
