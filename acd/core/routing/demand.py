"""How many calls of each kind come, lately: a count that fades, as the prices of agents' time need it.

`rate = count / seen`, both fading as ``exp(-t / FADE_S)``: the mean over about the last half hour, from the first call
on. The kinds that come least are forgotten beyond `MAX_KINDS`.
"""

from math import exp
from typing import NamedTuple

from acd.core.routing.needs import Needs

FADE_S = 1800.0
LEAST_SEEN_S = 300.0  # a rate over less is chance
MAX_KINDS = 64


class Calls(NamedTuple):
    """A kind of calls: what they need when they come, where, and the estimates' key."""

    queue: str
    needs: Needs
    pbx: str
    key: str


class Traffic:
    def __init__(self) -> None:
        self._counts: dict[Calls, tuple[float, float]] = {}  # faded count, at
        self._began: float | None = None

    def note(self, calls: Calls, now: float) -> None:
        self._began = now if self._began is None else self._began
        self._counts[calls] = (self._count(calls, now) + 1.0, now)
        if len(self._counts) > MAX_KINDS:
            del self._counts[min(self._counts, key=lambda each: self._count(each, now))]

    def rates(self, now: float) -> list[tuple[Calls, float]]:
        """Calls a second of each kind, in the order of first sight."""
        if self._began is None:
            return []
        seen_s = max(FADE_S * (1.0 - exp((self._began - now) / FADE_S)), LEAST_SEEN_S)
        return [(calls, self._count(calls, now) / seen_s) for calls in self._counts]

    def _count(self, calls: Calls, now: float) -> float:
        count, at = self._counts.get(calls, (0.0, now))
        return count * exp((at - now) / FADE_S)
