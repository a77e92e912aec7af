"""Scenarios published with their results: the examples of the ContactCenters library (Buist & L'Ecuyer, 1 000
replications of a day, or of a week for Bilingual). Minutes there are seconds here.

What the figures hang on:

- Every day begins empty, and after the last arrival all callers are served out or give up. They count.
- SimpleMSK: a call's handle time and patience follow the period it comes in; one gamma number a day makes all kinds
  busier; when a head count falls, agents on a call finish it and whoever is done first goes; after the third period
  its agents stay on. Occupancy is busy over present (those still to go included), to the end of the last call.
- Bilingual: five days of a week with nights between. Retrials have the patience, handle time and accumulated wait of
  their first attempt. Its service level counts answers within a minute over the *expected* arrivals, 5 000; its
  occupancy is busy over the scheduled hours, overtime included. Those who wait when the day ends are sent away;
  who calls at night (a retrial) is not: he waits in vain, and may try again until the morning.
"""

from dataclasses import replace

import numpy as np

from acd.simulate.scenarios import simple
from acd.simulate.scenarios.scenario import Options, Scenario
from acd.simulate.traffic import FOR_EVER, Stream, by_period, draw, exponential, no_end, uniform
from acd.simulate.world import Case, Retrial, ShiftChange

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

# --- MMC and MMCAb ---

MMC_DAY_S = 8 * HOUR


def mmc(seed: int, _: Options) -> Case:
    return _mmc(seed, FOR_EVER)


def mmc_ab(seed: int, _: Options) -> Case:
    return _mmc(seed, MINUTE)


def _mmc(seed: int, patience_s: float) -> Case:
    kind = simple.Kind("calls", 2 * MINUTE, 4.2 / MINUTE)
    world = simple.world([kind], [simple.Group("agents", 12, (0,))], 20.0, MMC_DAY_S, 0.0)
    patience = no_end() if patience_s == FOR_EVER else exponential(patience_s)
    return Case(world, draw(seed, [Stream([(0.0, kind.per_s)], patience, exponential())], MMC_DAY_S), seed)


# --- SimpleMSK ---

MSK_PERIOD_S = 2 * HOUR
MSK_RATES = ((4.2, 5.3, 3.2), (5.1, 4.3, 4.8), (6.3, 5.2, 4.8))
MSK_SERVICE, MSK_GIVING_UP = (0.5, 0.6, 0.4), (0.3, 0.4, 0.2)  # rates a minute, by period of arrival
MSK_AGENTS = ((12, 18, 9), (15, 20, 11))
MSK_BUSYNESS = 28.7
MSK_BASE_S = 2 * MINUTE


def simple_msk(seed: int, _: Options) -> Case:
    busyness = float(np.random.default_rng([seed, 3]).gamma(MSK_BUSYNESS, 1.0 / MSK_BUSYNESS))
    end_s = 3 * MSK_PERIOD_S
    noise = by_period([MINUTE / rate / MSK_BASE_S for rate in MSK_SERVICE], MSK_PERIOD_S)
    patience = by_period([MINUTE / rate for rate in MSK_GIVING_UP], MSK_PERIOD_S)
    streams = [
        Stream([(p * MSK_PERIOD_S, busyness * rate / MINUTE) for p, rate in enumerate(rates)], patience, noise)
        for rates in MSK_RATES
    ]
    kinds = [simple.Kind(f"type{k}", MSK_BASE_S, sum(rates) / 3 / MINUTE) for k, rates in enumerate(MSK_RATES)]
    # type 1 is group 0's own business; group 1 helps out at it
    groups = [simple.Group("g0", 18, (0, 1)), simple.Group("g1", 20, (2, 1), helps=True)]
    shifts = [
        ShiftChange(p * MSK_PERIOD_S, g, count) for p in range(3) for g, count in enumerate(n[p] for n in MSK_AGENTS)
    ]
    world = replace(simple.world(kinds, groups, 20.0, end_s, 0.0), shifts=tuple(shifts))
    return Case(world, draw(seed, streams, end_s), seed)


# --- Bilingual ---

WEEK_DAYS, OPENS_S, CLOSES_S = 5, 8 * HOUR, 17 * HOUR
BILINGUAL_AGENTS = (7, 7, 4)
BILINGUAL_EXPECTED = 5 * (100 + 8 * 50) * 2


def bilingual(seed: int, _: Options) -> Case:
    rate = [(0.0, 0.0)]
    shifts = []
    for day in range(WEEK_DAYS):
        opens, closes = day * DAY + OPENS_S, day * DAY + CLOSES_S
        rate += [(opens, 100 / HOUR), (opens + HOUR, 50 / HOUR), (closes, 0.0)]
        shifts += [ShiftChange(opens, g, count) for g, count in enumerate(BILINGUAL_AGENTS)]
        shifts += [ShiftChange(closes, g, 0) for g in range(3)]
    end_s = WEEK_DAYS * DAY
    kinds = [simple.Kind(name, 5 * MINUTE, 500 / 9 / HOUR) for name in ("english", "spanish")]
    groups = [
        simple.Group(name, count, skills)
        for name, count, skills in zip(
            ("english", "spanish", "bilingual"), BILINGUAL_AGENTS, ((0,), (1,), (0, 1)), strict=True
        )
    ]
    world = replace(
        simple.world(kinds, groups, MINUTE, end_s, 0.0),
        shifts=tuple(shifts),
        lines=40,
        retrial=Retrial(0.75, 20 * MINUTE),
        clears=True,
    )
    streams = [
        Stream(rate, exponential(2 * MINUTE), uniform(3 / 5, 7 / 5)),
        Stream(rate, exponential(2 * MINUTE), uniform(4 / 5, 6 / 5)),
    ]
    return Case(world, draw(seed, streams, end_s), seed)


SCENARIOS = (
    Scenario(
        "mmc", "published: M/M/12, 8 hours from empty", mmc, ("longest-idle", "acd-longest-idle"), "longest-idle", ()
    ),
    Scenario(
        "mmcab",
        "published: M/M/12 with patience 1 min",
        mmc_ab,
        ("longest-idle", "acd-longest-idle"),
        "longest-idle",
        (),
    ),
    Scenario(
        "simplemsk",
        "published: 3 types, 2 groups, 3 periods, busy days",
        simple_msk,
        ("preferred-groups", "acd-neutral"),
        "preferred-groups",
        (),
    ),
    Scenario(
        "bilingual",
        "published: a week, two languages, retrials, 40 lines",
        bilingual,
        ("random", "acd-longest-idle"),
        "random",
        (),
    ),
)
