"""Expected handle time (talk and wrap-up) per agent and kind of work, learned from what was seen.

The key of the work is the contact's intent, or else its queue. Effects are multiplicative, and each is shrunk towards
the one above it: the house's calls against the configured times, the key's level, the agent, the pair:

    E[T of j at k] = level_k * (agent_j * pair_jk)^2 * shape_jk

- The effects are learned from *square roots*, by Buehlmann-Straub credibility with several levels (Ohlsson, "Combining
  generalized linear models and credibility models in practice", 2008). Among powers of T the root is the one that
  serves both laws handle times follow: its mean holds 92 % of the information of an exponential sample and 92 % of a
  log-normal one's (sigma .8), where the plain mean holds 100 and 71, and the mean of logarithms 61 and 100.
- The level is the plain mean of seconds, so expected times add up to true work whatever the law.
- `shape` lets the plain mean of the pair's own seconds have the last word after many calls: a pair whose times are more
  spread than its fellows' has the same mean root at a higher mean.
- How much a call tells is itself learned (``credibility``): the pseudo-counts are the noise of a call over the spread
  of agents, or of pairs. Before anything is known agents differ by 20 %, pairs by 15 %.

Filtered: talks of a moment (a wrong number, a line that broke) are not learned, nor times beyond `FORGOTTEN` times
what was expected (a wrap-up nobody ended) unless more than one call in ten is one; what lies beyond `OUTLIER` times
(one exponential call in 3000) counts as just that. Old calls fade: a pair's sums are held at `MEMORY` calls.

`add` and `expected_s` are O(1). Agents' effects and levels are worked out anew by `refresh`, seldom, for all at once;
between two refreshes a call moves its own pair and its key's level only.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp, log, log1p, pi

import numpy as np
from numpy.typing import NDArray

from acd.core.routing.credibility import Spread
from acd.core.routing.ewt import Law
from acd.core.routing.piece import Piece
from acd.core.routing.resolution import Resolution

MEMORY = 200.0  # calls of one pair
KEY_PRIOR = 5.0  # calls the configured handle time of a key is worth
HOUSE_PRIOR = 2.0  # keys the configured times are worth, together
SHAPE_PRIOR = 40.0  # calls: a call's noise in the shape is .09, shapes differ by about 5 %
KEY_SHAPE_PRIOR = 20.0
FIRST_SHAPE = 1.27  # E[T] / E[sqrt T]^2 of an exponential; of a log-normal with sigma .98
OUTLIER, FORGOTTEN = 8.0, 20.0
EVIDENCE_FADE = 0.998
ODD_FADE, MOST_ODD = 0.95, 2.0  # of the last twenty calls
SHORT_S = 3.0  # a talk shorter than this is none ...
SHORT_SHARE = 0.02  # ... unless calls of this kind are that short
MAX_KEYS = 2000  # intents are named by flows; a runaway list of them must not fill the memory
REFRESH_S = 60.0
SWEEPS, FIRST_SWEEPS = 2, 12
HANDLE, SPREAD, PRIOR = "handle", "handle spread", "handle prior"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HandleTime:
    """What is known from elsewhere of one agent at one kind of work: `count` calls of `total_s` seconds together."""

    agent: str
    key: str
    count: float
    total_s: float


@dataclass(slots=True)
class _Key:
    """One kind of work. `seconds / effects` is its level: all handle times over all the effects behind them."""

    number: int
    prior_s: float
    cells: dict[str, int] = field(default_factory=dict)  # agent -> place in the columns
    seconds: float = 0.0
    effects: float = 0.0
    shape: float = FIRST_SHAPE
    odd: float = 0.0  # times beyond all bounds among the last twenty


class Estimates:
    """`version` rises with every refresh: whoever holds a `row` then fetches it anew. What is asked for `effective` is
    divided by the chance that the talk settles the matter (``resolution``)."""

    def __init__(self, resolution: Resolution | None = None) -> None:
        self.version = 0
        self._resolution = Resolution() if resolution is None else resolution
        self._keys: dict[str, _Key] = {}
        self._agents: dict[str, int] = {}
        self._speed: dict[str, float] = {}  # the agent's effect on the root of a handle time
        self._count, self._roots, self._seconds = array("d"), array("d"), array("d")
        self._who, self._what = array("q"), array("q")  # agent and key of a cell, by number
        self._gone: list[int] = []  # places of forgotten cells
        self._spread = Spread()
        self._house = 1.0
        self._refreshed = 0.0
        self._fresh = 0
        self._evidence = 0.0
        self._rows: tuple[tuple[str, ...], int, dict[str, int], Floats] = ((), -1, {}, np.zeros(0))

    # --- learning ---

    def add(self, agent: str, key: str, seconds: float, prior_s: float) -> bool:
        """Learn one call; False for one that is filtered out, or where there are too many keys already."""
        known = self._keys.get(key)
        if known is None:
            if len(self._keys) >= MAX_KEYS:
                return False
            known = self._keys[key] = _Key(len(self._keys), prior_s)
        known.prior_s = prior_s
        speed = self._speed.get(agent, 1.0)
        cell = known.cells.get(agent)
        effect = speed * speed if cell is None else self._effect(known, cell, speed)
        expected = self._level_s(known, prior_s) * effect
        if seconds < min(SHORT_S, SHORT_SHARE * expected):
            return False
        is_odd = seconds > FORGOTTEN * expected
        known.odd = ODD_FADE * known.odd + is_odd
        if is_odd and known.odd <= MOST_ODD:
            return False
        seconds = min(seconds, OUTLIER * expected)
        cell = self._cell(known, agent) if cell is None else cell
        fade = min(1.0, MEMORY / (self._count[cell] + 1.0))
        self._count[cell] = (self._count[cell] + 1.0) * fade
        self._roots[cell] = (self._roots[cell] + seconds**0.5) * fade
        self._seconds[cell] = (self._seconds[cell] + seconds) * fade
        known.seconds += seconds
        known.effects += effect
        self._weigh(seconds / expected)
        self._fresh += 1
        return True

    def _weigh(self, ratio: float) -> None:
        """Evidence for a log-normal law against an exponential one, from one handle time over its expectation."""
        variance = 4.0 * log1p(self._spread.noise)
        told = log(max(ratio, 1e-4))
        normal = -told - 0.5 * log(2.0 * pi * variance) - (told + variance / 2.0) ** 2 / (2.0 * variance)
        self._evidence = EVIDENCE_FADE * self._evidence + normal + ratio

    def forget(self, agent: str) -> None:
        for known in self._keys.values():
            cell = known.cells.pop(agent, None)
            if cell is not None:
                self._count[cell] = self._roots[cell] = self._seconds[cell] = 0.0
                self._gone.append(cell)
        self._speed.pop(agent, None)
        self._rows = ((), -1, {}, np.zeros(0))

    def is_due(self, now: float) -> bool:
        """Enough is new since the last refresh to be worth another: its cost stays small for each call learned."""
        return now - self._refreshed >= REFRESH_S and self._fresh >= max(16, len(self._count) // 4)

    def refresh(self, now: float, sweeps: int = SWEEPS) -> None:
        """Work out agents' effects, levels and spreads anew: well under a millisecond at 1000 pairs."""
        self._refreshed, self._fresh = now, 0
        self.version += 1
        count = np.frombuffer(self._count)
        live = np.flatnonzero(count > 0)
        if not len(live):
            return
        count, roots, seconds = count[live], np.frombuffer(self._roots)[live], np.frombuffer(self._seconds)[live]
        who, what = np.frombuffer(self._who, np.int64)[live], np.frombuffer(self._what, np.int64)[live]
        mean, size = roots / count, len(self._keys)
        speeds = np.array([self._speed.get(agent, 1.0) for agent in self._agents])
        for _ in range(sweeps):
            weight = count / (count + self._spread.pair_calls)
            level = _sums(what, weight * mean / speeds[who], size) / np.maximum(_sums(what, weight, size), 1e-12)
            told, prior = weight * self._spread.pair_calls, self._spread.agent_calls
            told_of = _sums(who, told, len(speeds))
            speeds = (prior + _sums(who, told * mean / level[what], len(speeds))) / (prior + told_of)
            known = level[what] * speeds[who]
            pair = (self._spread.pair_calls + roots / known) / (self._spread.pair_calls + count)
            self._spread.learn(count, mean, seconds, pair, speeds, told_of)
        self._speed = dict(zip(self._agents, speeds.tolist(), strict=True))
        self._set_levels(count, seconds, what, (speeds[who] * pair) ** 2, level, mean)

    def _set_levels(
        self, count: Floats, seconds: Floats, what: NDArray[np.int64], squares: Floats, level: Floats, mean: Floats
    ) -> None:
        size = len(self._keys)
        calls, total = _sums(what, count, size), _sums(what, seconds, size)
        plain = np.maximum(_sums(what, count * squares, size), 1e-12)
        shapes = (KEY_SHAPE_PRIOR * FIRST_SHAPE + calls * total / plain / np.maximum(level, 1e-9) ** 2) / (
            KEY_SHAPE_PRIOR + calls
        )
        own = (SHAPE_PRIOR + seconds / (mean**2 * shapes[what])) / (SHAPE_PRIOR + count)
        effects = _sums(what, count * squares * own, size)
        for known, shape, sum_s, sum_e in zip(
            self._keys.values(), shapes.tolist(), total.tolist(), effects.tolist(), strict=True
        ):
            known.shape, known.seconds, known.effects = shape, sum_s, sum_e
        self._house = self._house_ratio()

    def _house_ratio(self) -> float:
        """How the house's calls compare with their configured times: what a kind never seen yet is judged by."""
        top, bottom = HOUSE_PRIOR, HOUSE_PRIOR
        for known in self._keys.values():
            if known.effects > 0 and known.prior_s > 0:
                weight = known.effects / (known.effects + KEY_PRIOR)
                top += weight * known.seconds / known.effects / known.prior_s
                bottom += weight
        return max(0.25, min(4.0, top / bottom))

    def _cell(self, known: _Key, agent: str) -> int:
        number = self._agents.setdefault(agent, len(self._agents))
        if self._gone:
            cell = self._gone.pop()
            self._who[cell], self._what[cell] = number, known.number
        else:
            cell = len(self._count)
            for column in (self._count, self._roots, self._seconds):
                column.append(0.0)
            self._who.append(number)
            self._what.append(known.number)
        known.cells[agent] = cell
        return cell

    # --- asking ---

    def expected_s(self, agent: str, key: str, prior_s: float, *, effective: bool = False) -> float:
        """`prior_s`: the queue's configured handle time. Nothing known: that; an agent never seen: the average one."""
        if effective:
            return self.expected_s(agent, key, prior_s) / self._resolution.chance(agent, key)
        known, speed = self._keys.get(key), self._speed.get(agent, 1.0)
        if known is None:
            return prior_s * self._house * speed * speed
        cell = known.cells.get(agent)
        effect = speed * speed if cell is None else self._effect(known, cell, speed)
        return self._level_s(known, prior_s) * effect

    def row(self, ids: tuple[str, ...], key: str, prior_s: float, *, effective: bool = False) -> Floats:
        """`expected_s` of every agent in `ids`, shape (len(ids),)."""
        if effective:
            return np.asarray(self.row(ids, key, prior_s) / self._resolution.row(ids, key), np.float64)
        rows, speeds = self._by_row(ids)
        known = self._keys.get(key)
        if known is None:
            return np.asarray(prior_s * self._house * speeds**2, np.float64)
        effects = speeds**2
        cells = [(rows[agent], cell) for agent, cell in known.cells.items() if agent in rows]
        if cells:
            at, of = (np.array(column) for column in zip(*cells, strict=True))
            effects[at] = self._effects(known, of, speeds[at])
        return np.asarray(self._level_s(known, prior_s) * effects, np.float64)

    def law(self) -> Law:
        """Which law handle times follow, by the evidence of those learned: the likelihood of each, given its mean."""
        weight = 1.0 / (1.0 + exp(-max(-50.0, min(50.0, self._evidence))))
        return Law.of(weight, self._spread.noise)

    def _by_row(self, ids: tuple[str, ...]) -> tuple[dict[str, int], Floats]:
        if self._rows[0] is not ids or self._rows[1] != self.version:
            speeds = np.array([self._speed.get(agent, 1.0) for agent in ids], np.float64)
            self._rows = (ids, self.version, {agent: row for row, agent in enumerate(ids)}, speeds)
        return self._rows[2], self._rows[3]

    def _level_s(self, known: _Key, prior_s: float) -> float:
        return (KEY_PRIOR * prior_s * self._house + known.seconds) / (KEY_PRIOR + known.effects)

    def _effect(self, known: _Key, cell: int, speed: float) -> float:
        """On the handle time, of a pair that has been seen."""
        count, roots, seconds = self._count[cell], self._roots[cell], self._seconds[cell]
        if not count:
            return speed * speed
        level, calls = (self._level_s(known, known.prior_s) / known.shape) ** 0.5, self._spread.pair_calls
        pair = (calls + roots / (level * speed)) / (calls + count)
        shape = (SHAPE_PRIOR + seconds * (count / roots) ** 2 / known.shape) / (SHAPE_PRIOR + count)
        return float((speed * pair) ** 2 * shape)

    def _effects(self, known: _Key, cells: NDArray[np.int64], speeds: Floats) -> Floats:
        """`_effect` of many."""
        count, roots = np.frombuffer(self._count)[cells], np.frombuffer(self._roots)[cells]
        seconds = np.frombuffer(self._seconds)[cells]
        level, calls = (self._level_s(known, known.prior_s) / known.shape) ** 0.5, self._spread.pair_calls
        pair = (calls + roots / (level * speeds)) / (calls + count)
        shape = (SHAPE_PRIOR + seconds * (count / roots) ** 2 / known.shape) / (SHAPE_PRIOR + count)
        return np.asarray((speeds * pair) ** 2 * shape, np.float64)

    # --- keeping ---

    def dump(self) -> tuple[Piece, ...]:
        """Of "handle": count, sums of roots and of seconds; "handle prior": seconds; "handle spread": see `_take`."""
        spread = [Piece(SPREAD, "", "", (*self._spread.values(), self._evidence))] if self._keys else []
        priors = [Piece(PRIOR, "", key, (known.prior_s,)) for key, known in self._keys.items()]
        cells = [
            Piece(HANDLE, agent, key, (self._count[cell], self._roots[cell], self._seconds[cell]))
            for key, known in self._keys.items()
            for agent, cell in known.cells.items()
        ]
        return (*spread, *priors, *cells)

    def load(self, pieces: tuple[Piece, ...], now: float) -> None:
        """Those of `pieces` that are handle times take the places of what was known of the same."""
        for piece in pieces:
            if piece.what == SPREAD:
                *spread, self._evidence = piece.values
                self._spread = Spread(*spread)
            elif piece.what in (PRIOR, HANDLE):
                self._take(piece)
        self.refresh(now, FIRST_SWEEPS)

    def recall(self, times: Iterable[HandleTime], now: float) -> None:
        """Take over what is known from elsewhere; the law of a handle time is then taken as exponential."""
        pieces = []
        for time in times:
            mean = time.total_s / time.count
            sums = (time.count, time.count * (mean / FIRST_SHAPE) ** 0.5, time.total_s)
            pieces += [Piece(PRIOR, "", time.key, (mean,)), Piece(HANDLE, time.agent, time.key, sums)]
        self.load(tuple(pieces), now)

    def _take(self, piece: Piece) -> None:
        if piece.key not in self._keys:
            if len(self._keys) >= MAX_KEYS:
                return
            self._keys[piece.key] = _Key(len(self._keys), 0.0)
        known = self._keys[piece.key]
        if piece.what == PRIOR:
            (known.prior_s,) = piece.values
            return
        cell = known.cells.get(piece.who)
        cell = self._cell(known, piece.who) if cell is None else cell
        self._count[cell], self._roots[cell], self._seconds[cell] = piece.values


def _sums(group: NDArray[np.int64], values: Floats, groups: int) -> Floats:
    return np.asarray(np.bincount(group, values, groups), np.float64)
