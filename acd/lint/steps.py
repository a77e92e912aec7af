"""Relaxing steps that no caller lives to see, or that let nobody else in."""

from collections.abc import Iterator
from itertools import groupby

from acd.config.settings import Settings
from acd.core.roster import QueueRules, RelaxStep
from acd.core.routing.needs import after
from acd.lint.demands import Demand, demands, holders, onward, relaxed
from acd.lint.finding import Finding, duration, of_queue

BEFORE_S = 1e-6  # a step's own instant is not before it, and no two steps are this near


def idle_steps(settings: Settings) -> Iterator[Finding]:
    """Of every queue, in order of time."""
    asked = demands(settings)
    fed = {queue for rules in settings.roster.queues.values() for queue in onward(rules)}
    for rules in settings.roster.queues.values():
        own = [demand for demand in asked if demand.queue == rules.name]
        for after_s, group in groupby(rules.relax, key=lambda step: step.after_s):
            steps = list(group)
            # Whoever comes from another queue brings the time he has waited along, so he may still see it.
            if rules.max_wait_s is not None and after_s >= rules.max_wait_s and rules.name not in fed:
                yield from _late(settings, rules, steps)
            else:
                yield from _vain(settings, rules, steps, own)


def _late(settings: Settings, rules: QueueRules, steps: list[RelaxStep]) -> Iterator[Finding]:
    for step in steps:
        yield _finding(
            settings,
            rules,
            step,
            "is never reached",
            f"callers leave after {duration(rules.max_wait_s or 0.0)} (max_wait_s)",
            "let it come sooner, or let callers wait longer",
        )


def _vain(settings: Settings, rules: QueueRules, steps: list[RelaxStep], own: list[Demand]) -> Iterator[Finding]:
    """Steps of one instant are judged together: each alone may open nothing."""
    needed = {skill for demand in own for skill, _ in demand.needs}
    strange = [step for step in steps if step.skill not in needed]
    for step in strange:
        why = f"neither the queue nor a flow asks for {step.skill}"
        yield _finding(settings, rules, step, "changes nothing", why, "correct the skill's name, or take the step out")
    rest = [step for step in steps if step not in strange]
    if rest and _is_open(settings, rules, own) and not _opens(settings, rules, rest[0].after_s, own):
        for step in rest:
            why = "no agent may serve then who might not before"
            yield _finding(settings, rules, step, "lets nobody in", why, "lower it to a level that somebody holds")


def _is_open(settings: Settings, rules: QueueRules, own: list[Demand]) -> bool:
    """Somebody can serve some time; else that is what is told."""
    agents = settings.roster.agents.values()
    return any(holders(agents, relaxed(rules, demand.needs)) for demand in own)


def _opens(settings: Settings, rules: QueueRules, at_s: float, own: list[Demand]) -> bool:
    agents = settings.roster.agents.values()
    earlier = tuple(step for step in rules.relax if step.after_s < at_s - BEFORE_S)
    for demand in own:
        before = holders(agents, after(demand.needs, earlier, at_s))
        if len(holders(agents, after(demand.needs, rules.relax, at_s))) > len(before):
            return True
    return False


def _finding(settings: Settings, rules: QueueRules, step: RelaxStep, what: str, why: str, advice: str) -> Finding:
    which = f"the step after {duration(step.after_s)} ({step.skill} {step.level})"
    return of_queue(settings, rules.name, "relax", f"{which} {what}", why, advice)
