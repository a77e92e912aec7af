"""Policies in the same traffic: one scenario, its options, and figures by policy and seed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acd.simulate import app_queue, callcenter
from acd.simulate.compare import Interval, interval, ratio
from acd.simulate.scenarios import Options
from bench.proof.lab import Lab
from bench.proof.runs import Figures, Run

APP_QUEUE = tuple(f"queue-{strategy}{more}" for strategy in app_queue.STRATEGIES for more in ("", "-penalty"))
"""All of app_queue, tuned: autofill=yes, retry=1, autopause=yes."""
CALLCENTER = tuple(f"callcenter-{strategy}{more}" for strategy in callcenter.STRATEGIES for more in ("", "-levels"))
BLIND = ("longest-idle", "queue-idleness-ratio", "random", "preferred-groups")
"""Textbook rules that know nothing of handle times."""
KNOWING = ("fastest-first", "generalised-c-mu")
"""Textbook rules that know every handle time exactly."""

MANY = 4


@dataclass(frozen=True, slots=True)
class Size:
    """How much is run: full or quick."""

    seeds: range
    seconds: float = 40_000.0
    large_seconds: float = 20_000.0
    warm_s: float = 40_000.0  # before what was learned is measured
    replications: int = 1000
    on_floor: int = 60

    @property
    def many_seeds(self) -> range:
        """Where few callers give up, or an exact value is to be met: small worlds, quickly run."""
        return range(self.seeds.start, self.seeds.start + MANY * len(self.seeds))


class Field:
    def __init__(self, lab: Lab, title: str, scenario: str, options: Options, policies: Sequence[str], seeds: range):
        self.title, self.policies = title, tuple(policies)
        runs = {policy: [Run(scenario, policy, seed, options) for seed in seeds] for policy in policies}
        found = lab.figures(run for each in runs.values() for run in each)
        self._figures: dict[str, list[Figures]] = {name: [found[run] for run in each] for name, each in runs.items()}

    def values(self, policy: str, name: str) -> list[float]:
        return [each[name] for each in self._figures[policy]]

    def mean(self, policy: str, name: str) -> Interval:
        return interval(self.values(policy, name))

    def ratio(self, policy: str, baseline: str, name: str) -> Interval:
        return ratio(self.values(policy, name), self.values(baseline, name))

    def gain(self, policy: str, baseline: str, name: str) -> Interval:
        """The mean difference, paired by seed."""
        pairs = zip(self.values(policy, name), self.values(baseline, name), strict=True)
        return interval([ours - theirs for ours, theirs in pairs])

    def least(self, policies: Iterable[str], name: str) -> str:
        """The policy with the least mean over the seeds."""
        return min(policies, key=lambda policy: self.mean(policy, name).mean)

    def names(self) -> tuple[str, ...]:
        """Of the figures."""
        return tuple(self._figures[self.policies[0]][0])
