"""Figures of one run, from its tape. Counted are the calls that came while measured (first attempts
and retrials alike).

- offered: all of them, blocked ones too; SL: answered within the service level / offered; abandonment: gave up /
  offered; sent away and blocked likewise.
- ASA: mean wait of the answered; P(wait): share of the offered who did not get an agent at once; wait quantiles:
  of the answered.
- AHT: mean handle time of the answered.
- occupancy: handling / presence, per agent within the measured time; its mean over agents (weighed by presence) and its
  spread (standard deviation over agents).
- missed: share of rings nobody answered.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from acd.simulate.tape import Fate, Tape

Floats = NDArray[np.float64]
AT_ONCE_S = 1e-6
NO_FIGURE = float("nan")


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are in [0, 1], times in seconds; nan where there is nothing to tell."""

    offered: float
    answered: float
    sl: float
    asa: float
    abandonment: float
    sent_away: float
    aht: float
    p_wait: float
    wait_p50: float
    wait_p80: float
    wait_p95: float


@dataclass(frozen=True, slots=True)
class Result:
    """One run. `kinds` are the figures by kind; `aht_to_bound` is the mean AHT over the LP's lower bound."""

    scenario: str
    policy: str
    seed: int
    overall: Figures
    kinds: dict[str, Figures]
    occupancy: float
    occupancy_spread: float
    groups: dict[str, float]  # occupancy of each group of agents
    missed: float
    aht_to_bound: float
    calls: int
    seconds: float  # it took to simulate


NAMES = tuple(each.name for each in fields(Figures))


def figures(tape: Tape) -> tuple[Figures, dict[str, Figures]]:
    """Overall and by kind."""
    world = tape.case.world
    at, kind = np.asarray(tape.at), np.asarray(tape.kind, dtype=int)
    counted = (at >= world.warm_s) & (at < world.end_s)
    fate, answered = np.asarray(tape.fate, dtype=int), np.asarray(tape.answered)
    wait, handle = answered - at, np.asarray(tape.ended) - answered

    def of(rows: NDArray[np.bool_]) -> Figures:
        return _figures(fate[rows], wait[rows], handle[rows], world.service_level_s)

    return of(counted), {name: of(counted & (kind == row)) for row, name in enumerate(world.kinds)}


def _figures(fate: NDArray[np.int_], wait: Floats, handle: Floats, service_level_s: float) -> Figures:
    offered, answered = len(fate), fate == Fate.ANSWERED
    waits, count = wait[answered], int(answered.sum())
    if not offered:
        return Figures(0, 0, *[NO_FIGURE] * (len(NAMES) - 2))
    p50, p80, p95 = np.quantile(waits, (0.5, 0.8, 0.95)) if count else [NO_FIGURE] * 3
    return Figures(
        offered=offered,
        answered=count,
        sl=float((waits <= service_level_s).sum()) / offered,
        asa=float(waits.mean()) if count else NO_FIGURE,
        abandonment=float((fate == Fate.ABANDONED).sum()) / offered,
        sent_away=float(((fate == Fate.SENT_AWAY) | (fate == Fate.BLOCKED)).sum()) / offered,
        aht=float(handle[answered].mean()) if count else NO_FIGURE,
        p_wait=1.0 - float((waits <= AT_ONCE_S).sum()) / offered,
        wait_p50=float(p50),
        wait_p80=float(p80),
        wait_p95=float(p95),
    )


def presence(tape: Tape, begin: float, end: float) -> tuple[Floats, Floats]:
    """Seconds of handling and of presence between `begin` and `end`, each of shape (agents,)."""
    count = len(tape.case.world.agents)
    served = np.flatnonzero(np.asarray(tape.fate) == Fate.ANSWERED)
    agent = np.asarray(tape.agent, dtype=int)[served]
    came, went = np.asarray(tape.answered)[served], np.asarray(tape.ended)[served]
    busy = np.bincount(agent, np.maximum(0.0, np.minimum(went, end) - np.maximum(came, begin)), count)
    there = np.zeros(count)
    for row, since, until in tape.stays:
        there[row] += max(0.0, min(until, end) - max(since, begin))
    return np.asarray(busy, np.float64), there


def result(tape: Tape, scenario: str, policy: str, bound_s: float, seconds: float) -> Result:
    world = tape.case.world
    overall, kinds = figures(tape)
    busy, there = presence(tape, world.warm_s, world.end_s)
    own = busy[there > 0] / there[there > 0]
    group = np.asarray(world.group_of)
    return Result(
        scenario=scenario,
        policy=policy,
        seed=tape.case.seed,
        overall=overall,
        kinds=kinds,
        occupancy=float(busy.sum() / there.sum()) if there.sum() else NO_FIGURE,
        occupancy_spread=float(own.std()) if len(own) else NO_FIGURE,
        groups={
            name: float(busy[group == row].sum() / max(there[group == row].sum(), 1e-9))
            for row, name in enumerate(world.groups)
        },
        missed=tape.missed / max(1, tape.offers),
        aht_to_bound=overall.aht / bound_s,
        calls=len(tape.at),
        seconds=seconds,
    )
