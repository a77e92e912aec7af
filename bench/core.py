"""What the core costs, in one table: a decision on the real Floor, and the manager codec beside panoramisk's parser.

``python bench/core.py [--quick] [--json]``. Decisions: microseconds of processor time for one ``Floor.handle`` that
ends in an offer (``core_routing.py`` says what is in it), a house drawn from each seed; and how it grows from a hundred
to a thousand, seed by seed. Codec: events a second, both parsers on the same bytes, turn by turn (``codec.py``). Exit
code 0 when every goal is met, 1 when one is not; a growth is held against its limit with its median over the seeds.
"""

import argparse
import json
import logging
import os
import random
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

import codec
import core_routing

ROUNDS, QUICK_ROUNDS = 200, 50
SEEDS, QUICK_SEEDS = 5, 2
EVENTS, QUICK_EVENTS = 20_000, 4_000
CODEC_RUNS = 5
MOST_GROWTH = 2.0
AIMS = {"a call arrives": 1.5, "an agent frees": 1.2}


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


@dataclass(frozen=True, slots=True)
class Goal:
    """`limit` is the least value allowed where `is_floor`, else the greatest; `aim` is hoped for."""

    what: str
    got: float
    lowest: float
    highest: float
    limit: float
    aim: float | None = None
    is_floor: bool = False

    @property
    def is_met(self) -> bool:
        return self.got >= self.limit if self.is_floor else self.got <= self.limit

    def line(self) -> str:
        aim = "" if self.aim is None else f", aim {self.aim:g}"
        verdict = "met" if self.is_met else "MISSED"
        verdict += " with its aim" if self.aim is not None and self.got <= self.aim else ""
        limit = f"at {'least' if self.is_floor else 'most'} {self.limit:g}{aim}"
        return f"goal: {self.what}: {self.got:.2f} ({self.lowest:.2f} to {self.highest:.2f}), {limit}: {verdict}"


def decisions(seeds: int, rounds: int) -> tuple[list[Row], list[Goal]]:
    """Of each kind of event the two sizes in turn, seed by seed, so that both meet the same machine."""
    rows, goals = [], []
    for event, more, run in (
        ("a call arrives", "agents, all free", partial(core_routing.call_arrives, rounds=rounds, busy=0.0)),
        ("a call arrives", "agents, 90 % busy", partial(core_routing.call_arrives, rounds=rounds, busy=0.9)),
        ("an agent frees", "waiting, 100 agents", partial(core_routing.agent_frees, agents=100, rounds=rounds)),
    ):
        runs = [[run(random.Random(seed), size) for size in core_routing.SIZES] for seed in range(seeds)]
        for size, each in zip(core_routing.SIZES, zip(*runs, strict=True), strict=True):
            rows.append(_decision(f"{event}, {size} {more}", each))
        grown = [statistics.median(large) / statistics.median(small) for small, large in runs]
        what = f"{event} ({more}), 1000 against 100"
        goals.append(Goal(what, statistics.median(grown), min(grown), max(grown), MOST_GROWTH, AIMS[event]))
    return rows, goals


def _decision(what: str, runs: Sequence[list[float]]) -> Row:
    """`runs`: seconds, one list a seed."""
    medians = [statistics.median(times) * 1e6 for times in runs]
    every = [seconds * 1e6 for times in runs for seconds in times]
    return Row(what, "us", statistics.median(every), min(medians), max(medians), len(every))


def codecs(events: int) -> tuple[list[Row], Goal]:
    """The rows, and the goal for the lower ratio of bytes to messages. Headers are decoded when read, which the Ear
    does with all that it hears: the last stream counts that too."""
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
            ratios.append((statistics.median(times), min(times), max(times)))
    return rows, Goal("codec against panoramisk", *min(ratios), limit=codec.GOAL, is_floor=True)


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
    rows, goals = decisions(seeds, rounds)
    more, ratio = codecs(QUICK_EVENTS if chosen.quick else EVENTS)
    rows, goals = [*rows, *more], [*goals, ratio]
    if chosen.json:
        where = {"cores": os.cpu_count(), "load_average": round(load, 2), "seeds": seeds}
        told = [asdict(goal) | {"is_met": goal.is_met} for goal in goals]
        print(json.dumps(where | {"rows": [asdict(row) for row in rows], "goals": told}, indent=2))
    else:
        print(f"{os.cpu_count()} cores, load average {load:.2f}, seeds 0 to {seeds - 1}")
        print(f"{'':<44}{'median':>12} {'':<9}{'seeds or runs':>22}{'n':>8}")
        print("\n".join(row.line() for row in rows))
        print("\n".join(goal.line() for goal in goals))
    return 0 if all(goal.is_met for goal in goals) else 1


if __name__ == "__main__":
    raise SystemExit(main())
