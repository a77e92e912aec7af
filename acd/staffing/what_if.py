"""One number changed at a time, and handle time against calls: what each does to the whole plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from acd.staffing.demand import Change, Demand
from acd.staffing.plan import Need, Totals, Wish, plan, totals

STEPS: Final = (-0.2, -0.1, 0.0, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Cell:
    """The plan under one change. `service_level` is the calls' mean over the plan."""

    change: float
    totals: Totals
    service_level: float


@dataclass(frozen=True, slots=True)
class Line:
    """One `factor` ("calls", "AHT", "patience", "shrinkage") under each of STEPS, relative to what it is; in the lines
    "calls, AHT +10 %" the calls change and the other stays changed."""

    factor: str
    cells: tuple[Cell, ...]


def what_if(demands: Sequence[Demand], wish: Wish) -> list[Line]:
    lines = [
        _line("calls", [(step, Change(calls=1 + step), wish) for step in STEPS], demands),
        _line("AHT", [(step, Change(aht=1 + step), wish) for step in STEPS], demands),
    ]
    if wish.model == "a" and any(demand.patience_s is not None for demand in demands):
        lines.append(_line("patience", [(step, Change(patience=1 + step), wish) for step in STEPS], demands))
    if wish.shrinkage and wish.agents is None:
        shrunk = [(step, Change(), replace(wish, shrinkage=min(wish.shrinkage * (1 + step), 0.99))) for step in STEPS]
        lines.append(_line("shrinkage", shrunk, demands))
    for aht in STEPS:
        if aht:
            both = [(step, Change(calls=1 + step, aht=1 + aht), wish) for step in STEPS]
            lines.append(_line(f"calls, AHT {aht:+.0%}".replace("%", " %"), both, demands))
    return lines


def _line(factor: str, cells: Sequence[tuple[float, Change, Wish]], demands: Sequence[Demand]) -> Line:
    made = []
    for step, change, wish in cells:
        needs = plan([change.of(demand) for demand in demands], wish)
        made.append(Cell(step, totals(needs), service_level(needs)))
    return Line(factor, tuple(made))


def service_level(needs: Sequence[Need]) -> float:
    """Of all calls planned; 1 where there are none."""
    calls = sum(need.demand.calls for need in needs)
    in_time = sum(need.demand.calls * need.gives.service_level for need in needs)
    return in_time / calls if calls else 1.0
