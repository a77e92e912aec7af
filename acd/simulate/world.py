"""The world a policy is let loose on: kinds of calls, agents, their phones, their shifts, the lines."""

from dataclasses import dataclass
from functools import cached_property

from acd.core.roster import Roster
from acd.simulate.traffic import Calls

CANNOT = float("inf")
"""The handle time of an agent at a kind of call he cannot serve."""


@dataclass(frozen=True, slots=True)
class ShiftChange:
    """From `at_s` on `count` agents of `group` are at work. Agents on a call finish it first: whoever of the group is
    done next goes home, as on a floor where people are not tied to a seat."""

    at_s: float
    group: int
    count: int


@dataclass(frozen=True, slots=True)
class Retrial:
    """Of the callers who gave up a share `chance` calls again `after_s` later, as patient as before."""

    chance: float
    after_s: float


@dataclass(frozen=True)
class World:
    """`handle_s` is the expected handle time, kinds x agents, ``CANNOT`` where there is no skill; `rank` likewise: 0
    where the kind is the agent's own business, 1 where he helps out (app_queue's penalty, our lower level).

    `away`: agents signed in whose phones ring unanswered for `ring_s`; the others pick up after `pickup_s`.
    Measured are the calls that come from `warm_s` to `end_s`, when arrivals end; then all are served out. With
    `clears` those who wait when the last agent for them goes home are sent away; who comes later waits in vain.
    Agents are grouped for shifts and figures. `roster` is what the Floor gets where a house has its own; else one is
    made of the rest.
    """

    kinds: tuple[str, ...]
    agents: tuple[str, ...]
    handle_s: tuple[tuple[float, ...], ...]
    rank: tuple[tuple[int, ...], ...]
    base_s: tuple[float, ...]  # what a kind's handle time is thought to be before anybody is known
    rate: tuple[float, ...]  # the kinds' mean arrival rates, calls per second
    service_level_s: float
    end_s: float
    warm_s: float = 0.0
    groups: tuple[str, ...] = ("agents",)
    group: tuple[int, ...] = ()  # of each agent; empty: all in the first
    shifts: tuple[ShiftChange, ...] = ()  # empty: everybody from the first second on
    away: frozenset[int] = frozenset()
    pickup_s: float = 0.0
    ring_s: float = 15.0
    lines: int | None = None
    retrial: Retrial | None = None
    clears: bool = False
    roster: Roster | None = None

    @cached_property
    def able(self) -> tuple[tuple[int, ...], ...]:
        """By kind: the agents who can serve it."""
        return tuple(tuple(j for j, s in enumerate(row) if s < CANNOT) for row in self.handle_s)

    @cached_property
    def kinds_of(self) -> tuple[tuple[int, ...], ...]:
        """By agent: the kinds he can serve."""
        return tuple(
            tuple(k for k, row in enumerate(self.handle_s) if row[j] < CANNOT) for j in range(len(self.agents))
        )

    @cached_property
    def group_of(self) -> tuple[int, ...]:
        return self.group or (0,) * len(self.agents)


@dataclass(frozen=True, slots=True)
class Case:
    """One seed's world and traffic: what every policy is given alike."""

    world: World
    calls: Calls
    seed: int
