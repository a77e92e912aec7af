"""What a contact needs of an agent, and how that relaxes over its wait.

Needs are (skill, level) pairs sorted by skill: the queue's and the contact's own, the higher level where both name a
skill. A relax step lowers a need that is there; it never raises or adds one.
"""

from collections.abc import Iterable, Sequence

from acd.core.roster import RelaxStep, SkillNeed

Needs = tuple[tuple[str, int], ...]
SLACK_S = 0.002  # a timer may ring this much before its instant by rounding


def at_entry(*groups: Iterable[SkillNeed]) -> Needs:
    levels: dict[str, int] = {}
    for group in groups:
        for need in group:
            levels[need.skill] = max(levels.get(need.skill, 0), need.level)
    return tuple(sorted((skill, level) for skill, level in levels.items() if level > 0))


def after(needs: Needs, steps: Sequence[RelaxStep], waited_s: float) -> Needs:
    """`needs` with every step applied that is due after `waited_s`; a need at level 0 is dropped."""
    if not steps:
        return needs
    levels = dict(needs)
    for step in steps:
        if step.after_s <= waited_s + SLACK_S and step.skill in levels:
            levels[step.skill] = min(levels[step.skill], step.level)
    return tuple(sorted((skill, level) for skill, level in levels.items() if level > 0))


def next_step_s(steps: Iterable[RelaxStep], waited_s: float) -> float | None:
    """The wait at which the next step falls due, or None."""
    return min((step.after_s for step in steps if step.after_s > waited_s + SLACK_S), default=None)


def in_words(first: Needs, now: Needs) -> tuple[str, ...]:
    """One sentence a need, and what it was at entry where it has been relaxed."""
    left = dict(now)

    def word(skill: str, level: int) -> str:
        at = left.get(skill, 0)
        asked = f"{skill} >= {at}" if at else f"{skill} dropped"
        return asked if at == level else f"{asked} (relaxed from {level})"

    return tuple(word(skill, level) for skill, level in first)
