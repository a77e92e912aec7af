"""Runs: one policy, one seed, one result; and many of them over processes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from acd.simulate import policies
from acd.simulate.bound import least_aht_s
from acd.simulate.engine import Engine
from acd.simulate.own import Traffic, own_case
from acd.simulate.results import Result, result
from acd.simulate.scenarios import Options, scenario
from acd.simulate.tape import Tape
from acd.simulate.world import Case

Draw = Callable[[int], Case]


@dataclass(frozen=True, slots=True)
class Task:
    """One run. With `config` the house of that directory under `traffic` is simulated, and `scenario` only names it."""

    scenario: str
    policy: str
    seed: int
    options: Options = field(default_factory=Options)
    config: Path | None = None
    traffic: Traffic | None = None


def play(case: Case, policy: str) -> Tape:
    """Raises UnknownPolicyError."""
    return Engine(case, policies.make(policy, case)).run()


def run(task: Task) -> Result:
    case = draw(task)
    began = time.perf_counter()
    tape = play(case, task.policy)
    seconds = time.perf_counter() - began
    return result(tape, task.scenario, task.policy, least_aht_s(case.world), seconds)


def draw(task: Task) -> Case:
    if task.config is not None and task.traffic is not None:
        return own_case(task.config, task.traffic, task.seed, task.options)
    return scenario(task.scenario).draw(task.seed, task.options)


def run_all(tasks: Sequence[Task], jobs: int) -> Iterator[Result]:
    """As they get done, so in any order. Each run is the same alone and among others."""
    if jobs <= 1:
        yield from map(run, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(run, task) for task in tasks]):
            yield done.result()


def in_order(results: Iterable[Result], names: Sequence[str]) -> dict[str, list[Result]]:
    """By policy in the order of `names`, each by seed."""
    found: dict[str, list[Result]] = {name: [] for name in names}
    for each in results:
        found[each.policy].append(each)
    return {name: sorted(rows, key=lambda row: row.seed) for name, rows in found.items()}
