"""How many calls to expect now: per queue and intent, by half-hour of the week, and the level of the moment.

A half-hour's rate is a mean over the weeks in which it came round, old weeks fading past `MEMORY_WEEKS`. The level of
the moment compares the calls of the last half-hour or so (exponential window) with what the week said, as a
gamma-Poisson effect that shrinks to 1 by `LEVEL_PRIOR` calls. Where the week says nothing yet, the moment alone speaks.

The week is counted in UTC from the Unix epoch (a Thursday); the hour that summer time moves is relearned within weeks.
Time in which nobody counted (the daemon was down) says nothing: a half-hour seen for a part counts for that part.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp

from acd.core.routing.piece import Piece

SLOT_S = 1800.0
SLOTS = 336
MEMORY_WEEKS = 6.0
LEAST_SEEN = 0.5  # weeks
WINDOW_S = 1800.0
WINDOW_SLOTS = 6  # what is older weighs nothing
LEAST_WINDOW_S = 300.0  # right after the start one call is no rate
LEVEL_PRIOR = 10.0
MAX_STREAMS = 500  # intents are named by flows; more of them share their queue's
ARRIVALS = "arrivals"

Stream = tuple[str, str]
"""(queue, intent); the intent may be empty."""


@dataclass(slots=True)
class _Counts:
    slot: int  # the half-hour since the epoch that is open
    since: float  # from when on it has been watched
    calls: int = 0
    week: dict[int, tuple[float, float]] = field(default_factory=dict)  # slot of the week -> calls a second, weeks seen
    recent: float = 0.0
    recent_at: float = 0.0


class Arrivals:
    def __init__(self) -> None:
        self._streams: dict[Stream, _Counts] = {}
        self._began: float | None = None

    def arrived(self, queue: str, intent: str, now: float) -> None:
        counts = self._counts((queue, intent), now)
        self._close(counts, now)
        counts.calls += 1
        counts.recent = counts.recent * exp((counts.recent_at - now) / WINDOW_S) + 1.0
        counts.recent_at = now

    def rate(self, queue: str, intent: str, now: float) -> float:
        """Calls a second to expect now."""
        counts = self._streams.get((queue, intent))
        return 0.0 if counts is None else self._rate(counts, now)

    def rates(self, now: float) -> dict[Stream, float]:
        """`rate` of every stream ever seen."""
        return {stream: self._rate(counts, now) for stream, counts in self._streams.items()}

    def _counts(self, stream: Stream, now: float) -> _Counts:
        if self._began is None:
            self._began = now
        if stream not in self._streams and len(self._streams) >= MAX_STREAMS:
            stream = (stream[0], "")
        counts = self._streams.get(stream)
        if counts is None:
            since = max(self._began, now - SLOT_S * SLOTS)  # until now it had no calls
            counts = self._streams[stream] = _Counts(int(since // SLOT_S), since)
        return counts

    def _close(self, counts: _Counts, now: float) -> None:
        """Learn the half-hours that are over."""
        slot = int(now // SLOT_S)
        while counts.slot < slot:
            end = (counts.slot + 1) * SLOT_S
            watched = end - counts.since
            if watched > 0:
                self._learn(counts, counts.slot % SLOTS, counts.calls / watched, watched / SLOT_S)
            counts.slot, counts.since, counts.calls = counts.slot + 1, end, 0

    @staticmethod
    def _learn(counts: _Counts, slot: int, rate: float, share: float) -> None:
        mean, seen = counts.week.get(slot, (0.0, 0.0))
        seen = min(seen + share, MEMORY_WEEKS)
        counts.week[slot] = (mean + (rate - mean) * min(share / seen, 1.0), seen)

    def _rate(self, counts: _Counts, now: float) -> float:
        self._close(counts, now)
        began = now if self._began is None else self._began
        recent = counts.recent * exp((counts.recent_at - now) / WINDOW_S)
        usual, seen = counts.week.get(counts.slot % SLOTS, (0.0, 0.0))
        if seen < LEAST_SEEN:
            return recent / max(_weight(began, now, now), LEAST_WINDOW_S)
        if not usual:
            return recent / WINDOW_S
        return usual * (LEVEL_PRIOR + recent) / (LEVEL_PRIOR + self._expected(counts, began, now))

    @staticmethod
    def _expected(counts: _Counts, began: float, now: float) -> float:
        """What the week says of the calls of the last window, fading as they do."""
        total = 0.0
        for slot in range(counts.slot - WINDOW_SLOTS, counts.slot + 1):
            begin, end = max(slot * SLOT_S, began), min((slot + 1) * SLOT_S, now)
            if end > begin:
                total += counts.week.get(slot % SLOTS, (0.0, 0.0))[0] * _weight(begin, end, now)
        return total

    def dump(self) -> Iterable[Piece]:
        """Of "arrivals", by queue and intent: triples of slot of the week, calls a second, weeks seen."""
        for (queue, intent), counts in self._streams.items():
            triples = sorted((float(slot), *seen) for slot, seen in counts.week.items())
            if triples:
                yield Piece(ARRIVALS, queue, intent, tuple(value for triple in triples for value in triple))

    def take(self, piece: Piece, now: float) -> None:
        """Counting begins anew at `now`."""
        counts = self._counts((piece.who, piece.key), now)
        each = iter(piece.values)
        counts.week = {int(slot) % SLOTS: (rate, seen) for slot, rate, seen in zip(each, each, each, strict=True)}


def _weight(begin: float, end: float, now: float) -> float:
    """Seconds from `begin` to `end`, fading with their age at `now`."""
    return WINDOW_S * (exp((end - now) / WINDOW_S) - exp((begin - now) / WINDOW_S))
