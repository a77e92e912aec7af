"""Who gets whom when there is a choice. Pure functions over costs, lowest first, in which +inf means "gated".

Ties fall to the earlier row and then the earlier column, so the caller orders rows by wait and columns by idle time.

`assign` is optimal within a budget of work that is counted and never timed: a replay must give the same decisions on a
faster or a busier machine. Past the budget it is greedy. Nothing in it is drawn by lot.
"""

import numpy as np

from acd.core.routing.arrays import Bools, Floats, Ints
from acd.core.routing.transport import Budget, OverBudgetError, owners

BUDGET = 20_000_000  # elements: about 20 ms; see ``transport.Budget``


def least(costs: Floats, *ties: Floats) -> int:
    """Index of the lowest cost; equals are parted by the lowest of `ties` in turn, then by the lowest index."""
    best = (costs == costs[costs.argmin()]).nonzero()[0]
    for tie in ties:
        if len(best) == 1:
            break
        keys = tie[best]
        best = best[keys == keys[keys.argmin()]]
    return int(best[0])


def assign(pair: Floats, kind: Ints, gain: Floats, overdue: Bools, budget: int = BUDGET) -> list[tuple[int, int]]:
    """Pairs of rows (contacts) and columns (agents), in row order, each row and column once. What a pair costs is
    ``pair[kind[row], column] - gain[row]``, +inf in `pair` where gated; `pair` is kinds x columns (kinds that no row is
    of, or that are alike, are no hindrance). In this order:

    1. overdue rows are served before all others: the first that can be, the next that can be together with it, ...
       (the price of a later one is then paid in cost: an earlier one may get his second best agent);
    2. as many pairs as possible, so that nobody is idle who could serve somebody left over;
    3. the least total cost.

    1 never costs a pair: whoever can be served together can be so in a largest matching (transversal matroid).
    When the work exceeds `budget` the pairs are those of `greedy`, which are never better in this order.
    """
    if not len(kind) or not pair.shape[1]:
        return []
    pair, kind = _collapsed(pair, kind)
    work = Budget(budget)
    try:
        must = _servable(pair, kind, overdue, work) if overdue.any() else overdue
        queues = _queues(kind, gain, must, len(pair))
        owner = owners(pair, [np.where(must[rows], np.inf, gain[rows]) for rows in queues], work)
    except OverBudgetError:
        return greedy(pair, kind, gain, overdue)
    found: list[tuple[int, int]] = []
    for each, rows in enumerate(queues):
        columns = np.flatnonzero(owner == each)
        columns = columns[pair[each, columns].argsort(kind="stable")]
        found += zip(rows[: len(columns)].tolist(), columns.tolist(), strict=True)
    return sorted(found)


def greedy(pair: Floats, kind: Ints, gain: Floats, overdue: Bools) -> list[tuple[int, int]]:
    """Overdue rows in row order, each with its cheapest column; then always the cheapest pair left. No pair that is not
    gated is left over. Arguments and result as in `assign`."""
    if not len(kind) or not pair.shape[1]:
        return []
    found: list[tuple[int, int]] = []
    pair = pair.copy()
    lows, columns = pair.min(axis=1), pair.argmin(axis=1)

    def take(row: int) -> None:
        column = columns[kind[row]]
        found.append((row, int(column)))
        pair[:, column] = np.inf
        stale = np.flatnonzero((columns == column) & (lows < np.inf))
        lows[stale], columns[stale] = pair[stale].min(axis=1), pair[stale].argmin(axis=1)

    for row in map(int, np.flatnonzero(overdue)):
        if lows[kind[row]] < np.inf:
            take(row)
    queues = [iter(rows[~overdue[rows]].tolist()) for rows in _queues(kind, gain, overdue, len(pair))]
    heads = np.array([next(queue, -1) for queue in queues])
    while True:
        costs = np.where(heads >= 0, lows - gain[heads], np.inf)
        best = least(costs, heads)
        if costs[best] == np.inf:
            return sorted(found)
        take(int(heads[best]))
        heads[best] = next(queues[best], -1)


def _collapsed(pair: Floats, kind: Ints) -> tuple[Floats, Ints]:
    """The kinds in use, those that are alike as one: the work grows with the square of their number."""
    used, kind = np.unique(kind, return_inverse=True)
    places: dict[bytes, int] = {}
    place = np.array([places.setdefault(pair[each].tobytes(), len(places)) for each in used], np.int64)
    firsts = np.unique(place, return_index=True)[1]
    return pair[used[firsts]], place[kind]


def _queues(kind: Ints, gain: Floats, first: Bools, kinds: int) -> list[Ints]:
    """The rows of each kind in the order in which they are served: those of `first`, then by gain, then by row."""
    order = np.lexsort((-gain, ~first, kind))
    return np.split(order, np.searchsorted(kind[order], np.arange(1, kinds)))


def _servable(pair: Floats, kind: Ints, overdue: Bools, budget: Budget) -> Bools:
    """The overdue rows that are served. Taking each that fits with those before it gives the set of the greatest
    weight under any weights that fall from row to row, so the least cost finds it when only the weights cost."""
    rows = np.flatnonzero(overdue)
    only = np.zeros_like(pair)
    only[~np.isfinite(pair)] = np.inf
    weights = np.arange(len(rows), 0, -1.0)
    queues = _queues(kind[rows], weights, np.zeros(len(rows), np.bool_), len(pair))
    owner = owners(only, [weights[queue] for queue in queues], budget)
    must = np.zeros_like(overdue)
    for each, queue in enumerate(queues):
        must[rows[queue[: np.count_nonzero(owner == each)]]] = True
    return must
