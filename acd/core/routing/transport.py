"""The cheapest way to share out agents among kinds of contact: a transportation problem, solved to the optimum.

Contacts that cost the same with every agent are one kind, so the graph has a node a kind instead of one a contact, and
two more: `idle`, where the agents stay who get nobody, and `left`, where the contacts stay whom nobody serves. An arc
is the cheapest move of one agent (to or from `left`: of one contact) between two nodes. Three steps:

1. Prices. Each kind in turn sets what it pays for an agent so that as many agents prefer it as it has contacts worth
   the price, given the others' prices: exact coordinate ascent of the dual. It stops when it no longer pays for itself.
2. Owners. Every agent goes to the kind that is cheapest at these prices. Nothing could be gained by moving agents round
   in circles, but some kinds now have too many agents and others too few.
3. Repair. Agents move along cheapest paths (Bellman and Ford's) from where there are too many to where there are too
   few. Such paths keep circles worthless, so the end is the optimum (Ahuja, Magnanti and Orlin, Network Flows, 9.7:
   successive shortest paths from a pseudoflow). When no path is left, so many pairs are impossible, and
   fewer are asked for.

Only comparisons, sums and differences are used, in a fixed order: linear algebra libraries and exponentials differ in
their last bits from machine to machine, and a replay must not.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from acd.core.routing.arrays import Floats, Ints

ROUNDING = 1e-14  # path costs closer than this share of the largest number in play are equal
STEP_S = 1.0  # how far beyond its only bound a price is set; any value serves


class OverBudgetError(Exception):
    """The optimum would take more work than is allowed."""


class Budget:
    """Work allowed, in matrix elements: about a nanosecond each. It is counted and not timed, so that a replay
    on another machine ends at the same place."""

    STEP = 20_000  # what the fixed cost of one step amounts to

    def __init__(self, elements: int) -> None:
        self._left = elements

    def spend(self, steps: int, elements: int) -> None:
        """`elements`: of one step."""
        self._left -= steps * (self.STEP + elements)
        if self._left < 0:
            raise OverBudgetError


def owners(pair: Floats, gains: Sequence[Floats], budget: Budget) -> Ints:
    """The kind that each agent serves, or the number of kinds if none: as many pairs as possible, and among those ways
    the least total of ``pair[kind, agent] - gain``. `pair`: kinds x agents, +inf where gated. `gains`: of each kind's
    contacts, highest first; +inf for one who must be served, and then such all together can be. Raises
    OverBudgetError."""
    problem = _Problem(pair, gains, budget)
    if problem.pairs == 0:
        return np.full(pair.shape[1], len(pair))
    prices, owner = _priced(problem)
    return _Repair(problem, prices, owner).done()


class _Problem:
    def __init__(self, pair: Floats, gains: Sequence[Floats], budget: Budget) -> None:
        able = np.isfinite(pair)
        self.kinds, self.agents = pair.shape
        self.budget = budget
        self.cost = np.vstack((pair, np.zeros(self.agents)))  # the last row: idle
        self.counts: Ints = np.minimum(
            [len(each) for each in gains], able.sum(axis=1)
        )  # no kind can ever be served more
        self.gain = np.full((self.kinds, int(self.counts.max()) + 1), -np.inf)
        for kind, count in enumerate(self.counts):
            self.gain[kind, :count] = gains[kind][:count]
        self.useful = np.asarray(able.any(axis=0), np.bool_)
        self.pairs = min(int(self.counts.sum()), int(self.useful.sum()))  # an upper bound
        self.is_scarce = self.pairs < self.counts.sum()  # agents are
        self.largest = max(float(np.abs(each[np.isfinite(each)]).max(initial=0.0)) for each in (pair, self.gain))

    def served(self, prices: Floats, has: Ints) -> Ints:
        """How many contacts of each kind are worth its price: `has`, as far as gains equal to the price leave it open;
        all of them when agents are not scarce."""
        if not self.is_scarce:
            return self.counts
        surely, perhaps = (self.gain > prices[:, None]).sum(axis=1), (self.gain >= prices[:, None]).sum(axis=1)
        return np.asarray(np.clip(has, surely, perhaps), np.int_)


# --- 1 and 2: prices and owners ---


def _priced(problem: _Problem) -> tuple[Floats, Ints]:
    """`net` is what an agent costs a kind beyond its price. Whichever are fewer, useful agents or contacts, are to be
    paired at any price."""
    net, kinds = problem.cost.copy(), problem.kinds
    wanted = problem.gain if problem.is_scarce else np.where(problem.gain > -np.inf, np.inf, -np.inf)
    if problem.pairs == np.count_nonzero(problem.useful):
        net[kinds, problem.useful] = np.inf
    prices = _first_prices(problem)
    net[:kinds] -= prices[:, None]
    before = problem.agents
    while True:
        problem.budget.spend(kinds, net.size)
        for kind in range(kinds):
            net[kind] = np.inf
            bids = problem.cost[kind] - net.min(axis=0)
            bids.sort()
            prices[kind] = _price(bids, wanted[kind, : problem.counts[kind] + 1], prices[kind])
            net[kind] = problem.cost[kind] - prices[kind]
        owner = _settled(problem, net, prices)
        has = np.bincount(owner, minlength=kinds + 1)[:kinds]
        off = int(np.abs(has - problem.served(prices, has)).sum())
        if not off or before - off <= kinds // 4:  # repairing one costs about as much as pricing eight kinds
            return prices, owner
        before = off


def _first_prices(problem: _Problem) -> Floats:
    """The mean cost of each kind, so that comparative advantage decides, and on top of it what makes the number of
    pairs right."""
    cost = problem.cost[: problem.kinds]
    able = np.isfinite(cost)
    mean = np.where(able, cost, 0.0).sum(axis=1) / np.maximum(able.sum(axis=1), 1)
    if problem.is_scarce:
        extra = np.sort((problem.gain - mean[:, None]).ravel())[-problem.pairs]
    else:
        extra = np.sort((cost - mean[:, None]).min(axis=0))[problem.pairs - 1]
    return np.asarray(mean + extra if np.isfinite(extra) else mean)  # infinite: only those who must be are served


def _price(bids: Floats, wanted: Floats, old: float) -> float:
    """`bids`: the lowest price each agent would come for, ascending; `wanted`: the highest price each contact is worth,
    descending, with -inf at the end. The middle of the prices at which as many come as are worth it."""
    bids_of_pairs = bids[: len(wanted) - 1]
    count = int((bids_of_pairs < wanted[: len(bids_of_pairs)]).sum())
    low, high = wanted[count], bids[count] if count < len(bids) else np.inf
    if count:
        low, high = max(low, bids[count - 1]), min(high, wanted[count - 1])
    if np.isinf(low):
        return old if np.isinf(high) else float(high - STEP_S)
    return float(low + STEP_S) if np.isinf(high) else float(low + (high - low) / 2.0)


def _settled(problem: _Problem, net: Floats, prices: Floats) -> Ints:
    """Each agent's cheapest kind. Agents to whom several are equal go where there is room, first to kinds that few
    agents would choose, then to the lower kind; who finds room nowhere stays with the first."""
    owner = np.asarray(net.argmin(axis=0), np.int_)
    best = net == net.min(axis=0)
    if np.count_nonzero(best) == problem.agents:
        return owner
    room = np.append(problem.served(prices, problem.counts), problem.agents - problem.pairs)
    homeless = np.ones(problem.agents, np.bool_)
    for kind in np.argsort(best.sum(axis=1), kind="stable"):
        new = np.flatnonzero(best[kind] & homeless)[: room[kind]]
        owner[new], homeless[new] = kind, False
    return owner


# --- 3: repair ---


class _Repair:
    """`arcs[a, b]` is the cost of the cheapest move from node a to node b, and `movers[a, b]` the agent who moves.
    `surplus`: how many agents (in `left`: contacts) a node has too many."""

    def __init__(self, problem: _Problem, prices: Floats, owner: Ints) -> None:
        self.problem, self.owner = problem, owner
        self.idle, self.left = problem.kinds, problem.kinds + 1
        self.slack = ROUNDING * max(problem.largest, float(np.abs(prices).max()))
        has = np.bincount(owner, minlength=problem.kinds + 1)
        self.served = problem.served(prices, has[: problem.kinds]).copy()
        idle, left = problem.agents - problem.pairs, int(self.served.sum()) - problem.pairs
        self.surplus = np.concatenate((has[: problem.kinds] - self.served, [has[self.idle] - idle, left]))

    def done(self) -> Ints:
        if self.surplus.any():
            self._draw()
        while (self.surplus > 0).any():
            reach, came = self._search()
            ends = np.flatnonzero((self.surplus < 0) & (reach < np.inf))
            if len(ends):
                self._move(_path(came, int(ends[reach[ends].argmin()])))
            else:
                # What is stuck is all that no way of pairing could place: the nodes in reach have no arc out of them.
                # `idle` is one of them (every agent can go there); `left` is not (no number of pairs would do).
                stuck = self.surplus[reach < np.inf].sum()
                self.surplus[self.idle] -= stuck
                self.surplus[self.left] += stuck
        return self.owner

    def _draw(self) -> None:
        nodes = self.problem.kinds + 2
        self.arcs = np.full((nodes, nodes), np.inf)
        self.movers = np.zeros((nodes, nodes), np.int_)
        for node in range(nodes - 1):
            self._redraw(node)

    def _redraw(self, node: int) -> None:
        """The arcs out of a node and, for a kind, its contacts' way to and from `left`."""
        cost, nodes = self.problem.cost, self.problem.kinds + 1
        agents = np.flatnonzero(self.owner == node)
        self.problem.budget.spend(1, nodes * len(agents))
        if len(agents):
            moves = cost[:, agents] - cost[node, agents]
            first = moves.argmin(axis=1)
            self.arcs[node, :nodes] = moves[np.arange(nodes), first]
            self.movers[node, :nodes] = agents[first]
        else:
            self.arcs[node, :nodes] = np.inf
        if node != self.idle:
            served, gain = self.served[node], self.problem.gain[node]
            self.arcs[node, self.left] = -gain[served]
            self.arcs[self.left, node] = gain[served - 1] if served else np.inf

    def _search(self) -> tuple[Floats, Ints]:
        """Of each node: the cost of the cheapest path from anywhere with too many, and the node before it (or -1)."""
        reach = np.where(self.surplus > 0, 0.0, np.inf)
        came = np.full(len(reach), -1)
        for _ in range(len(reach)):
            self.problem.budget.spend(1, self.arcs.size)
            via = reach[:, None] + self.arcs
            before = via.argmin(axis=0)
            now = via[before, np.arange(len(reach))]
            better = now < reach - self.slack
            if not better.any():
                break
            reach[better], came[better] = now[better], before[better]
        return reach, came

    def _move(self, path: list[int]) -> None:
        for a, b in pairwise(path):
            if b == self.left:
                self.served[a] += 1
            elif a == self.left:
                self.served[b] -= 1
            else:
                self.owner[self.movers[a, b]] = b
        self.surplus[path[0]] -= 1
        self.surplus[path[-1]] += 1
        for node in path:
            if node != self.left:
                self._redraw(node)


def _path(came: Ints, end: int) -> list[int]:
    path = [end]
    while came[path[-1]] >= 0:
        path.append(int(came[path[-1]]))
        if len(path) > len(came):
            raise OverBudgetError  # costs so far apart that rounding makes a circle look worthwhile
    return path[::-1]
