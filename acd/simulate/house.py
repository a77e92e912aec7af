"""The world as the core sees it: queues, agents, events."""

from dataclasses import replace

from acd.core.events import HandleTimesRecalled
from acd.core.roster import AgentProfile, Cooldowns, QueueRules, Roster, SkillNeed, Weights
from acd.core.routing.estimates import HandleTime
from acd.simulate.world import CANNOT, World

PBX = "sim"
OWN_LEVEL, HELPER_LEVEL = 10, 5
KNOWN_CALLS = 200.0  # as many as the core remembers of an agent


def roster_of(world: World, weights: Weights, strikes: int) -> Roster:
    """One queue and one skill a kind; whoever only helps out at it holds the skill at a lower level. The whole handle
    time is talk: there is no wrap-up of the Floor's own. `strikes`: misses until an agent is paused."""
    queues = {
        name: QueueRules(
            name,
            needs=(SkillNeed(name),),
            weights=weights,
            service_level_s=world.service_level_s,
            handle_s=world.base_s[kind],
            ring_s=world.ring_s,
            wrap_s=0.0,
            whisper=False,
        )
        for kind, name in enumerate(world.kinds)
    }
    return Roster(
        queues,
        {name: _profile(world, agent, name, Cooldowns(strikes=strikes)) for agent, name in enumerate(world.agents)},
    )


def _profile(world: World, agent: int, name: str, cooldowns: Cooldowns) -> AgentProfile:
    skills = {
        world.kinds[kind]: HELPER_LEVEL if world.rank[kind][agent] else OWN_LEVEL for kind in world.kinds_of[agent]
    }
    return AgentProfile(name, name, PBX, f"PJSIP/{name}", skills, cooldowns=cooldowns)


def changed(roster: Roster, weights: Weights | None, strikes: int | None) -> Roster:
    """`roster` with these weights in every queue, and agents paused after `strikes` misses, where they are given."""
    queues = {
        name: rules if weights is None else replace(rules, weights=weights) for name, rules in roster.queues.items()
    }
    agents = {
        name: agent if strikes is None else replace(agent, cooldowns=replace(agent.cooldowns, strikes=strikes))
        for name, agent in roster.agents.items()
    }
    return Roster(queues, agents)


def handle_times(world: World) -> HandleTimesRecalled:
    """Everything there is to know of the agents' handle times."""
    return HandleTimesRecalled(
        tuple(
            HandleTime(name, f"queue {kind}", KNOWN_CALLS, KNOWN_CALLS * world.handle_s[row][agent])
            for row, kind in enumerate(world.kinds)
            for agent, name in enumerate(world.agents)
            if world.handle_s[row][agent] < CANNOT
        )
    )
