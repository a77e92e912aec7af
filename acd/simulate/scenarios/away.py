"""S2: agents signed in but away. 30 alike agents, 3 of them never answer; handle time 240 s, 288 calls an hour, phones
ring 15 s. Patience is exponential with mean 120 s."""

from dataclasses import replace

from acd.simulate.scenarios import simple
from acd.simulate.scenarios.scenario import Options, Scenario
from acd.simulate.traffic import Stream, draw, exponential
from acd.simulate.world import Case

HANDLE_S, PATIENCE_S, AWAY = 240.0, 120.0, 3
PER_S = 288.0 / 3600.0
AGENTS = 30


def case(seed: int, options: Options) -> Case:
    agents = options.agents or AGENTS
    warm_s = 1800.0 if options.warm_s is None else options.warm_s
    end_s = warm_s + (options.seconds or 20_000.0)
    per_s = PER_S if options.load is None else options.load * agents / HANDLE_S
    kind, group = simple.Kind("calls", HANDLE_S, per_s), simple.Group("agents", agents, (0,))
    world = simple.world([kind], [group], 20.0, end_s, warm_s)
    # every tenth, so that no order of agents puts them all first or last
    away = frozenset(range(agents // AWAY // 2, agents, max(1, agents // AWAY)))
    stream = Stream([(0.0, per_s)], exponential(PATIENCE_S), exponential())
    return Case(replace(world, away=away), draw(seed, [stream], end_s), seed)


SCENARIOS = (
    Scenario(
        "s2",
        "30 agents, 3 signed in but away",
        case,
        (
            "queue-rrmemory",
            "queue-leastrecent-shipped",
            "queue-leastrecent-retry5",
            "queue-rrmemory-nopause",
            "queue-ringall",
            "callcenter-longest-idle-agent",
            "acd-balanced",
            "acd-fair",
            "acd-fair-pause",
        ),
        "queue-rrmemory-nopause",
    ),
)
