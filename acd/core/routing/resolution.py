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
MOST_OF_KEY, MOST_OF_PAIR = 2000.0, 300.0  # talks; older ones fade
STALE = 100  # talks judged until the effects of agents who had none of them are worked out anew
HIGHEST_RATE = 0.8
MAX_OPEN = 50_000  # talks whose window is open; older ones are let go unjudged
LEAST_DIGITS = 4  # a withheld number is nobody's
RATE, REPEATS = "repeat rate", "repeats"

Sums = tuple[float, float]
NOTHING: Sums = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Talked:
    """A talk whose window is open."""

    agent: str
    at: float


class Resolution:
    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str], Talked] = OrderedDict()  # (number, key), oldest first
        self._rates: dict[str, Sums] = {"": NOTHING}  # key ("": the house) -> talks, repeats
        self._repeats: dict[str, dict[str, Sums]] = {}  # agent -> key -> talks, repeats
        self._judged = 0
        self._effects: dict[str, float] = {}  # of agents, over all their work

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
        usual = self._rate(key) * self._effects.get(agent, 1.0)
        talks, repeats = self._repeats.get(agent, {}).get(key, NOTHING)
        return 1.0 - min(usual * (PRIOR + repeats) / (PRIOR + talks * usual), HIGHEST_RATE)

    def row(self, ids: tuple[str, ...], key: str) -> NDArray[np.float64]:
        """`chance` of every agent in `ids`."""
        if not self._repeats:
            return np.full(len(ids), self.chance("", key))
        return np.array([self.chance(agent, key) for agent in ids], np.float64)

    def forget(self, agent: str) -> None:
        self._repeats.pop(agent, None)
        self._effects.pop(agent, None)

    def _expire(self, now: float) -> None:
        while self._open:
            (_, key), talk = next(iter(self._open.items()))
            if talk.at > now - WINDOW_S:
                return
            self._open.popitem(last=False)
            self._judge(talk.agent, key, 0.0)

    def _judge(self, agent: str, key: str, repeat: float) -> None:
        self._judged += 1
        for each in ("", key):
            self._rates[each] = _counted(self._rates.get(each, NOTHING), repeat, MOST_OF_KEY)
        own = self._repeats.setdefault(agent, {})
        own[key] = _counted(own.get(key, NOTHING), repeat, MOST_OF_PAIR)
        for each in self._repeats if self._judged % STALE == 0 else (agent,):
            self._effects[each] = self._effect(each)

    def _rate(self, key: str) -> float:
        house, own = self._rates[""], self._rates.get(key, NOTHING)
        rate = (HOUSE_PRIOR * FIRST_RATE + house[1]) / (HOUSE_PRIOR + house[0])
        return (KEY_PRIOR * rate + own[1]) / (KEY_PRIOR + own[0])

    def _effect(self, agent: str) -> float:
        own = self._repeats[agent]
        expected = sum(talks * self._rate(key) for key, (talks, _) in own.items())
        return (PRIOR + sum(repeats for _, repeats in own.values())) / (PRIOR + expected)

    def dump(self) -> Iterable[Piece]:
        """Of "repeat rate", and then of "repeats": talks, repeats. Open windows are not kept here: the store knows the
        talks (``Resolution.talked`` in their order opens them again)."""
        for key, sums in self._rates.items():
            if sums[0]:
                yield Piece(RATE, "", key, sums)
        for agent, keys in self._repeats.items():
            for key, sums in keys.items():
                yield Piece(REPEATS, agent, key, sums)

    def take(self, piece: Piece) -> None:
        talks, repeats = piece.values
        if piece.what == RATE:
            self._rates[piece.key] = (talks, repeats)
        else:
            self._repeats.setdefault(piece.who, {})[piece.key] = (talks, repeats)
            self._effects[piece.who] = self._effect(piece.who)


def _counted(sums: Sums, repeat: float, most: float) -> Sums:
    talks = sums[0] + 1.0
    fade = min(1.0, most / talks)
    return talks * fade, (sums[1] + repeat) * fade
