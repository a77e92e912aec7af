"""Small worlds whose every instant is known."""

from acd.simulate.scenarios.scenario import agent_names
from acd.simulate.traffic import Calls
from acd.simulate.world import CANNOT, Case, World

NO = CANNOT


def case_of(
    handle_s: tuple[tuple[float, ...], ...],
    calls: list[tuple[float, int]],
    patience_s: float = 600.0,
    rank: tuple[tuple[int, ...], ...] | None = None,
    away: frozenset[int] = frozenset(),
) -> Case:
    """`handle_s` kinds x agents; `calls` are (instant, kind), each lasting as expected."""
    count = len(handle_s[0])
    world = World(
        kinds=tuple(f"kind{kind}" for kind in range(len(handle_s))),
        agents=agent_names(count),
        handle_s=handle_s,
        rank=rank or tuple((0,) * count for _ in handle_s),
        base_s=tuple(min(row) for row in handle_s),
        rate=tuple(sum(kind == own for _, own in calls) / 1000.0 for kind in range(len(handle_s))),
        service_level_s=20.0,
        end_s=1000.0,
        away=away,
    )
    size = len(calls)
    at, kind = [each[0] for each in calls], [each[1] for each in calls]
    return Case(world, Calls(at, kind, [patience_s] * size, [1.0] * size, [0.5] * size), 1)
