"""How likely an agent answers when his phone rings, and how long an answered offer takes to become a talk.

The chance is a beta-binomial mean that shrinks to the house's by `PRIOR` offers, and the house's to `FIRST`. Offers
that we took back ourselves say nothing. Old offers fade: an agent is held at `MEMORY` of them.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from acd.core.routing.piece import Piece

FIRST, PRIOR, HOUSE_PRIOR = 0.95, 10.0, 20.0
FIRST_DELAY_S = 4.0
MEMORY, HOUSE_MEMORY = 50.0, 500.0
PICK_UP, DELAY = "pick-up", "pick-up delay"


class PickUp:
    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, float]] = {}  # agent -> offers, answered
        self._house = (0.0, 0.0)
        self._delays = (0.0, 0.0)  # answered, seconds

    def offered(self, agent: str, *, answered: bool) -> None:
        """An offer is over."""
        self._seen[agent] = _counted(self._seen.get(agent, (0.0, 0.0)), float(answered), MEMORY)
        self._house = _counted(self._house, float(answered), HOUSE_MEMORY)

    def connected(self, delay_s: float) -> None:
        """A talk began that many seconds after its offer was made."""
        self._delays = _counted(self._delays, max(delay_s, 0.0), HOUSE_MEMORY)

    def chance(self, agent: str) -> float:
        offers, answered = self._seen.get(agent, (0.0, 0.0))
        return (PRIOR * self._house_chance() + answered) / (PRIOR + offers)

    def row(self, ids: tuple[str, ...]) -> NDArray[np.float64]:
        """`chance` of every agent in `ids`."""
        return np.array([self.chance(agent) for agent in ids], np.float64)

    def delay_s(self) -> float:
        """Mean seconds from an offer that is answered to its talk."""
        count, seconds = self._delays
        return (PRIOR * FIRST_DELAY_S + seconds) / (PRIOR + count)

    def forget(self, agent: str) -> None:
        self._seen.pop(agent, None)

    def _house_chance(self) -> float:
        offers, answered = self._house
        return (HOUSE_PRIOR * FIRST + answered) / (HOUSE_PRIOR + offers)

    def dump(self) -> Iterable[Piece]:
        """Of "pick-up": offers, answered; "pick-up delay": talks, seconds."""
        yield from (Piece(PICK_UP, agent, "", seen) for agent, seen in self._seen.items())
        if self._house[0]:
            yield Piece(PICK_UP, "", "", self._house)
        if self._delays[0]:
            yield Piece(DELAY, "", "", self._delays)

    def take(self, piece: Piece) -> None:
        count, total = piece.values
        if piece.what == DELAY:
            self._delays = (count, total)
        elif piece.who:
            self._seen[piece.who] = (count, total)
        else:
            self._house = (count, total)


def _counted(seen: tuple[float, float], value: float, memory: float) -> tuple[float, float]:
    count, total = seen[0] + 1.0, seen[1] + value
    fade = min(1.0, memory / count)
    return count * fade, total * fade
