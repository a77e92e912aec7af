"""The measurement as people and programs read it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from .both import ENGINE, QUEUE
from .figures import Ratio, Samples, Spread, ratio, spread
from .rig import Turn

FREED_RATIO, FREED_P99_S, FREE_RATIO = 1 / 30, 0.060, 4.0
Turns = Mapping[str, Sequence[Turn]]  # by side, one a repetition

FREED = "agent freed -> next waiting caller connected"
ENTERED = "agents free: entered the queue -> connected"
INVITED = "agents free: INVITE -> connected"


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing measured on both sides, in seconds."""

    what: str
    sides: dict[str, Spread]
    ratio: Ratio


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor milliseconds per call: the mean, and the lowest and highest repetition."""

    what: str
    mean_ms: float
    lowest_ms: float
    highest_ms: float


@dataclass(frozen=True, slots=True)
class Goal:
    what: str
    got: float
    at_most: float

    @property
    def is_met(self) -> bool:
        return self.got <= self.at_most


@dataclass(frozen=True, slots=True)
class Report:
    times: list[Compared]
    costs: list[Cost]
    goals: list[Goal]

    def plain(self) -> dict[str, object]:
        """For JSON."""
        goals = [asdict(goal) | {"is_met": goal.is_met} for goal in self.goals]
        return {
            "times_s": [asdict(each) for each in self.times],
            "cpu": [asdict(c) for c in self.costs],
            "goals": goals,
        }

    def lines(self) -> list[str]:
        head = f"  {'':<9}{'n':>5}{'p50':>9}{'p90':>9}{'p99':>9}   medians of repetitions"
        found = []
        for each in self.times:
            found += [f"{each.what} (ms)", head, *(_row(side, got) for side, got in each.sides.items())]
            r = each.ratio
            share = f" = 1/{1 / r.value:.1f}" if r.value < 1 else ""
            found += [f"  ratio of medians {r.value:.4f} (95 %: {r.low:.4f} to {r.high:.4f}){share}", ""]
        found += ["processor time per call (ms): mean, repetitions"]
        found += [f"  {c.what:<44}{c.mean_ms:>7.2f}   {c.lowest_ms:.2f} to {c.highest_ms:.2f}" for c in self.costs]
        found += ["", "goals"]
        return found + [
            f"  {g.what:<52}{g.got:>8.4f} <= {g.at_most:.4f}  {'met' if g.is_met else 'MISSED'}" for g in self.goals
        ]


def report(busy: Turns, free: Turns, *, warm_busy: int, warm_free: int, seed: int) -> Report:
    def compare(what: str, samples: dict[str, Samples]) -> Compared:
        sides = {side: spread(got) for side, got in samples.items()}
        return Compared(what, sides, ratio(samples[ENGINE], samples[QUEUE], seed))

    freed = compare(FREED, {side: [t.timeline.freed_s[warm_busy:] for t in busy[side]] for side in busy})
    entered = compare(ENTERED, {side: [t.timeline.from_entry_s()[warm_free:] for t in free[side]] for side in free})
    invited = compare(INVITED, {side: [t.timeline.from_invite_s()[warm_free:] for t in free[side]] for side in free})
    costs = [_cost(f"{name}: {side}", turns) for name, kind in _kinds(busy, free) for side, turns in kind.items()]
    costs += [_cost(f"{name}: the daemon", kind[ENGINE], daemon=True) for name, kind in _kinds(busy, free)]
    goals = [
        Goal("freed: ratio of medians", freed.ratio.value, FREED_RATIO),
        Goal("freed: the engine's p99 (s)", freed.sides[ENGINE].p99, FREED_P99_S),
        Goal("agents free: ratio of medians, from the entry", entered.ratio.value, FREE_RATIO),
    ]
    return Report([freed, entered, invited], costs, goals)


def _kinds(busy: Turns, free: Turns) -> list[tuple[str, Turns]]:
    return [("agents busy, Asterisk under", busy), ("agents free, Asterisk under", free)]


def _cost(what: str, turns: Sequence[Turn], *, daemon: bool = False) -> Cost:
    each = [1000 * (t.daemon_cpu_s if daemon else t.asterisk_cpu_s) / len(t.timeline.calls) for t in turns]
    what = what.replace("Asterisk under: the", "the")
    return Cost(what, sum(each) / len(each), min(each), max(each))


def _row(side: str, got: Spread) -> str:
    p50, p90, p99, low, high = (1000 * each for each in (got.p50, got.p90, got.p99, got.lowest, got.highest))
    return f"  {side:<9}{got.n:>5}{p50:>9.2f}{p90:>9.2f}{p99:>9.2f}   {low:.2f} to {high:.2f}"
