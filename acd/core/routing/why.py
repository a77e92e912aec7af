"""A routing decision, whole: who was considered, what stopped those who were stopped, and every term of the score."""

from dataclasses import dataclass


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


def smallest_flip(chosen: Scored, others: tuple[Scored, ...]) -> Flip | None:
    """With weight `n` raised by `d`, another's lead is ``gap + d * (his value - the chosen one's)``: it is his from
    ``d = -gap / difference`` on."""
    best: Flip | None = None
    least = float("inf")
    for other in others:
        gap = other.cost - chosen.cost
        for (name, mine, weight), (_, his, _) in zip(chosen.terms, other.terms, strict=True):
            if gap < 0 or his == mine:
                continue
            change = -gap / (his - mine)
            size = (
                abs(change) / weight if weight else abs(change) + 1e9
            )  # a weight that is there before one that is not
            if weight + change >= 0 and size < least:
                least, best = size, Flip(other.agent, name, weight, weight + change)
    return best
