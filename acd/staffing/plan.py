"""Demand and a target -> agents, and what they would give."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from acd.core.erlang import Prediction, Target, agents_needed, predict
from acd.staffing.demand import Demand, together

Model = Literal["a", "c"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is planned for. `agents`: take this number instead of looking for the fewest that meet the target.
    `shrinkage`: the share of paid time away from the phones (breaks, training, illness), 0 <= share < 1. `model` "c":
    as if nobody ever left; else Erlang A where the patience is known."""

    target: Target
    shrinkage: float = 0.0
    model: Model = "a"
    agents: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """`agents` on the phones, `roster` on the pay-roll for it, what they give, and what one less or one more would."""

    demand: Demand
    model: Model
    agents: int
    roster: int
    gives: Prediction
    one_less: Prediction | None
    """None where there is no agent to take away."""
    one_more: Prediction
    is_met: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Hours are of agents; a peak is the most at one start, all queues' agents added."""

    agent_hours: float
    roster_hours: float
    peak_agents: int
    peak_roster: int


def plan(demands: Iterable[Demand], wish: Wish) -> list[Need]:
    """One need a demand, in their order. ValueError: no number of agents within reason meets the target."""
    return [_need(demand, wish) for demand in demands]


def plan_together(demands: Sequence[Demand], wish: Wish) -> list[Need]:
    """The need of all queues as one pool, by start, where several have calls; `wish.agents` is of each queue, so the
    pool has them all. About the fewest that could do: nothing is gained on agents who serve everything."""
    queues = Counter(demand.start for demand in demands if demand.calls)
    return [
        _need(pool, wish if wish.agents is None else replace(wish, agents=wish.agents * queues[pool.start]))
        for pool in together(demands)
    ]


def roster(agents: int, shrinkage: float) -> int:
    """The least roster that leaves `agents` on the phones."""
    # Less a hair, so that 7 agents at 30 % are 10 and not, by the rounding of 0.7, 11.
    return math.ceil(agents / (1.0 - shrinkage) * (1.0 - 1e-12))


def totals(needs: Sequence[Need]) -> Totals:
    agents: dict[str, int] = defaultdict(int)
    rosters: dict[str, int] = defaultdict(int)
    for need in needs:
        agents[need.demand.start] += need.agents
        rosters[need.demand.start] += need.roster
    return Totals(
        sum(need.agents * need.demand.length_s for need in needs) / 3600.0,
        sum(need.roster * need.demand.length_s for need in needs) / 3600.0,
        max(agents.values(), default=0),
        max(rosters.values(), default=0),
    )


def _need(demand: Demand, wish: Wish) -> Need:
    patience_s = demand.patience_s if wish.model == "a" else None
    traffic = (demand.calls_per_hour, demand.aht_s, patience_s)
    agents = agents_needed(wish.target, *traffic) if wish.agents is None else wish.agents

    def with_agents(number: int) -> Prediction:
        return predict(number, *traffic, wish.target.within_s)

    gives = with_agents(agents)
    return Need(
        demand,
        "c" if patience_s is None else "a",
        agents,
        roster(agents, wish.shrinkage),
        gives,
        with_agents(agents - 1) if agents else None,
        with_agents(agents + 1),
        wish.target.is_met_by(gives),
    )
