"""Which recorded decisions would have been others under another configuration, each judged alone: the floor as it was
at that instant, the candidates who passed then, their terms as they were, and the other weights.

So it is a first step: what would have followed from it is for the re-simulation. Whoever the other configuration lacks,
or gives too little skill, is no candidate any more. Who would have passed its gates and did not pass then cannot be
judged, for his terms were not written down; nor which of several waiting callers a freed agent would have been given.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.core.records import Decided
from acd.core.roster import QueueRules, Roster, Weights
from acd.core.routing import needs
from acd.core.routing.why import Decision, Scored


@dataclass(frozen=True, slots=True)
class Change:
    """`was` had the call; `would_be` would have had it (None: nobody of those considered might). `why` names the term
    that speaks most for him, `by_s` by how many seconds of cost."""

    contact: str
    offer: int
    queue: str
    at: float
    was: str
    would_be: str | None
    why: str
    by_s: float


def change(decided: Decided, was_roster: Roster, roster: Roster) -> Change | None:
    """None where the choice stays, or the queue is not in `roster`; `was_roster` is what it was decided by."""
    decision = decided.decision
    rules, old = roster.queues.get(decision.queue), was_roster.queues.get(decision.queue)
    if rules is None or not decision.scored:
        return None
    is_same = old is not None and (old.needs, old.relax) == (rules.needs, rules.relax)
    passed = [
        each
        for each in decision.scored
        if (is_same and _skills(each.agent, was_roster) == _skills(each.agent, roster) != {})
        or _passes(each.agent, rules, roster, decision.waited_s)
    ]
    best = min(passed, key=lambda each: _order(each, rules.weights), default=None)
    if best is not None and best.agent in (decision.chosen, _best_then(decision).agent):
        return None
    was = next(each for each in decision.scored if each.agent == decision.chosen)
    why, by_s = ("skills", 0.0) if best is None or was not in passed else _reason(was, best, rules.weights)
    would_be = None if best is None else best.agent
    return Change(decided.contact, decided.offer, decision.queue, decided.at, decision.chosen, would_be, why, by_s)


def _best_then(decision: Decision) -> Scored:
    """In a joint choice it need not be the chosen one: the other weights are not to blame for that."""
    return min(decision.scored, key=lambda each: _order(each, None))


def _order(each: Scored, weights: Weights | None) -> tuple[float, float, str]:
    """Cost, then whoever has been idle longest. `weights` None: those it was decided by."""
    cost = sum(value * _weight(name, own, weights) for name, value, own in each.terms)
    idle = next((value for name, value, _ in each.terms if name == "idle"), 0.0)
    return round(cost, 6), idle, each.agent


def _weight(name: str, own: float, weights: Weights | None) -> float:
    return own if weights is None else float(getattr(weights, name, own))


def _skills(agent: str, roster: Roster) -> Mapping[str, int]:
    profile = roster.agents.get(agent)
    return {} if profile is None else dict(profile.skills)


def _passes(agent: str, rules: QueueRules, roster: Roster, waited_s: float) -> bool:
    profile = roster.agents.get(agent)
    if profile is None:
        return False
    asked = needs.after(needs.at_entry(rules.needs, ()), rules.relax, waited_s)
    return all(profile.skills.get(skill, 0) >= level for skill, level in asked)


def _reason(was: Scored, best: Scored, weights: Weights) -> tuple[str, float]:
    gains = {
        name: (mine - his) * _weight(name, own, weights)
        for (name, mine, own), (_, his, _) in zip(was.terms, best.terms, strict=True)
    }
    name = max(gains, key=lambda each: gains[each])
    return name, gains[name]
