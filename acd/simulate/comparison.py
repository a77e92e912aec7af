"""What is to be compared, checked before anything runs; and the comparison itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.simulate import policies as known
from acd.simulate.own import Traffic
from acd.simulate.report import Report, report
from acd.simulate.results import Result
from acd.simulate.run import Task, draw, in_order, run_all
from acd.simulate.scenarios import Options, scenario

OWN_POLICIES = ("acd-own-learned", "queue-rrmemory", "queue-leastrecent", "longest-idle")


class BadRequestError(ValueError):
    """What was asked for cannot be simulated: says what, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    title: str
    baseline: str
    policies: tuple[str, ...]
    service_level_s: float
    tasks: tuple[Task, ...]


def of_scenario(
    name: str, options: Options, policies: Sequence[str], baseline: str | None, seeds: Sequence[int]
) -> Comparison:
    """Raises UnknownScenarioError, UnknownPolicyError, BadRequestError."""
    found = scenario(name)
    for option in ("load", "agents", "seconds", "warm_s"):
        if getattr(options, option) is not None and option not in found.takes:
            raise BadRequestError(f'scenario "{name}" is fixed: its {option.removesuffix("_s")} cannot be changed')
    chosen = _policies(policies or found.policies, baseline)
    base = baseline or (found.baseline if found.baseline in chosen else chosen[0])
    tasks = tuple(Task(name, policy, seed, options) for seed in seeds for policy in chosen)
    return Comparison(found.title, base, chosen, draw(tasks[0]).world.service_level_s, tasks)


def of_house(
    directory: Path,
    traffic: Traffic,
    options: Options,
    policies: Sequence[str],
    baseline: str | None,
    seeds: Sequence[int],
) -> Comparison:
    """Raises ConfigErrors, TrafficError, UnknownPolicyError, BadRequestError."""
    if options.agents is not None:
        raise BadRequestError("the house has its own agents: --agents means nothing with --config")
    chosen = _policies(policies or OWN_POLICIES, baseline)
    base = baseline or (OWN_POLICIES[1] if OWN_POLICIES[1] in chosen else chosen[0])
    tasks = tuple(Task("own house", policy, seed, options, directory, traffic) for seed in seeds for policy in chosen)
    level = draw(tasks[0]).world.service_level_s
    return Comparison(str(directory), base, chosen, level, tasks)


def _policies(names: Sequence[str], baseline: str | None) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(names))
    for name in (*chosen, *([baseline] if baseline else [])):
        known.check(name)
    return chosen if baseline is None or baseline in chosen else (baseline, *chosen)


def compare(asked: Comparison, jobs: int, tell: Callable[[Result], None]) -> Report:
    """`tell` hears of every run as it is done."""
    results = []
    for each in run_all(asked.tasks, jobs):
        tell(each)
        results.append(each)
    by_policy = in_order(results, asked.policies)
    return report(asked.tasks[0].scenario, asked.title, asked.service_level_s, asked.baseline, by_policy)
