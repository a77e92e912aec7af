"""What was published of the ContactCenters examples, and the same measures taken of our tapes.

A measure is a ratio of two means over replications (the second is 1 for plain counts), as published. The published
intervals are 95 % intervals of 1 000 replications each: even a perfect simulator's true value lies outside one in
twenty of them, and they are rounded to the last digit shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acd.simulate.compare import Interval, ratio
from acd.simulate.results import presence
from acd.simulate.scenarios.published import BILINGUAL_AGENTS, BILINGUAL_EXPECTED, HOUR, MMC_DAY_S, WEEK_DAYS
from acd.simulate.tape import Fate, Tape

Parts = tuple[float, float]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measure:
    """`low` and `high` bound the published interval; `digit` is the last one's unit."""

    name: str
    low: float
    high: float
    digit: float
    of: Callable[[Tape], Parts]

    def holds(self, found: Interval) -> bool:
        """The published interval and ours meet."""
        return found.low <= self.high + self.digit / 2 and found.high >= self.low - self.digit / 2

    def is_inside(self, found: Interval) -> bool:
        return self.low - self.digit / 2 <= found.mean <= self.high + self.digit / 2


def estimate(parts: Sequence[Parts]) -> Interval:
    """A measure's value, from its parts of each replication."""
    return ratio([each[0] for each in parts], [each[1] for each in parts])


def _is(tape: Tape, fate: Fate) -> Bools:
    return np.asarray(np.asarray(tape.fate, dtype=int) == fate, np.bool_)


def _count(fate: Fate) -> Callable[[Tape], Parts]:
    return lambda tape: (float(_is(tape, fate).sum()), 1.0)


def _waits(tape: Tape) -> NDArray[np.float64]:
    """Of the answered, earlier attempts included."""
    waited = np.asarray(tape.answered) - np.asarray(tape.at) + np.asarray(tape.before)
    return np.asarray(waited[_is(tape, Fate.ANSWERED)], np.float64)


def _asa(tape: Tape) -> Parts:
    waits = _waits(tape)
    return float(waits.sum()) / 60.0, float(len(waits))


def _in_target(tape: Tape) -> float:
    return float((_waits(tape) < tape.case.world.service_level_s).sum())


def _level(tape: Tape) -> Parts:
    """In target over answered and those who gave up later than that."""
    gave_up = np.asarray(tape.gone) - np.asarray(tape.at) >= tape.case.world.service_level_s
    late = float((_is(tape, Fate.ABANDONED) & gave_up).sum())
    return _in_target(tape), float(_is(tape, Fate.ANSWERED).sum()) + late


def _occupancy(group: int | None, until_s: float | None) -> Callable[[Tape], Parts]:
    def of(tape: Tape) -> Parts:
        busy, there = presence(tape, 0.0, tape.until if until_s is None else until_s)
        rows = np.asarray(tape.case.world.group_of) == group if group is not None else np.ones(len(busy), np.bool_)
        return float(busy[rows].sum()), float(there[rows].sum())

    return of


def _week_occupancy(group: int) -> Callable[[Tape], Parts]:
    """Percent of the scheduled hours."""
    scheduled = WEEK_DAYS * 9 * HOUR * BILINGUAL_AGENTS[group]
    busy = _occupancy(group, None)
    return lambda tape: (100.0 * busy(tape)[0], scheduled)


PUBLISHED: Mapping[str, tuple[Measure, ...]] = {
    "mmc": (
        Measure("SL", 0.900, 0.904, 0.001, _level),
        Measure("ASA, min", 0.097, 0.102, 0.001, _asa),
        Measure("occupancy", 0.694, 0.697, 0.001, _occupancy(None, MMC_DAY_S)),
    ),
    "mmcab": (
        Measure("abandoned a day", 57.660, 59.558, 0.001, _count(Fate.ABANDONED)),
        Measure("in target a day", 1903.785, 1908.231, 0.001, lambda tape: (_in_target(tape), 1.0)),
        Measure("ASA, min", 0.023, 0.024, 0.001, _asa),
        Measure("SL with abandonment", 0.968, 0.969, 0.001, _level),
        Measure("occupancy", 0.674, 0.677, 0.001, _occupancy(None, MMC_DAY_S)),
    ),
    "simplemsk": (
        Measure("served a day", 4270.150, 4324.460, 0.001, _count(Fate.ANSWERED)),
        Measure("abandoned a day", 876.133, 944.537, 0.001, _count(Fate.ABANDONED)),
        Measure("SL", 0.494, 0.509, 0.001, _level),
        Measure("occupancy g0", 0.877, 0.884, 0.001, _occupancy(0, None)),
    ),
    "bilingual": (
        Measure("arrived a week", 5105.009, 5115.313, 0.001, lambda tape: (float(len(tape.at)), 1.0)),
        Measure("served a week", 4962.946, 4971.524, 0.001, _count(Fate.ANSWERED)),
        Measure("abandoned a week", 141.209, 144.527, 0.001, _count(Fate.ABANDONED)),
        Measure("retrials a week", 105.841, 108.495, 0.001, lambda tape: (float(sum(tape.again)), 1.0)),
        Measure("sent away a week", 0.040, 0.076, 0.001, _count(Fate.SENT_AWAY)),
        Measure("SL, %", 97.856, 98.020, 0.001, lambda tape: (100.0 * _in_target(tape), float(BILINGUAL_EXPECTED))),
        Measure("occupancy english, %", 47.563, 47.684, 0.001, _week_occupancy(0)),
        Measure("occupancy spanish, %", 47.580, 47.699, 0.001, _week_occupancy(1)),
        Measure("occupancy bilingual, %", 63.197, 63.310, 0.001, _week_occupancy(2)),
    ),
}
