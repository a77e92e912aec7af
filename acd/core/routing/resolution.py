"""Did the talk settle the matter? Learned from repeated calls: the chance that an agent's work need not be done again.

A number that comes again for the same work within `WINDOW_S` of a talk was not helped, and that counts against the
agent who talked last; one that does not come was. What is divided by this chance, handle time over P(resolved), is the
work until the matter is settled (Mehrotra, Ross, Ryder, Zhou, "Routing to manage resolution and waiting time in call
centers with heterogeneous servers", 2012): who rushes his callers does not look fast.

Repeats are counted against what was to be expected, agent and pair each as a gamma-Poisson effect that shrinks to 1:
``(PRIOR + repeats) / (PRIOR + expected)``; `PRIOR` 8 says that agents' rates differ by about 35 %. The rate of a kind
of work shrinks to the house's, and that to `FIRST_RATE`.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acd.core.routing.piece import Piece

WINDOW_S = 86_400.0
FIRST_RATE = 0.15
HOUSE_PRIOR, KEY_PRIOR, PRIOR = 100.0, 50.0, 8.0
MOST_CALLS, MOST_REPEATS = 2000.0, 40.0  # old calls fade beyond
HIGHEST_RATE = 0.8
MAX_OPEN = 50_000  # talks whose window is open; older ones are let go unjudged
LEAST_DIGITS = 4  # a withheld number is nobody's
RATE, REPEATS = "repeat rate", "repeats"


@dataclass(frozen=True, slots=True)
class Talked:
    """A talk whose window is open."""

    agent: str
    at: float


class Resolution:
    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str], Talked] = OrderedDict()  # (number, key), oldest first
        self._rates: dict[str, tuple[float, float]] = {"": (0.0, 0.0)}  # key ("": the house) -> talks, repeats
        self._repeats: dict[str, dict[str, tuple[float, float]]] = {"": {}}  # key ("": all) -> agent -> expected, seen

    def talked(self, number: str, agent: str, key: str, at: float) -> None:
        """A talk is over."""
        self._expire(at)
        if sum(map(str.isdigit, number)) < LEAST_DIGITS:
            return
        self._open.pop((number, key), None)
        self._open[number, key] = Talked(agent, at)
        if len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)

    def came(self, number: str, key: str, at: float) -> None:
        """`number` calls, for the work `key`."""
        self._expire(at)
        talk = self._open.pop((number, key), None)
        if talk is not None:
            self._judge(talk.agent, key, 1.0)

    def chance(self, agent: str, key: str) -> float:
        """P(resolved) of a talk of `agent` about `key`."""
        rate = self._rate(key) * self._effect("", agent)
        return 1.0 - min(rate * self._effect(key, agent), HIGHEST_RATE)

    def row(self, ids: tuple[str, ...], key: str) -> NDArray[np.float64]:
        """`chance` of every agent in `ids`."""
        if not self._repeats[""]:
            return np.full(len(ids), self.chance("", key))
        return np.array([self.chance(agent, key) for agent in ids], np.float64)

    def forget(self, agent: str) -> None:
        for agents in self._repeats.values():
            agents.pop(agent, None)

    def _expire(self, now: float) -> None:
        while self._open:
            (_, key), talk = next(iter(self._open.items()))
            if talk.at > now - WINDOW_S:
                return
            self._open.popitem(last=False)
            self._judge(talk.agent, key, 0.0)

    def _judge(self, agent: str, key: str, repeat: float) -> None:
        expected = self._rate(key)
        for each in ("", key):
            self._count(self._repeats.setdefault(each, {}), agent, expected, repeat, MOST_REPEATS)
            expected *= self._effect("", agent)
        for each in ("", key):
            self._count(self._rates, each, 1.0, repeat, MOST_CALLS)

    @staticmethod
    def _count(sums: dict[str, tuple[float, float]], who: str, expected: float, repeat: float, most: float) -> None:
        had = sums.get(who, (0.0, 0.0))
        total = had[0] + expected
        fade = min(1.0, most / total)
        sums[who] = (total * fade, (had[1] + repeat) * fade)

    def _rate(self, key: str) -> float:
        house, own = self._rates[""], self._rates.get(key, (0.0, 0.0))
        rate = (HOUSE_PRIOR * FIRST_RATE + house[1]) / (HOUSE_PRIOR + house[0])
        return (KEY_PRIOR * rate + own[1]) / (KEY_PRIOR + own[0])

    def _effect(self, key: str, agent: str) -> float:
        expected, repeats = self._repeats.get(key, {}).get(agent, (0.0, 0.0))
        return (PRIOR + repeats) / (PRIOR + expected)

    def dump(self) -> Iterable[Piece]:
        """Of "repeat rate": talks, repeats; "repeats": expected, seen. Open windows are not kept here: the store knows
        the talks (``Resolution.talked`` in their order opens them again)."""
        for key, sums in self._rates.items():
            if sums[0]:
                yield Piece(RATE, "", key, sums)
        for key, agents in self._repeats.items():
            for agent, sums in agents.items():
                yield Piece(REPEATS, agent, key, sums)

    def take(self, piece: Piece) -> None:
        seen, repeats = piece.values
        if piece.what == RATE:
            self._rates[piece.key] = (seen, repeats)
        else:
            self._repeats.setdefault(piece.key, {})[piece.who] = (seen, repeats)
