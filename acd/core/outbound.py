"""Calls that leave the house over a trunk, and how many of them an hour may have: what bounds toll fraud.

There are two kinds: customers of call-backs, and callers who are sent to a named destination that dials out. A call is
counted when the trunk is about to be used; one that is over a cap is not made. The hour is the last 3600 seconds.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from acd.core.frozen import frozen

HOUR_S = 3600.0
SOON_S = 30.0  # until it is known whether those about to be called are
ALL, NUMBER, DESTINATION = "all", "number", "destination"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OutboundLimits:
    """Calls within an hour: all of them together, to one number, to one destination. `destinations` are those that dial
    out; the others are not counted."""

    an_hour: int = 240
    per_number_an_hour: int = 6
    per_destination_an_hour: int = 60
    destinations: tuple[str, ...] = ()

    def of(self, kind: str) -> int:
        return {
            ALL: self.an_hour,
            NUMBER: self.per_number_an_hour,
            DESTINATION: self.per_destination_an_hour,
        }[kind]


@frozen
class CallOut:
    """A call out, counted or refused: to `number`, or of a caller sent to `destination`. `refused` is empty, or the cap
    that was reached: all, number, destination."""

    contact: str
    pbx: str
    number: str
    destination: str
    at: float
    refused: str


class Blocked(NamedTuple):
    """The cap that is reached, and until when."""

    cap: str
    until: float


class Ledger:
    """The calls of the last hour. It holds no more of them than were let through."""

    def __init__(self) -> None:
        self._calls: deque[tuple[float, tuple[Key, ...]]] = deque()
        self._times: dict[Key, deque[float]] = {}
        self._told: dict[str, float] = {}
        self.refused = 0

    def blocked(self, limits: OutboundLimits, now: float, pending: tuple[str, ...] = (), **to: str) -> Blocked | None:
        """Whether a call `number=` or `destination=` is over a cap now. `pending`: numbers about to be called that are
        not counted yet."""
        self._expire(now)
        for key in _keys(to):
            times, most = self._times.get(key, deque()), limits.of(key[0])
            ahead = len(pending) if key[0] == ALL else pending.count(key[1])
            if len(times) + ahead >= most:
                place = len(times) + ahead - most
                later = times[place] + HOUR_S if place < len(times) else now + (SOON_S if most else HOUR_S)
                return Blocked(key[0], later)
        return None

    def note(self, at: float, **to: str) -> None:
        """It is made."""
        keys = _keys(to)
        self._calls.append((at, keys))
        for key in keys:
            self._times.setdefault(key, deque()).append(at)

    def is_news(self, contact: str, now: float) -> bool:
        """Whether the first refusal of `contact` within an hour; one that tries on and on is written once."""
        told = self._told.get(contact)
        if told is not None and now - told < HOUR_S:
            return False
        self._told = {each: at for each, at in self._told.items() if now - at < HOUR_S}
        self._told[contact] = now
        return True

    def _expire(self, now: float) -> None:
        while self._calls and now - self._calls[0][0] >= HOUR_S:
            for key in self._calls.popleft()[1]:
                self._times[key].popleft()
                if not self._times[key]:
                    del self._times[key]


def _keys(to: dict[str, str]) -> tuple[Key, ...]:
    return (ALL, ""), *((kind, name) for kind, name in to.items() if name)
