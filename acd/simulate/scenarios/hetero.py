"""S1: agents who differ. Three kinds of call (base handle times 240, 300 and 180 s, mix .4/.3/.3); agent j has the
primary kind j mod 3 and helps out at the next. ``AHT_kj = base_k * LN(.20 per agent) * LN(.15 per pair) * (1.15 if he
helps out)`` with lognormals of mean 1. Handle-time noise and patience (120 s) are exponential, the service level is
20 s. Load is arrivals * mean handle time / agents, the mean over the mix and, of each kind, over all who can.

The surge: 30 % more of everything for 20 minutes, every two hours.
"""

from dataclasses import replace

import numpy as np

from acd.simulate.scenarios.scenario import Options, Scenario, agent_names
from acd.simulate.traffic import Stream, draw, exponential
from acd.simulate.world import CANNOT, Case, World

BASE_S = (240.0, 300.0, 180.0)
MIX = (0.4, 0.3, 0.3)
PATIENCE_S = 120.0
HELPER = 1.15
AGENT_SD, PAIR_SD = 0.20, 0.15
SURGE, SURGE_S, SURGE_EVERY_S = 1.3, 1200.0, 7200.0
BASELINE = "queue-rrmemory-penalty"
POLICIES = (
    BASELINE,
    "queue-leastrecent",
    "queue-leastrecent-penalty",
    "queue-random-penalty",
    "callcenter-longest-idle-agent-levels",
    "longest-idle",
    "fastest-first",
    "generalised-c-mu",
    "queue-idleness-ratio",
    "acd-balanced",
    "acd-fair",
    "acd-fair-learned",
    "acd-fastest",
)


def world(seed: int, agents: int, load: float, end_s: float, warm_s: float) -> World:
    lot = np.random.default_rng([seed, 2])
    own = _lognormal(lot, AGENT_SD, (1, agents))
    times = np.asarray(BASE_S)[:, None] * own * _lognormal(lot, PAIR_SD, (3, agents))
    primary = np.arange(agents) % 3
    rank = (np.arange(3)[:, None] != primary[None, :]).astype(int)
    times = np.where(rank == 1, times * HELPER, times)
    times[(primary + 2) % 3, np.arange(agents)] = CANNOT
    mean_s = sum(share * row[row < CANNOT].mean() for share, row in zip(MIX, times, strict=True))
    per_s = float(load * agents / mean_s)
    return World(
        kinds=("long", "longer", "short"),
        agents=agent_names(agents),
        handle_s=tuple(map(tuple, times.tolist())),
        rank=tuple(map(tuple, rank.tolist())),
        base_s=BASE_S,
        rate=tuple(per_s * share for share in MIX),
        service_level_s=20.0,
        end_s=end_s,
        warm_s=warm_s,
    )


def _lognormal(
    lot: np.random.Generator, deviation: float, shape: tuple[int, int]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return lot.lognormal(-deviation * deviation / 2.0, deviation, shape)


def steady(seed: int, options: Options) -> Case:
    return _case(seed, options, surges=False)


def surging(seed: int, options: Options) -> Case:
    return _case(seed, options, surges=True)


def _case(seed: int, options: Options, *, surges: bool) -> Case:
    agents = options.agents or 60
    warm_s = 3600.0 if options.warm_s is None else options.warm_s
    end_s = warm_s + (options.seconds or 40_000.0)
    house = world(seed, agents, options.load or 0.95, end_s, warm_s)
    steps = [(0.0, 1.0)]
    if surges:
        begins = np.arange(warm_s + 600.0, end_s, SURGE_EVERY_S).tolist()
        steps += [step for begin in begins for step in ((begin, SURGE), (begin + SURGE_S, 1.0))]
    streams = [
        Stream([(at, rate * factor) for at, factor in steps], exponential(PATIENCE_S), exponential())
        for rate in house.rate
    ]
    return Case(house, draw(seed, streams, end_s), seed)


SCENARIOS = (
    Scenario("s1", "60 unlike agents, 3 kinds, load .95", steady, POLICIES, BASELINE),
    Scenario("s1-surge", "S1 with 30 % more for 20 minutes every 2 hours", surging, POLICIES, BASELINE),
    Scenario(
        "s1-large",
        "S1 with 270 agents",
        lambda seed, options: steady(seed, replace(options, agents=options.agents or 270)),
        POLICIES,
        BASELINE,
    ),
)
