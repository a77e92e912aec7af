"""Two classes, a rare skill: 40 agents, 6 of whom also hold the rare one. 88 % of the calls are common (240 s), 12 %
rare (300 s); load .92, patience 120 s, service level 20 s. Whoever gives a rare-skilled agent to a common caller too
readily lets the rare callers wait."""

from acd.simulate.scenarios import simple
from acd.simulate.scenarios.scenario import Options, Scenario
from acd.simulate.traffic import Stream, draw, exponential
from acd.simulate.world import Case

AGENTS, RARE_SHARE, CALLS_SHARE = 40, 0.15, 0.12
COMMON_S, RARE_S, PATIENCE_S = 240.0, 300.0, 120.0
LOAD = 0.92


def case(seed: int, options: Options) -> Case:
    agents = options.agents or AGENTS
    holders = max(1, round(RARE_SHARE * agents))
    warm_s = 3600.0 if options.warm_s is None else options.warm_s
    end_s = warm_s + (options.seconds or 40_000.0)
    mean_s = (1.0 - CALLS_SHARE) * COMMON_S + CALLS_SHARE * RARE_S
    per_s = (options.load or LOAD) * agents / mean_s
    kinds = [
        simple.Kind("common", COMMON_S, per_s * (1.0 - CALLS_SHARE)),
        simple.Kind("rare", RARE_S, per_s * CALLS_SHARE),
    ]
    groups = [simple.Group("common only", agents - holders, (0,)), simple.Group("both", holders, (1, 0), helps=True)]
    world = simple.world(kinds, groups, 20.0, end_s, warm_s)
    streams = [Stream([(0.0, kind.per_s)], exponential(PATIENCE_S), exponential()) for kind in kinds]
    return Case(world, draw(seed, streams, end_s), seed)


SCENARIOS = (
    Scenario(
        "rare",
        "a common class and a rare one that 6 of 40 agents can serve",
        case,
        (
            "queue-rrmemory-penalty",
            "queue-leastrecent",
            "callcenter-longest-idle-agent-levels",
            "longest-idle",
            "preferred-groups",
            "generalised-c-mu",
            "acd-balanced",
            "acd-fair",
            "acd-fastest",
            "acd-best-skill",
        ),
        "queue-rrmemory-penalty",
    ),
)
