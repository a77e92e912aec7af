"""What of an observed day would have been the same under any router: who called when and how long he would have
waited, how much work each call was, when each agent was there, and whether he would have picked up.

- Work: a call's length over what is expected of the agent who took it (``effort``); another agent would have needed
  as many times what is expected of *him*. At his own agent a call is exactly as long as it was. Calls nobody took get
  an effort drawn from those that were taken.
- Patience: of one who gave up it is known. Of one who was answered only that it was longer than his wait: the rest is
  drawn from an exponential of the rate *abandoned / seconds waited by all*, the censored maximum-likelihood estimate.
- Picking up: an agent rung at some instant does what he did at the ring of his nearest to it.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from acd.shadow.day import Day
from acd.shadow.floor import Adviser
from acd.shadow.people import Fate, Rang, Ring, Stay

MOST_CALLS = 20_000  # the latest; a longer log is cut to these
FOR_EVER = float("inf")
GAP_S = 900.0  # in a log that tells no seats an agent unheard of for longer was not there
SPREAD = 0.5  # of a handle time about its expectation, for the uncertainty of expectations
LEAST_RATE = 1 / 3600  # of giving up, per second, where nobody did

_COUNTED = (Fate.ANSWERED, Fate.ABANDONED, Fate.LEFT)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One possible past: by call its patience (s) and its effort; by agent and queue the expected handle time (s)."""

    patience_s: tuple[float, ...]
    effort: tuple[float, ...]
    expected_s: Mapping[tuple[str, str], float]


class Past:
    def __init__(self, day: Day, adviser: Adviser) -> None:
        self.shop = adviser.shop
        whole = [stay for stay in day.stays if stay.is_whole and stay.fate in _COUNTED]
        self.stays: list[Stay] = sorted(whole, key=lambda stay: stay.joined)[-MOST_CALLS:]
        self.until = day.now
        self.seats = {
            worker.id: {queue: seat.penalty for queue, seat in worker.seats.items()}
            | {ring.queue: 0 for ring in worker.rings if ring.queue not in worker.seats}
            for worker in day.workers.values()
        }
        self.there = {worker.id: self._there(day, worker.there) for worker in day.workers.values()}
        over = (Rang.ANSWERED, Rang.MISSED)
        self._rings = {w.id: [ring for ring in w.rings if ring.result in over] for w in day.workers.values()}
        self.queues = sorted({queue for own in self.seats.values() for queue in own})
        self.means = {queue: adviser.mean_s(queue) for queue in self.queues}
        self._expected = {
            (agent, queue): max(1.0, adviser.expected_s(agent, queue))
            for agent, own in self.seats.items()
            for queue in own
        }
        missed = [ring.until - ring.at for ring in day.rings if ring.result is Rang.MISSED and ring.until is not None]
        self.ring_s = max(1.0, float(np.median(missed))) if missed else 15.0
        self._counts = self._count()
        waited = sum(stay.waited_s for stay in self.stays)
        given_up = sum(stay.fate is Fate.ABANDONED for stay in self.stays)
        self.rate = max(LEAST_RATE, given_up / waited) if waited else LEAST_RATE

    def _there(self, day: Day, spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """Spans still open when the watch ended go on; without seats, those near each other are one."""
        merged: list[tuple[float, float]] = []
        for start, end in spans:
            if not day.knows_seats and merged and start - merged[-1][1] < GAP_S:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((start, end))
        return [(start, FOR_EVER if end >= day.now else end) for start, end in merged]

    def _count(self) -> dict[tuple[str, str], int]:
        counts: dict[tuple[str, str], int] = {}
        for stay in self.stays:
            if stay.handle_s is not None and stay.agent is not None:
                counts[stay.agent, stay.queue] = counts.get((stay.agent, stay.queue), 0) + 1
        return counts

    def draw(self, lot: Generator) -> Drawn:
        expected = {
            pair: seconds * float(np.exp(lot.normal(0.0, SPREAD / np.sqrt(self._counts.get(pair, 0) + 5))))
            for pair, seconds in self._expected.items()
        }
        known = [effort for stay in self.stays if (effort := self._effort(stay, expected)) is not None] or [1.0]
        efforts: list[float] = []
        patience: list[float] = []
        for stay in self.stays:
            own = self._effort(stay, expected)
            efforts.append(float(lot.choice(known)) if own is None else own)
            rest = 0.0 if stay.fate is not Fate.ANSWERED else float(lot.exponential(1 / self.rate))
            patience.append(stay.waited_s + rest)
        return Drawn(tuple(patience), tuple(efforts), expected)

    def _effort(self, stay: Stay, expected: Mapping[tuple[str, str], float]) -> float | None:
        if stay.handle_s is None or stay.agent is None or (stay.agent, stay.queue) not in expected:
            return None
        return (stay.handle_s + self.shop.wrap_s) / expected[stay.agent, stay.queue]

    def picks_up(self, agent: str, at: float) -> tuple[bool, float]:
        """Whether he does, and after how many seconds of ringing."""
        rings = self._rings[agent]
        if not rings:
            return True, 1.0
        after = bisect_left(rings, at, key=lambda ring: ring.at)
        near: Ring = min(rings[max(0, after - 1) : after + 1], key=lambda ring: abs(ring.at - at))
        return near.result is Rang.ANSWERED, max(0.0, (near.until or near.at) - near.at)

    def back_from(self, agent: str, at: float) -> float | None:
        """When he next shows that he is there, by picking up."""
        return next((r.at for r in self._rings[agent] if r.at > at and r.result is Rang.ANSWERED), None)
