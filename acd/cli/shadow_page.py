"""What a shadow says to people: a line for each call while it watches, and the report."""

from collections.abc import Iterator

import click

from acd.cli.paper import cell, console, folded, table
from acd.cli.text import clean, percent, spoken, time_of_day
from acd.shadow.day import Day
from acd.shadow.floor import ANOTHER_FIRST
from acd.shadow.people import Fate, Rang, Stay
from acd.shadow.report import Report
from acd.shadow.savings import FEWEST_CALLS, PLAIN, Estimate, Savings

_BOTH = (("waiting", "saved_s"), ("callers answered", "kept"))
TOLD_S = 0.05  # less is not worth a word


def call_line(stay: Stay, day: Day) -> str:
    """One wait that is over: how long, who got it, what kept the caller waiting, whom we would have chosen."""
    number = stay.caller.rpartition(".")[2]
    parts = [
        f"{time_of_day(stay.until or day.now)} {stay.queue} …{number} {_fate(stay, day)} after {_s(stay.waited_s)}"
    ]
    why = ", ".join(_why(stay))
    if why:
        parts.append(f"({why})")
    if stay.wished == ANOTHER_FIRST:
        parts.append("| ours: another caller first")
    elif stay.wished is not None and stay.rings:
        first = stay.rings[0].agent
        parts.append("| ours: the same" if stay.wished == first else f"| ours: {_name(day, stay.wished)}")
    return clean(" ".join(parts))


def _fate(stay: Stay, day: Day) -> str:
    return f"to {_name(day, stay.agent or '')}" if stay.fate is Fate.ANSWERED else stay.fate.value


def _why(stay: Stay) -> Iterator[str]:
    missed = sum(ring.result is Rang.MISSED for ring in stay.rings)
    if stay.idle_s > TOLD_S:
        yield f"{_s(stay.idle_s)} though somebody was free"
    if missed:
        skipped = sum(ring.result is Rang.MISSED and bool(ring.skipped) for ring in stay.rings)
        yield f"{_s(stay.missed_ring_s)} ringing in vain" + (f", {skipped} of {missed} needlessly" if skipped else "")
    if stay.busy_s > TOLD_S:
        yield f"{_s(stay.busy_s)} all busy"


def _name(day: Day, agent: str) -> str:
    worker = day.workers.get(agent)
    return worker.name if worker is not None else agent


