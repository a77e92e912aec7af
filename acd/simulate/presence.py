"""Who is at work: shifts as head counts per group, and who goes home when a head count falls."""

from acd.simulate.tape import NEVER
from acd.simulate.world import ShiftChange, World


class Presence:
    def __init__(self, world: World, stays: list[tuple[int, float, float]]) -> None:
        self._of = world.group_of
        self._members = [
            [agent for agent, group in enumerate(self._of) if group == number] for number in range(len(world.groups))
        ]
        self._stays = stays
        self.since = [NEVER] * len(world.agents)  # NEVER: not at work
        self.count = [0] * len(world.groups)  # how many are to be at work
        self.owed = [0] * len(world.groups)  # how many still on a call are to go home

    def everybody(self) -> tuple[ShiftChange, ...]:
        return tuple(ShiftChange(0.0, group, len(members)) for group, members in enumerate(self._members))

    def is_in(self, agent: int) -> bool:
        return self.since[agent] >= 0.0

    def change(self, change: ShiftChange, busy: list[bool], now: float) -> tuple[list[int], list[int]]:
        """Agents who come in and idle agents who go; how many busy ones are to follow is owed."""
        members = self._members[change.group]
        there = [agent for agent in members if self.is_in(agent)]
        surplus = len(there) - change.count
        comers = [agent for agent in members if not self.is_in(agent)][: max(0, -surplus)]
        goers = [agent for agent in there if not busy[agent]][: max(0, surplus)]
        self.count[change.group] = change.count
        self.owed[change.group] = max(0, surplus - len(goers))
        for agent in comers:
            self.since[agent] = now
        for agent in goers:
            self.go(agent, now)
        return comers, goers

    def must_go(self, agent: int) -> bool:
        """Whether the agent, done with his call, goes home; asked once a call."""
        group = self._of[agent]
        if not self.owed[group]:
            return False
        self.owed[group] -= 1
        return True

    def go(self, agent: int, now: float) -> None:
        self._stays.append((agent, self.since[agent], now))
        self.since[agent] = NEVER

    def end(self, now: float) -> None:
        for agent, since in enumerate(self.since):
            if since >= 0.0:
                self.go(agent, now)
