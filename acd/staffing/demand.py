"""The calls of one queue in one interval, and the same with other numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from acd.core.erlang import load

ALL: Final = "(all)"
"""The name of the pool of all queues."""

MOST_CALLS: Final = 1_000_000.0
MOST_SECONDS: Final = 86_400.0
MOST_ERLANGS: Final = 20_000.0
"""Of one queue in one interval: beyond any house, and what keeps a plan quick."""


@dataclass(frozen=True, slots=True)
class Demand:
    """`calls` come to `queue` in the `length_s` seconds from `start` (as people write it), each needs an agent for
    `aht_s` on average and leaves after `patience_s` on average; None: how long callers wait is unknown."""

    start: str
    queue: str
    length_s: float
    calls: float
    aht_s: float
    patience_s: float | None

    @property
    def calls_per_hour(self) -> float:
        return self.calls * 3600.0 / self.length_s

    @property
    def erlangs(self) -> float:
        return load(self.calls_per_hour, self.aht_s)


@dataclass(frozen=True, slots=True)
class Change:
    """What if: each a factor, 1 for no change."""

    calls: float = 1.0
    aht: float = 1.0
    patience: float = 1.0

    def of(self, demand: Demand) -> Demand:
        patience_s = None if demand.patience_s is None else demand.patience_s * self.patience
        return replace(demand, calls=demand.calls * self.calls, aht_s=demand.aht_s * self.aht, patience_s=patience_s)


def together(demands: Iterable[Demand]) -> list[Demand]:
    """By start, in their order, the demand of all queues as one, where there are several. Times are the calls' means;
    the patience is unknown if one queue's is. Different handle times as one mean make this an approximation."""
    groups: dict[str, list[Demand]] = {}
    for demand in demands:
        if demand.calls:
            groups.setdefault(demand.start, []).append(demand)
    return [_pool(start, group) for start, group in groups.items() if len(group) > 1]


def _pool(start: str, group: list[Demand]) -> Demand:
    calls = sum(demand.calls for demand in group)
    aht_s = sum(demand.calls * demand.aht_s for demand in group) / calls
    known = [demand.calls * demand.patience_s for demand in group if demand.patience_s is not None]
    patience_s = sum(known) / calls if len(known) == len(group) else None
    return Demand(start, ALL, group[0].length_s, calls, aht_s, patience_s)
