"""S3: what a second skill is worth. 90 agents, 6 kinds, 84 erlang, handle time 600 s, nobody gives up. Exact: one skill
each is 6 x M/M/15, ASA 433.4 s, answered within 30 s .313; all skills are M/M/90, 41.20 s, .695."""

from collections.abc import Callable

from acd.simulate.scenarios import simple
from acd.simulate.scenarios.scenario import Options, Scenario
from acd.simulate.traffic import Stream, draw, exponential, no_end
from acd.simulate.world import Case

AGENTS, KINDS, HANDLE_S, LOAD = 90, 6, 600.0, 84.0 / 90.0
POLICIES = ("longest-idle", "random", "queue-idleness-ratio", "queue-rrmemory-penalty", "acd-balanced", "acd-fair")


def with_skills(count: int) -> Callable[[int, Options], Case]:
    """Every agent holds a kind of his own and the `count` - 1 after it."""

    def case(seed: int, options: Options) -> Case:
        agents = (options.agents or AGENTS) // KINDS * KINDS
        warm_s = 10_000.0 if options.warm_s is None else options.warm_s
        end_s = warm_s + (options.seconds or 60_000.0)
        per_s = (options.load or LOAD) * agents / HANDLE_S / KINDS
        kinds = [simple.Kind(f"kind{number}", HANDLE_S, per_s) for number in range(KINDS)]
        groups = [
            simple.Group(
                f"group{number}", agents // KINDS, tuple((number + more) % KINDS for more in range(count)), True
            )
            for number in range(KINDS)
        ]
        world = simple.world(kinds, groups, 30.0, end_s, warm_s)
        stream = Stream([(0.0, per_s)], no_end(), exponential())
        return Case(world, draw(seed, [stream] * KINDS, end_s), seed)

    return case


SCENARIOS = tuple(
    Scenario(f"s3-{count}", f"90 agents, 6 kinds, {words} each", with_skills(count), POLICIES, "longest-idle")
    for count, words in ((1, "one skill"), (2, "two skills"), (KINDS, "all skills"))
)
