"""A routing decision, whole: who was considered, what stopped those who were stopped, and every score term."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gated:
    """An agent a hard gate kept out: `gate` in words a supervisor reads, such as "skill fr 2 < 3" or "wrapping"."""

    agent: str
    gate: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate's score: `terms` holds (name, value in [0, 1], weight); `score` is their weighted sum."""

    agent: str
    score: float
    terms: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """`scored` best first; its head is `chosen`. `margin` is the score gap to the runner-up (None: no runner-up).
    `needs` says what was asked of an agent then, and what had been relaxed: "fr >= 2 (relaxed from 3)"."""

    contact: str
    queue: str
    chosen: str
    waited_s: float
    scored: tuple[Scored, ...]
    gated: tuple[Gated, ...]
    margin: float | None
    needs: tuple[str, ...] = ()
