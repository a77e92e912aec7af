"""The least mean handle time any routing can reach: a linear programme over who spends his time on what.

min sum_kj x_kj AHT_kj  subject to  sum_k x_kj AHT_kj <= 1 for every agent j,  sum_j x_kj = lambda_k for every kind k,
with x_kj the rate at which agent j serves kind k. Where the agents cannot carry all traffic, the largest share of it
that they can (every kind in proportion) is served: a bound for what gets through. Solved by HiGHS.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from acd.simulate.world import CANNOT, World

Floats = NDArray[np.float64]


def least_aht_s(world: World) -> float:
    """Seconds a call, all kinds together at their mean arrival rates; kinds that nobody can serve are left out."""
    rows = tuple(tuple(s for agent, s in enumerate(row) if agent not in world.away) for row in world.handle_s)
    kinds = [kind for kind, row in enumerate(rows) if world.rate[kind] > 0.0 and min(row, default=CANNOT) < CANNOT]
    return _solve(tuple(rows[kind] for kind in kinds), tuple(world.rate[kind] for kind in kinds))


@lru_cache(maxsize=16)
def _solve(handle_s: tuple[tuple[float, ...], ...], rate: tuple[float, ...]) -> float:
    if not rate:
        return float("nan")
    times, rates = np.asarray(handle_s), np.asarray(rate)
    kind, agent = np.nonzero(np.isfinite(times))
    cost, place = times[kind, agent], np.arange(len(kind))
    count = len(kind)
    load, flow = np.zeros((times.shape[1], count + 1)), np.zeros((len(rates), count + 1))
    load[agent, place], flow[kind, place] = cost, 1.0
    flow[:, count] = -rates  # the last variable is the share of the traffic that is served
    whole, none = np.ones(times.shape[1]), np.zeros(len(rates))
    free: list[tuple[float, float | None]] = [(0.0, None)] * count
    most = np.append(np.zeros(count), -1.0)
    fullest = linprog(most, load, whole, flow, none, [*free, (0.0, 1.0)], method="highs")
    share = -_value(fullest.fun) * (1.0 - 1e-9)  # what rounding leaves must stay feasible
    least = linprog(np.append(cost, 0.0), load, whole, flow, none, [*free, (share, share)], method="highs")
    return _value(least.fun) / (share * float(rates.sum()))


def _value(found: float | None) -> float:
    if found is None:
        raise ArithmeticError("the linear programme has no solution")
    return float(found)
