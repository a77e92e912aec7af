"""What `acd staff` prints."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.table import Table

from acd.cli.paper import cell, console, table
from acd.cli.text import clean
from acd.core.erlang import Prediction, Target
from acd.staffing.plan import Need, Totals, Wish, totals
from acd.staffing.what_if import STEPS, Line

NEVER: Final = "never"
"""In place of an infinite time."""


@dataclass(frozen=True, slots=True)
class Report:
    """`together`: by start, where several queues have calls, the need of all as one pool. `what_if` may be empty."""

    wish: Wish
    needs: Sequence[Need]
    together: Sequence[Need]
    what_if: Sequence[Line]


def figures(report: Report) -> dict[str, Any]:
    """For programs: shares in 0..1, times in seconds; an infinite number is null."""
    wish = report.wish
    return {
        "target": asdict(wish.target),
        "shrinkage": wish.shrinkage,
        "intervals": [_figures(need) for need in report.needs],
        "together": [_figures(need) for need in report.together],
        "totals": asdict(totals(report.needs)),
        "what_if": [asdict(line) for line in report.what_if],
    }


def _figures(need: Need) -> dict[str, Any]:
    told: dict[str, Any] = asdict(need)
    demand: dict[str, Any] = told.pop("demand")
    return demand | {"calls_per_hour": need.demand.calls_per_hour, "erlangs": need.demand.erlangs} | told


def show(report: Report) -> None:
    paper = console()
    if not report.needs:
        paper.print("no calls")
        return
    paper.print(_aim(report), soft_wrap=True)
    paper.print()
    paper.print(_intervals(report))
    paper.print()
    columns = f"Columns -1 and +1: {_measured(report.wish.target)} with one agent less and one more."
    paper.print(f"{columns} All: {_total(totals(report.needs), report.wish)}.", soft_wrap=True)
    if report.together:
        paper.print(_pooling(report), soft_wrap=True)
    if report.what_if:
        paper.print()
        paper.print(_grid(report))
        paper.print(_grid_key(report.wish), soft_wrap=True)


def _aim(report: Report) -> str:
    wish = report.wish
    target = wish.target
    parts = []
    if target.service_level is not None:
        parts.append(f"{target.service_level * 100:g} % of all calls served within {target.within_s:g} s")
    if target.max_abandon is not None:
        parts.append(f"at most {target.max_abandon * 100:g} % abandon")
    if target.max_asa_s is not None:
        parts.append(f"mean wait at most {target.max_asa_s:g} s")
    if target.max_occupancy is not None:
        parts.append(f"agents busy at most {target.max_occupancy * 100:g} %")
    head = "Wanted" if wish.agents is None else f"With {wish.agents} agents a queue; wanted"
    minutes = report.needs[0].demand.length_s / 60
    return f"{head}: {', '.join(parts)}. Intervals of {minutes:g} min, {_models(report.needs)}."


def _models(needs: Sequence[Need]) -> str:
    without = sorted({need.demand.queue for need in needs if need.model == "c"})
    if not without:
        return "Erlang A"
    if all(need.model == "c" for need in needs):
        return "Erlang C (nobody hangs up)"
    return clean(f"Erlang A, for {', '.join(without)} Erlang C (nobody is known to hang up)")


def _intervals(report: Report) -> Table:
    wish = report.wish
    made = table(
        ("Start", "whole"),
        "Queue",
        ("Calls", "right"),
        ("Erl", "right"),
        ("Agents", "right"),
        *([("Roster", "right")] if wish.shrinkage else []),
        ("SL %", "right"),
        ("ASA s", "right"),
        ("Abn %", "right"),
        ("Occ %", "right"),
        ("-1", "right"),
        ("+1", "right"),
    )
    pooled = {need.demand.start: need for need in report.together}
    day = None
    for place, need in enumerate(report.needs):
        start = need.demand.start
        today, at = _day_and_time(start)
        if today != day:
            day = today
            if day:
                made.add_row(cell(day, "bold"))
        made.add_row(*_row(need, at, wish))
        is_last = place + 1 == len(report.needs) or report.needs[place + 1].demand.start != start
        if is_last and start in pooled:
            made.add_row(*_row(pooled[start], "", wish), style="dim")
    return made


def _day_and_time(start: str) -> tuple[str, str]:
    """ "2026-11-23 09:00": "11-23", "09:00"; a usual week's "Mon 09:00" and the plain "" as they are."""
    day, _, at = start.rpartition(" ")
    return day.partition("-")[2] or day, at


