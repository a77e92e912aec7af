"""Weights that let one term of the score drown all others.

A term is worth its weight times what usually lies between two agents, or two callers (`_usual`). It drowns the others
when a tenth of that outweighs all of theirs together: they decide ties then, and nothing else. The weights of a
preset are left alone, for it says itself what it is for; so is a term whose rivals are all 0, and the preferred agent,
who is a yes or no.
"""

from collections.abc import Iterator
from typing import Final

from acd.config.settings import Settings
from acd.core.roster import QueueRules
from acd.core.routing.presets import PRESETS
from acd.core.routing.scores import urgency
from acd.lint.finding import Finding, of_queue

AMONG_AGENTS: Final = ("handle", "price", "fit", "occupancy", "idle", "answer")
AMONG_CALLERS: Final = ("wait", "priority", "handle", "price", "fit")
NO_RIVAL: Final = "answer"  # says where a call would ring in vain, not whom it suits
DROWNS: Final = 10.0

WAIT_S: Final = 60.0
SPREAD: Final = 0.5  # of the usual handle time: what a slow agent needs more than a quick one
PRICE: Final = 0.5  # seconds a second: what a rare skill's time is worth more than a common one's
MISFIT: Final = 0.5
BUSY: Final = 0.3
IDLE_S: Final = 300.0
MISSED: Final = 0.5  # rings in vain to expect of an agent who missed his last offer


def drowning(settings: Settings) -> Iterator[Finding]:
    """A finding for each term of a queue that drowns those it is weighed against."""
    for rules in settings.roster.queues.values():
        told: set[str] = set()
        for terms, among in ((AMONG_AGENTS, "agents for one caller"), (AMONG_CALLERS, "callers for one agent")):
            for term, own, rest in _drowning(rules, terms):
                if term not in told:
                    told.add(term)
                    yield _finding(settings, rules, term, among, own, rest)


def _drowning(rules: QueueRules, terms: tuple[str, ...]) -> Iterator[tuple[str, float, float]]:
    """Terms with what they and what all others are worth."""
    weights = {term: getattr(rules.weights, term) for term in terms}
    if any(weights == {term: getattr(preset, term) for term in terms} for preset in PRESETS.values()):
        return
    worth = {term: weight * _usual(rules, term)[0] for term, weight in weights.items()}
    for term, own in worth.items():
        rest = sum(value for other, value in worth.items() if other not in (term, NO_RIVAL))
        if 0 < rest < own / DROWNS:
            yield term, own, rest


def _finding(settings: Settings, rules: QueueRules, term: str, among: str, own: float, rest: float) -> Finding:
    weight, unit = getattr(rules.weights, term), _usual(rules, term)[1]
    return of_queue(
        settings,
        rules.name,
        f"weights.{term}",
        f"{term} drowns all else in the choice among {among}",
        f"at weight {weight:g} {unit} counts {own:.0f} s, everything else together {rest:.0f} s at its usual range",
        f"take it down to about {float(f'{weight * rest / own:.2g}'):g}; if this is meant, set the others to 0",
    )


def _usual(rules: QueueRules, term: str) -> tuple[float, str]:
    """What usually lies between two candidates, in the term's unit, and in words."""
    match term:
        case "wait":
            return float(urgency(WAIT_S, rules.service_level_s)), f"{WAIT_S:g} s of wait"
        case "priority":
            return 1.0, "one point of priority"
        case "handle":
            return SPREAD * rules.handle_s, f"{SPREAD * rules.handle_s:g} s of handle time"
        case "price":
            return PRICE * rules.handle_s, f"a rare skill's time ({PRICE * rules.handle_s:g} s)"
        case "fit":
            return MISFIT, "half a skill's fit"
        case "occupancy":
            return BUSY, f"{BUSY:.0%} of occupancy"
        case "idle":
            return IDLE_S, f"{IDLE_S:g} s of idleness"
        case "answer":
            return MISSED * rules.ring_s, "a missed call"
    raise AssertionError(f"no range for {term}")
