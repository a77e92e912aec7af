"""What the record does not tell, drawn: how long answered callers would have waited, what others would have needed.

- Patience. Of a caller who gave up it is known. Of one who was answered, or sent on, only that it was longer than his
  wait: taken for his patience, that would make callers look impatient who never gave up. What he would have waited on
  is drawn from an exponential, whose rate by queue is drawn in turn: Gamma(given up + 1/2) over the seconds waited by
  all (the censored maximum-likelihood estimate, with its own uncertainty; Jeffreys' prior). A queue with fewer than
  `FEW` who gave up borrows all queues'. Who left by a key, or was dropped by an operator, leaves then.
- Work. A call's handle time over what is expected of its agent at it is its `effort`; another agent would have needed
  as many times what is expected of *him*, and its own agent exactly as long as he did. Calls nobody took get the effort
  of one of the same kind that was taken. Expectations are as learned at the period's end, and uncertain: a lognormal
  factor of mean 1 and ``sigma = SPREAD / sqrt(calls of the pair + PRIOR)`` is drawn for each pair. What is divided by
  it would come out too long on average, by ``exp(sigma**2)``, and is made that much shorter.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import exp

from numpy.random import Generator

from acd.core.records import Outcome
from acd.core.roster import QueueRules
from acd.core.routing.learned import Learned
from acd.core.routing.piece import work_key
from acd.replay.past import Call, Past

FEW = 5
SPREAD, PRIOR = 0.5, 5
LEAVES: tuple[Outcome, ...] = (Outcome.ABANDONED, Outcome.LEFT_BY_KEY, Outcome.DROPPED, Outcome.PBX_LOST)

Pair = tuple[str, str]
"""Agent and key of the work."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """By call: when its caller leaves if nobody has answered, and its effort. `factor`: of a pair's expectation."""

    leaves: tuple[float, ...]
    effort: tuple[float, ...]
    factor: dict[Pair, float]


class Lots:
    """Draws from one past."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._learned = Learned()
        self._learned.load(past.known, past.to)
        self._counts = Counter((call.agent, key(call)) for call in past.calls if call.talk_s is not None)
        self._given_up = Counter(c.arrival.queue for c in past.calls if c.outcome is Outcome.ABANDONED)
        self._waited: dict[str, float] = defaultdict(float)
        for call in past.calls:
            self._waited[call.arrival.queue] += call.waited_s

    def expected_s(self, agent: str, call: Call) -> float:
        """Handle time, before any factor."""
        rules = self._past.roster.queues.get(call.arrival.queue) or QueueRules(call.arrival.queue)
        return max(1.0, self._learned.handle.expected_s(agent, key(call), rules.handle_of(key(call))))

    def draw(self, lot: Generator) -> Drawn:
        agents = sorted(set(self._past.rings) | set(self._past.roster.agents))
        kinds = sorted({key(call) for call in self._past.calls})
        factor = {
            (agent, kind): float(lot.lognormal(-self._variance(agent, kind) / 2, self._variance(agent, kind) ** 0.5))
            for agent in agents
            for kind in kinds
        }
        rates = {queue: self._rate(lot, queue) for queue in sorted(self._waited)}
        leaves = tuple(self._leaves(lot, call, rates) for call in self._past.calls)
        return Drawn(leaves, self._efforts(lot, factor), factor)

    def _rate(self, lot: Generator, queue: str) -> float:
        left, waited_s = self._given_up[queue], self._waited[queue]
        if left < FEW:
            left, waited_s = self._given_up.total(), sum(self._waited.values())
        return float(lot.gamma(left + 0.5)) / max(waited_s, 1.0)

    @staticmethod
    def _leaves(lot: Generator, call: Call, rates: dict[str, float]) -> float:
        rest = float(lot.standard_exponential()) / max(rates[call.arrival.queue], 1e-9)
        return call.until if call.outcome in LEAVES else call.until + rest

    def _efforts(self, lot: Generator, factor: dict[Pair, float]) -> tuple[float, ...]:
        own = [self._effort(call, factor) for call in self._past.calls]
        known: dict[str, list[float]] = defaultdict(list)
        for call, effort in zip(self._past.calls, own, strict=True):
            if effort is not None:
                known[key(call)].append(effort)
        every = [effort for efforts in known.values() for effort in efforts] or [1.0]
        return tuple(
            float(lot.choice(known[key(call)] or every)) if effort is None else effort
            for call, effort in zip(self._past.calls, own, strict=True)
        )

    def _effort(self, call: Call, factor: dict[Pair, float]) -> float | None:
        if call.agent is None or call.talk_s is None:
            return None
        needed = self.expected_s(call.agent, call) * factor.get((call.agent, key(call)), 1.0)
        return (call.talk_s + (call.wrap_s or 0.0)) / needed / exp(self._variance(call.agent, key(call)))

    def _variance(self, agent: str, kind: str) -> float:
        return SPREAD**2 / (self._counts[agent, kind] + PRIOR)


def key(call: Call) -> str:
    return work_key(call.arrival.intent, call.arrival.queue)
