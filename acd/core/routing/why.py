"""A routing decision, whole: who was considered, what stopped those who were stopped, and every term of the score."""

from dataclasses import dataclass

import numpy as np

from acd.core.routing.arrays import Floats


@dataclass(frozen=True, slots=True)
class Gated:
    """An agent a hard gate kept out: `gate` in words a supervisor reads, such as "skill fr 2 < 3" or "wrapping"."""

    agent: str
    gate: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate's cost in seconds, the lowest first: `terms` holds (name, value, weight); `cost` is the sum of value
    times weight. What speaks for the agent has a negative value."""

    agent: str
    cost: float
    terms: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """`scored` as a table, for whom a row object each would cost too much: `terms` are (name, weight); of each
    candidate, in the order of `scored`, his cost and a row of `values` in the order of `terms`."""

    terms: tuple[tuple[str, float], ...]
    agents: tuple[str, ...]
    costs: Floats
    values: Floats

    @classmethod
    def of(cls, scored: tuple[Scored, ...]) -> "Sheet | None":
        """None where the candidates' terms are not all the same."""
        kinds = {tuple((name, weight) for name, _, weight in each.terms) for each in scored}
        if len(kinds) != 1:
            return None
        values = [[value for _, value, _ in each.terms] for each in scored]
        costs = np.array([each.cost for each in scored], float)
        return cls(kinds.pop(), tuple(each.agent for each in scored), costs, np.array(values, float))

    def scored(self) -> tuple[Scored, ...]:
        names, weights = tuple(name for name, _ in self.terms), tuple(weight for _, weight in self.terms)
        return tuple(
            Scored(agent, cost, tuple(zip(names, values, weights, strict=True)))
            for agent, cost, values in zip(self.agents, self.costs.tolist(), self.values.tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one weight that would have given the call to `agent` instead, the smallest in proportion
    to the weight itself; `becomes` is never negative."""

    agent: str
    weight: str
    was: float
    becomes: float


@dataclass(frozen=True, slots=True)
class Decision:
    """`scored` is cheapest first. `margin` is the gap in seconds between the chosen and the best of the others (None:
    there was no other; negative: he costs more alone, and was chosen because all calls offered then together cost
    least so, `is_joint`). `needs` says what was asked of an agent then, and what had been relaxed: "fr >= 2 (relaxed
    from 3)". `flip` is None where no change of a single weight would have changed the choice."""

    contact: str
    queue: str
    chosen: str
    waited_s: float
    scored: tuple[Scored, ...]
    gated: tuple[Gated, ...]
    margin: float | None
    needs: tuple[str, ...] = ()
    is_joint: bool = False
    flip: Flip | None = None

    def sheet(self) -> Sheet | None:
        """`scored` as a table, if it is one."""
        return Sheet.of(self.scored)

    def gates(self) -> tuple[list[str], list[str]]:
        """`gated` as two columns: the agents and their gates."""
        return [each.agent for each in self.gated], [each.gate for each in self.gated]


def smallest_flip(sheet: Sheet, chosen: str) -> Flip | None:
    """With weight `n` raised by `d`, another's lead is ``gap + d * (his value - the chosen one's)``: it is his from
    ``d = -gap / difference`` on."""
    own, weights = sheet.agents.index(chosen), np.array([weight for _, weight in sheet.terms])
    gap, difference = (sheet.costs - sheet.costs[own])[:, None], sheet.values - sheet.values[own]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = -gap / difference
        # a weight that is there before one that is not
        size = np.where(weights, np.abs(change) / weights, np.abs(change) + 1e9)
    size[(gap < 0) | (difference == 0) | ~(weights + change >= 0)] = np.inf
    row, term = divmod(int(np.argmin(size)), len(weights))
    if not np.isfinite(size[row, term]):
        return None
    name, weight = sheet.terms[term]
    return Flip(sheet.agents[row], name, weight, weight + float(change[row, term]))
