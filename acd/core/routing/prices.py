"""What a second of each agent's time is worth to the callers to come, in seconds of callers' and agents' time.

An agent who talks cannot take the next call; it goes to the next best, or waits. The price is the mean of that loss:
``u_j = sum over kinds k of rate_k * P(nobody better is free) * (cost of the next best - cost of j)+`` where
``cost_kj = h_kj * (1 + u_j)``. Agents are taken as free independently of each other, each for a share of time that
follows from the calls he then gets (a mean-field fixed point, found by damped iteration): rare skills and fast agents
come out dear, spare ones cheap, and nobody has to say which skills are rare. By renewal reward this `u_j` is the gain
lost per busy second, so ``h * (1 + u)`` is the whole cost of a call to the house. Beside the dual prices of the
fluid linear programme (min sum x*h, Gurvich and Whitt 2009; bid prices, Talluri and van Ryzin 1998), which name only
who is a bottleneck on average, these know that now and then everybody better is busy.

A caller whom nobody can take at once is charged `WAIT_S` and a mean handle time, and so is the next call where the next
agent would cost more: that bounds the prices in overload. Each round solves for an agent's own price given the others',
``u = sum rate * P * (next - h) / (1 + sum rate * P * h)``: the plain form runs away where calls come thick. Among equal
agents the order is strict, so their prices come out near each other, not the same; occupancy evens that out.
"""

from dataclasses import dataclass

import numpy as np

from acd.core.routing.arrays import Bools, Floats

WAIT_S = 180.0
ROUNDS = 300
DAMPING = 0.06
SETTLED = 1e-4  # a mean change of the prices at which the iteration ends
NEVER = 1e-9  # a chance too small to look beyond


@dataclass(frozen=True, slots=True)
class Demand:
    """Calls of one kind to expect: `rate` a second; `able` and `handle_s` per agent, in the order of the prices."""

    rate: float
    able: Bools
    handle_s: Floats


@dataclass(slots=True)
class Market:
    """Prices and shares of free time on their way to the fixed point, both of shape (agents,)."""

    price: Floats
    free: Floats

    @classmethod
    def opened(cls, demand: list[Demand], agents: int) -> "Market":
        work = sum(each.rate * float(each.handle_s[each.able].mean()) for each in demand if each.able.any())
        return cls(np.zeros(agents), np.full(agents, min(max(1.0 - work / max(agents, 1), 0.05), 0.95)))

    def settle(self, demand: list[Demand], rounds: int = ROUNDS) -> None:
        """Rounds of the iteration; an old market under a new demand needs few of them."""
        for _ in range(rounds):
            if self.go_round(demand) < SETTLED:
                return

    def go_round(self, demand: list[Demand]) -> float:
        """One round; how far the prices still are from standing still, on average."""
        gain, bound, held, overflow = np.zeros((4, len(self.price)))
        for each in demand:
            own = each.able.nonzero()[0]
            if not len(own) or each.rate <= 0:
                continue
            own_s = each.handle_s[own]
            cost = own_s * (1.0 + self.price[own])
            order = cost.argsort(kind="stable")
            at_last = _mean(own_s) + WAIT_S
            ranked, ranked_s, ranked_cost = own[order], own_s[order], cost[order]
            chance, following = _chances(ranked_cost, self.free[ranked], at_last)
            comes, sooner = each.rate * chance[:-1], following > ranked_cost
            tied = comes * ranked_s
            gain[ranked] += comes * (following - ranked_s) * sooner
            bound[ranked] += tied * sooner
            held[ranked] += tied
            overflow[own] += each.rate * chance[-1] * own_s / len(own)
        share = np.minimum(np.maximum(np.maximum(1.0 - overflow, 0.02) / (1.0 + held), 0.001), 0.999)
        self.free += DAMPING * (share - self.free)
        change = gain / (1.0 + bound) - self.price  # solved for the own price, which `gain` leaves out
        self.price += DAMPING * change
        return _mean(np.abs(change))


def _mean(values: Floats) -> float:
    """As ``values.mean()``, whose wrapping costs more than its sum where agents are few."""
    return float(np.add.reduce(values)) / len(values)


def _chances(cost: Floats, free: Floats, at_last: float) -> tuple[Floats, Floats]:
    """For agents from the cheapest: P(nobody before is free), with P(nobody at all) as one more; and the expected cost
    of whoever would be next after each, `at_last` where nobody is."""
    chance = np.ones(len(cost) + 1)
    np.multiply.accumulate(1.0 - free, out=chance[1:])
    seen = int((-chance).searchsorted(-NEVER, side="right"))  # nobody from here on is ever reached
    last = min(seen, len(cost))
    worth_it = np.minimum(cost[:last], at_last)  # rather than a dearer agent a caller would wait
    paid = np.empty(last + 1)
    paid[:last], paid[last] = chance[:last] * free[:last] * worth_it, chance[last] * at_last
    onward = np.add.accumulate(paid[::-1])[::-1]  # expected payment from each place on, times the chance to come there
    following = np.zeros(len(cost))
    following[:last] = onward[1:] / np.maximum(chance[1 : last + 1], NEVER * 1e-3)
    return chance, following