def _row(need: Need, at: str, wish: Wish) -> list[Any]:
    gives, demand = need.gives, need.demand
    style = "" if need.is_met else "yellow"
    return [
        cell(at),
        cell(demand.queue),
        cell(f"{demand.calls:.4g}" if demand.calls < 1000 else f"{demand.calls:.0f}"),
        cell(f"{demand.erlangs:.1f}"),
        cell(str(need.agents), "bold"),
        *([cell(str(need.roster), "bold")] if wish.shrinkage else []),
        cell(_percent(gives.service_level), style),
        cell(_seconds(gives.asa_s), style),
        cell(_percent(gives.p_abandon), style),
        cell(_percent(gives.occupancy), style),
        cell("-" if need.one_less is None else _measure(need.one_less, wish.target)),
        cell(_measure(need.one_more, wish.target)),
    ]


def _measured(target: Target) -> str:
    """What the columns of one agent less and one more show: the first thing wanted."""
    if target.service_level is not None:
        return "SL %"
    if target.max_abandon is not None:
        return "Abn %"
    return "ASA s" if target.max_asa_s is not None else "Occ %"


def _measure(got: Prediction, target: Target) -> str:
    name = _measured(target)
    if name == "ASA s":
        return _seconds(got.asa_s)
    shares = {"SL %": got.service_level, "Abn %": got.p_abandon, "Occ %": got.occupancy}
    return _percent(shares[name])


def _pooling(report: Report) -> str:
    said = "Each queue is planned as if its agents served no other, (all) as if everybody served every one."
    if report.wish.agents is not None:
        return said
    covered = {need.demand.start for need in report.together}
    apart = totals([need for need in report.needs if need.demand.start in covered]).agent_hours
    pooled = totals(report.together).agent_hours
    return (
        f"{said} That is {apart:.1f} and {pooled:.1f} agent hours in the intervals with several queues; agents with "
        "some of the skills need a number between the two."
    )


def _total(sums: Totals, wish: Wish) -> str:
    said = f"{sums.agent_hours:.1f} agent hours, at most {sums.peak_agents} agents at once"
    if wish.shrinkage:
        rest = f"{sums.roster_hours:.1f} h, at most {sums.peak_roster}"
        said += f"; with {wish.shrinkage * 100:g} % shrinkage {rest} on the roster"
    return said


def _grid(report: Report) -> Table:
    made = table("What if", *((f"{step:+.0%}" if step else "as is", "right") for step in STEPS))
    for line in report.what_if:
        cells = []
        for found in line.cells:
            hours = f"{found.totals.roster_hours:.1f} ({found.totals.peak_roster})"
            cells.append(cell(hours if report.wish.agents is None else _percent(found.service_level)))
        made.add_row(cell(line.factor), *cells)
    return made


def _grid_key(wish: Wish) -> str:
    if wish.agents is not None:
        return f"SL % of all calls with {wish.agents} agents a queue, the one number changed."
    return "Agent hours on the roster (the most agents at once), the one number changed."


def _percent(share: float) -> str:
    text = f"{share * 100:.1f}"
    return "100" if text == "100.0" else text


def _seconds(seconds: float) -> str:
    return NEVER if math.isinf(seconds) else f"{seconds:.1f}"
