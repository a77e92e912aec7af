"""Figures of recorded and re-simulated calls, and how sure they are.

All are made of sums, by block of time and queue, so that blocks can be drawn anew (a block bootstrap: the calls of one
rush share their luck). A pair of runs, one as it is and one as proposed, has the same callers; so the difference is
taken within each pair and each drawing of blocks, and what both share cancels. Intervals hold the middle 95 %.

- SL: answered within the queue's promise / offered. ASA: mean wait of the answered. Abandonment: gave up / offered.
- AHT: mean talk and wrap-up of the answered. Occupancy: (talk + wrap-up) / (talk + wrap-up + ready).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from acd.core.records import AgentState, Outcome
from acd.replay.again import ABANDONED, ANSWERED, ELSE, Fared
from acd.replay.past import Past, Span

BLOCKS_S = (86_400.0, 3600.0, 900.0)
FEWEST_BLOCKS = 8
RESAMPLES = 1000
ALL = ""
NAMES = ("sl", "asa_s", "abandonment", "aht_s", "occupancy")
_FIELDS = ("offered", "in_time", "answered", "wait_s", "abandoned", "handle_s", "busy_s", "here_s")
_PARTS = ((1, 0), (3, 2), (4, 0), (5, 2), (6, 7))
_BUSY = (AgentState.TALKING, AgentState.WRAPPING)

Floats = NDArray[np.float64]
Sums = Mapping[str, Floats]
"""By queue, and ``ALL``: blocks x fields. Who is at work belongs to no queue."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """`low` and `high` bound the middle 95 %; None where there is nothing to tell."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: as it was, the same again in the model, as proposed, and proposed less again. Shares are in [0, 1],
    times in seconds. `off`: again less recorded, which says how far the model is from what happened."""

    name: str
    recorded: float | None
    as_is: Estimate
    proposed: Estimate
    difference: Estimate
    off: Estimate


class Blocks:
    """The period in blocks, as long as there are enough of them."""

    def __init__(self, past: Past) -> None:
        span = past.to - past.from_
        self.length_s = next((each for each in BLOCKS_S if span / each >= FEWEST_BLOCKS), BLOCKS_S[-1])
        self._from = past.from_
        self.count = max(1, int(np.ceil(span / self.length_s)))
        self._to = past.to

    def of(self, at: float) -> int:
        return min(max(int((at - self._from) // self.length_s), 0), self.count - 1)

    def sums(self, past: Past, fared: Sequence[Fared], spans: Sequence[Span]) -> Sums:
        queues = sorted({call.arrival.queue for call in past.calls if call.is_counted})
        found = {queue: np.zeros((self.count, len(_FIELDS))) for queue in (ALL, *queues)}
        for call, each in zip(past.calls, fared, strict=True):
            if not call.is_counted:
                continue
            rules = past.roster.queues.get(call.arrival.queue)
            answered, left = each.fate == ANSWERED, each.fate == ABANDONED
            in_time = answered and each.waited_s <= (20.0 if rules is None else rules.service_level_s)
            wait_s, handle_s = (each.waited_s, each.handle_s) if answered else (0.0, 0.0)
            row = np.array([1.0, in_time, answered, wait_s, left, handle_s, 0.0, 0.0])
            for name in (ALL, call.arrival.queue):
                found[name][self.of(call.at)] += row
        self._add_presence(found[ALL], spans)
        return found

    def _add_presence(self, table: Floats, spans: Sequence[Span]) -> None:
        for span in spans:
            is_busy = span.state in _BUSY
            if not is_busy and span.state != AgentState.READY:
                continue
            since, until = max(span.since, self._from), min(span.until, self._to)
            while since < until:
                block = self.of(since)
                end = min(until, self._from + (block + 1) * self.length_s) if block < self.count - 1 else until
                table[block, 6] += (end - since) * is_busy
                table[block, 7] += end - since
                since = end


def recorded(past: Past) -> list[Fared]:
    """As the calls really fared."""
    fates = {Outcome.ANSWERED: ANSWERED, Outcome.ABANDONED: ABANDONED}
    return [
        Fared(fates.get(call.outcome, ELSE), call.waited_s, (call.talk_s or 0.0) + (call.wrap_s or 0.0))
        for call in past.calls
    ]


def lines(was: Sums, as_is: Sequence[Sums], proposed: Sequence[Sums], lot: Generator, queue: str) -> tuple[Line, ...]:
    """Of one queue, or of ``ALL``. `as_is` and `proposed` are pairs of runs."""
    real = was[queue]
    ours, theirs = np.stack([each[queue] for each in as_is]), np.stack([each[queue] for each in proposed])
    runs, count = ours.shape[:2]
    picks = lot.integers(count, size=(RESAMPLES, count))
    of_run = np.arange(RESAMPLES) % runs
    now = _figures(ours[of_run[:, None], picks].sum(axis=1))
    then = _figures(theirs[of_run[:, None], picks].sum(axis=1))
    fact = _figures(real[picks].sum(axis=1))
    now_all, then_all = _figures(ours.sum(axis=1)), _figures(theirs.sum(axis=1))
    fact_all = _figures(real.sum(axis=0)[None])[0]
    return tuple(
        Line(
            name,
            _known(fact_all[place]),
            _estimate(now_all[:, place], now[:, place]),
            _estimate(then_all[:, place], then[:, place]),
            _estimate(then_all[:, place] - now_all[:, place], then[:, place] - now[:, place]),
            _estimate(now_all[:, place] - fact_all[place], now[:, place] - fact[:, place]),
        )
        for place, name in enumerate(NAMES)
        if queue == ALL or name != "occupancy"
    )


def _figures(sums: Floats) -> Floats:
    """(n, fields) -> (n, figures); nan where nothing happened."""
    tops, bottoms = (sums[:, [part[side] for part in _PARTS]] for side in (0, 1))
    made: Floats = np.divide(tops, bottoms, out=np.full(tops.shape, np.nan), where=bottoms > 0)
    return made


def _estimate(values: Floats, drawn: Floats) -> Estimate:
    values, drawn = values[~np.isnan(values)], drawn[~np.isnan(drawn)]
    if not len(values) or not len(drawn):
        return Estimate(None, None, None)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Estimate(float(values.mean()), float(low), float(high))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
