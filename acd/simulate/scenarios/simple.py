"""Worlds in which all who can serve a kind are alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from acd.simulate.scenarios.scenario import agent_names
from acd.simulate.world import CANNOT, World


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    handle_s: float
    per_s: float


@dataclass(frozen=True, slots=True)
class Group:
    """`skills`: kinds by place, the group's own first; at the others its agents only help out, if `helps`."""

    name: str
    count: int
    skills: tuple[int, ...]
    helps: bool = False


def world(kinds: Sequence[Kind], groups: Sequence[Group], service_level_s: float, end_s: float, warm_s: float) -> World:
    """Every agent of a group takes a kind's own handle time."""
    of = [number for number, group in enumerate(groups) for _ in range(group.count)]
    own = [groups[number].skills for number in of]
    return World(
        kinds=tuple(kind.name for kind in kinds),
        agents=agent_names(len(of)),
        handle_s=tuple(
            tuple(kind.handle_s if row in skills else CANNOT for skills in own) for row, kind in enumerate(kinds)
        ),
        rank=tuple(
            tuple(int(groups[number].helps and groups[number].skills[0] != row) for number in of)
            for row in range(len(kinds))
        ),
        base_s=tuple(kind.handle_s for kind in kinds),
        rate=tuple(kind.per_s for kind in kinds),
        service_level_s=service_level_s,
        end_s=end_s,
        warm_s=warm_s,
        groups=tuple(group.name for group in groups),
        group=tuple(of),
    )
