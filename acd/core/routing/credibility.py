"""How much one call tells of an agent, and of an agent at one kind of work: the pseudo-counts of ``estimates``.

Three relative variances of the root of a handle time: `noise` of one call given agent and work, `agents` between
agents, `pairs` between the kinds of work of one agent. A pseudo-count is noise over spread. Spreads are learned by
expectation maximisation (one step a refresh; Bishop, PRML, ch. 9), from the prior that agents differ by 20 % and pairs
by 15 % in seconds, held with the weight of `PRIOR_CELLS` agents or pairs.
"""

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

FIRST_NOISE, FIRST_AGENTS, FIRST_PAIRS = 0.27, 0.10**2, 0.075**2
PRIOR_CELLS = 20.0
PRIOR_CALLS = 100.0
LEAST, MOST = 0.02**2, 0.4**2

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Spread:
    noise: float = FIRST_NOISE
    agents: float = FIRST_AGENTS
    pairs: float = FIRST_PAIRS

    @property
    def agent_calls(self) -> float:
        return self.noise / self.agents

    @property
    def pair_calls(self) -> float:
        return self.noise / self.pairs

    def values(self) -> tuple[float, ...]:
        return astuple(self)

    def learn(
        self, count: Floats, mean: Floats, seconds: Floats, pair: Floats, speeds: Floats, told_of: Floats
    ) -> None:
        """One step. Per pair: calls, mean root, sum of seconds, its effect; per agent: effect, and calls' worth told of
        him. The variance of roots within a pair is ``seconds / count - mean^2``."""
        calls_ = np.maximum(count - 1.0, 0.0)
        within = np.maximum(seconds / mean**2 - count, 0.0)[count > 1.0].sum()
        pairs, agents = self._step(pair, count, self.pairs, FIRST_PAIRS), 0.0
        agents = self._step(speeds[told_of > 0], told_of[told_of > 0], self.agents, FIRST_AGENTS)
        noise = (PRIOR_CALLS * FIRST_NOISE + within) / (PRIOR_CALLS + calls_.sum())
        self.noise = min(max(float(noise), 0.01), 4.0)
        self.pairs, self.agents = pairs, agents

    def _step(self, effects: Floats, calls: Floats, spread: float, first: float) -> float:
        doubt = spread * self.noise / (self.noise + spread * calls)
        total = float(((effects - 1.0) ** 2 + doubt).sum())
        return min(max((PRIOR_CELLS * first + total) / (PRIOR_CELLS + len(effects)), LEAST), MOST)
