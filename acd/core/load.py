"""An agent's occupancy: his share of time with callers, old time fading by half an hour's time constant.

Both integrals fade as ``exp(-t / OCCUPANCY_FADE_S)``: `busy_s` counts offers, talks and wrap-up, `here_s` these and
idleness; pauses and hours signed out count in neither. One who signs in begins with the crew's mean, for ten minutes'
worth: else every newcomer would be flooded until he had caught up.
"""

from dataclasses import dataclass
from math import exp

from acd.core.records import AgentState
from acd.core.routing.scores import OCCUPANCY_FADE_S

_BUSY = (AgentState.OFFERED, AgentState.TALKING, AgentState.WRAPPING)
NEWCOMER_S = 600.0


@dataclass(slots=True)
class Load:
    busy_s: float = 0.0
    here_s: float = 0.0
    at: float = 0.0  # until when it is counted

    def count(self, state: AgentState, now: float) -> None:
        """The agent was in `state` from `at` to `now`."""
        fade = exp((self.at - now) / OCCUPANCY_FADE_S) if now > self.at else 1.0
        spent = OCCUPANCY_FADE_S * (1.0 - fade)
        is_here = state is AgentState.READY or state in _BUSY
        self.busy_s = self.busy_s * fade + (spent if state in _BUSY else 0.0)
        self.here_s = self.here_s * fade + (spent if is_here else 0.0)
        self.at = now

    def begin(self, mean: float, now: float) -> None:
        """A day begins; one that began shortly before goes on."""
        missing = max(NEWCOMER_S - self.here_s, 0.0)
        self.busy_s += mean * missing
        self.here_s += missing
        self.at = now