def _s(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else spoken(seconds)


def moment_line(report: Report, at: float, *, is_begin: bool = False) -> str:
    names = ", ".join(f"{line.queue} ({line.strategy})" for line in report.queues)
    if is_begin:
        agents = len(report.agents)
        return clean(f"{time_of_day(at)} watching {names}: {agents} agents; Ctrl-C ends and reports")
    callers = sum(line.callers for line in report.queues)
    waits = report.waits
    return clean(
        f"{time_of_day(at)} callers so far: {callers}; waited {spoken(waits.total_s)} in all, "
        f"{spoken(waits.idle_s)} of it though somebody was free, {spoken(waits.missed_ring_s)} ringing in vain"
    )


def show(report: Report) -> None:
    paper = console()
    if not report.queues or not sum(line.callers for line in report.queues):
        click.echo("no caller came and went while watching; does the account have read=agent?")
        return
    paper.print(_queues(report))
    paper.print()
    paper.print(cell("Measured", "bold"))
    for line in _measured(report):
        paper.print(folded(f"  {line}"))
    paper.print()
    paper.print(cell("Estimated", "bold"))
    for line in _estimated(report):
        paper.print(folded(f"  {line}"))
    paper.print()
    paper.print(_agents(report))
    if report.unknown:
        paper.print()
        paper.print(cell("Not known", "bold"))
        for line in report.unknown:
            paper.print(folded(f"  {line}"))


def _queues(report: Report) -> object:
    made = table(
        ("Queue", "whole"),
        "Strategy",
        *((heading, "right") for heading in ("Callers", "Answered", "Gave up", "Left", "Mean wait", "Within 20 s")),
    )
    for line in report.queues:
        made.add_row(
            cell(line.queue),
            cell(line.strategy or "-"),
            *(cell(str(count)) for count in (line.callers, line.answered, line.abandoned, line.left)),
            cell("-" if line.wait_s is None else _s(line.wait_s)),
            cell(percent(line.within_20_s)),
        )
    return made


def _agents(report: Report) -> object:
    made = table(("Agent", "whole"), *((heading, "right") for heading in ("Calls", "Handle time", "Rings", "Missed")))
    for line in report.agents:
        handle = "-" if line.handle_s is None else _s(line.handle_s)
        made.add_row(
            cell(line.name), cell(str(line.calls)), cell(handle), cell(str(line.rings)), cell(str(line.missed))
        )
    return made


def _measured(report: Report) -> Iterator[str]:
    waits, rings = report.waits, report.rings
    yield f"callers waited {spoken(waits.total_s)} in all, of it"
    if report.knows_seats:
        yield f"  {_of(waits.idle_s, waits.total_s)} with an agent free and nobody rung: we ring at once"
    yield f"  {_of(waits.missed_ring_s, waits.total_s)} while phones rang in vain"
    yield f"  {_of(waits.answered_ring_s, waits.total_s)} until the ringing phone was picked up: it would be so here"
    busy = "all agents busy" if report.knows_seats else "nobody rung"
    yield f"  {_of(waits.all_busy_s, waits.total_s)} with {busy}"
    if report.reactions is not None:
        spread = report.reactions
        yield (
            f"a freed agent was rung for a waiting caller after {spread.p50_s:.2f} s (median of {spread.n}; "
            f"90 % within {spread.p90_s:.2f} s)"
        )
    if rings.made:
        yield f"{rings.missed} of {rings.made} rings were not answered; {rings.skipped} of these we would not have made"
    for why, count in rings.why.items():
        yield f"  {count}: the agent had {why}"
    if rings.wrongly:
        yield f"  but {rings.wrongly} more that we would not have made were answered"
    callers = sum(line.callers for line in report.queues)
    yield f"overtaken by a caller who joined the same queue later: {report.overtaken} of {callers}"
    yield from _choices(report)


def _choices(report: Report) -> Iterator[str]:
    choices = report.choices
    if not choices.judged:
        return
    yield (
        f"where there was a choice ({choices.judged} times) preset {report.preset} rings the same agent in "
        f"{choices.same}, another in {choices.other}, and serves another caller first in {choices.another_first}"
    )
    if choices.handle_s is not None:
        less = "less" if choices.handle_s >= 0 else "more"
        yield f"  those other agents are expected to need {abs(choices.handle_s):.0f} s {less} a call"


def _estimated(report: Report) -> Iterator[str]:
    found = report.savings
    if found is None:
        yield f"nothing: fewer than {FEWEST_CALLS} calls were seen from beginning to end"
        return
    yield f"the same {found.calls} calls under our Floor ({found.runs} runs; in brackets 95 % intervals)"
    yield f"  mean wait {found.as_was_wait_s:.1f} s as it was, {_interval(found.ours_wait_s, '.1f')} s ours"
    yield f"  waiting saved in all: {_interval(found.saved_s, '.0f', 1 / 60)} minutes"
    if report.preset != PLAIN:
        plain = _interval(found.plain_s, ".0f", 1 / 60)
        yield f"  of it by ringing at once and not in vain, whoever is chosen: {plain} minutes"
    yield f"  callers not answered: {found.as_was_abandoned} as it was, {_interval(found.ours_abandoned, '.0f')} ours"
    yield f"  that is {_interval(found.kept, '.0f')} callers kept"
    yield f"  {_verdict(found)}"


def _verdict(found: Savings) -> str:
    better = [word for word, part in _BOTH if getattr(found, part).low > 0]
    worse = [word for word, part in _BOTH if getattr(found, part).high < 0]
    words = [*(f"better: {word}" for word in better), *(f"worse: {word}" for word in worse)]
    return f"beyond chance {', '.join(words)}" if words else "no difference that could not be chance: watch longer"


def _interval(estimate: Estimate, form: str, scale: float = 1.0) -> str:
    value, low, high = (format(each * scale, form) for each in (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low} to {high}]"


def _of(part: float, whole: float) -> str:
    return f"{spoken(part)} ({percent(part / whole if whole else 0.0)})"
