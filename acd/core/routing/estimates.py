"""Expected handle time (talk and wrap-up) per agent and kind of work, learned from what was seen.

A shrunken mean: ``(PRIOR_WEIGHT * prior + total) / (PRIOR_WEIGHT + count)`` where the prior is the queue's own
``handle_s``; an agent nobody has seen yet is expected to be average. Old calls fade: past `MEMORY` observations the
count is held there, so that the mean follows drift. The key of the work is the contact's intent, or else its queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRIOR_WEIGHT = 5.0
MEMORY = 200.0
MAX_KEYS = 2000  # intents are named by flows; a runaway list of them must not fill the memory


@dataclass(frozen=True, slots=True)
class HandleTime:
    """What is known of one agent at one kind of work: `count` calls of `total_s` seconds together."""

    agent: str
    key: str
    count: float
    total_s: float


class Estimates:
    def __init__(self) -> None:
        self._seen: dict[str, dict[str, tuple[float, float]]] = {}  # key -> agent -> (count, total)

    def add(self, agent: str, key: str, seconds: float) -> bool:
        """Learn one call; False when there are too many keys already."""
        if key not in self._seen and len(self._seen) >= MAX_KEYS:
            return False
        agents = self._seen.setdefault(key, {})
        count, total = agents.get(agent, (0.0, 0.0))
        count, total = count + 1.0, total + seconds
        fade = min(1.0, MEMORY / count)
        agents[agent] = (count * fade, total * fade)
        return True

    def expected_s(self, agent: str, key: str, prior_s: float) -> float:
        count, total = self._seen.get(key, {}).get(agent, (0.0, 0.0))
        return (PRIOR_WEIGHT * prior_s + total) / (PRIOR_WEIGHT + count)

    def row(self, ids: tuple[str, ...], key: str, prior_s: float) -> NDArray[np.float64]:
        """`expected_s` of every agent in `ids`, shape (len(ids),)."""
        if key not in self._seen:
            return np.full(len(ids), prior_s)
        return np.array([self.expected_s(agent, key, prior_s) for agent in ids], dtype=np.float64)

    def forget(self, agent: str) -> None:
        for agents in self._seen.values():
            agents.pop(agent, None)

    def dump(self) -> tuple[HandleTime, ...]:
        return tuple(
            HandleTime(agent, key, count, total)
            for key, agents in self._seen.items()
            for agent, (count, total) in agents.items()
        )

    def load(self, times: Iterable[HandleTime]) -> None:
        for time in times:
            if time.key in self._seen or len(self._seen) < MAX_KEYS:
                self._seen.setdefault(time.key, {})[time.agent] = (time.count, time.total_s)
