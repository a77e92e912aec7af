"""Alike agents and one kind of call: where the truth is known exactly, or where only reaction time can differ.

- erlang-a: 50 agents, 600 calls/h, handle time 300 s, mean patience 120 s. Exact (Erlang A): P(wait) .4110758,
  P(abandon) .0689354, mean wait of all 8.2722527 s, answered within 20 s of offered .7838719, occupancy .9310646.
- short: 30 agents, handle time 30 s, load .95: calls so short that looking once a second is felt.
"""

from acd.simulate.scenarios import simple
from acd.simulate.scenarios.scenario import Options, Scenario
from acd.simulate.traffic import Stream, draw, exponential
from acd.simulate.world import Case

SERVICE_LEVEL_S = 20.0
POLICIES = ("queue-rrmemory", "callcenter-longest-idle-agent", "longest-idle", "acd-balanced", "acd-fair")


def erlang_a(seed: int, options: Options) -> Case:
    return _case(seed, options, agents=50, handle_s=300.0, load=1.0, patience_s=120.0, seconds=40_000.0)


def short(seed: int, options: Options) -> Case:
    return _case(seed, options, agents=30, handle_s=30.0, load=0.95, patience_s=120.0, seconds=10_000.0)


def _case(
    seed: int, options: Options, *, agents: int, handle_s: float, load: float, patience_s: float, seconds: float
) -> Case:
    agents = options.agents or agents
    warm_s = 10.0 * handle_s if options.warm_s is None else options.warm_s
    end_s = warm_s + (options.seconds or seconds)
    per_s = (options.load or load) * agents / handle_s
    kind, group = simple.Kind("calls", handle_s, per_s), simple.Group("agents", agents, (0,))
    stream = Stream([(0.0, per_s)], exponential(patience_s), exponential())
    world = simple.world([kind], [group], SERVICE_LEVEL_S, end_s, warm_s)
    return Case(world, draw(seed, [stream], end_s), seed)


SCENARIOS = (
    Scenario("erlang-a", "50 alike agents, load 1, exact values known", erlang_a, POLICIES, "longest-idle"),
    Scenario("short", "30 agents, calls of 30 s, load .95", short, POLICIES, "queue-rrmemory"),
)
