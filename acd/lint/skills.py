"""Skills nobody holds, skills nobody needs, and queues that hang on one agent."""

from collections.abc import Iterator

from acd.config.settings import Settings
from acd.core.roster import AgentProfile
from acd.core.routing.needs import after
from acd.lint.demands import Demand, demands, holders, in_words
from acd.lint.finding import Finding, duration, of_agent, some


def missing(settings: Settings) -> Iterator[Finding]:
    """Callers whom nobody can serve, ever or until needs relax."""
    agents = list(settings.roster.agents.values())
    if not agents:
        yield Finding("agents.toml", "", "nobody takes calls", "no agent is configured", "write a table [agent.ID]")
        return
    for demand in demands(settings):
        if not holders(agents, demand.needs):
            yield _missing(settings, demand, agents)


def _missing(settings: Settings, demand: Demand, agents: list[AgentProfile]) -> Finding:
    rules = settings.roster.queues[demand.queue]
    times = [step.after_s for step in rules.relax]
    served_s = next((at for at in times if holders(agents, after(demand.needs, rules.relax, at))), None)
    who = "its callers" if demand.is_the_queues else f"these callers of queue {demand.queue}"
    lacking = tuple(need for need in demand.needs if not holders(agents, (need,)))
    if lacking:
        why = f"no agent holds {' or '.join(in_words((need,)) for need in lacking)} or better"
    else:
        why = f"no single agent holds {in_words(demand.needs)}"
    if served_s is None:
        what, relax = f"nobody can ever serve {who}", "or relax it (relax)"
    else:
        what, relax = f"nobody can serve {who} before they have waited {duration(served_s)}", "or relax it sooner"
    advice = f"correct the skill's name or level, give the skill to an agent in agents.toml, {relax}"
    return Finding(demand.file, demand.key, what, why, advice)


def unneeded(settings: Settings) -> Iterator[Finding]:
    """Skills that are held and asked for nowhere."""
    needed = {skill for demand in demands(settings) for skill, _ in demand.needs}
    held = {skill for agent in settings.roster.agents.values() for skill in agent.skills}
    for skill in sorted(held - needed):
        ids = sorted(agent.id for agent in settings.roster.agents.values() if skill in agent.skills)
        yield of_agent(
            settings,
            ids[0],
            f"skills.{skill}",
            f"skill {skill} brings no calls",
            f"no queue or flow needs it; held by {some(ids)}",
            "correct its name, here or in the needs of a queue, or take it away",
        )


def alone(settings: Settings) -> Iterator[Finding]:
    """Queues that one agent alone can serve, of those on a PBX: a caller is never carried from one PBX to another."""
    for pbx in settings.pbxes:
        there = [agent for agent in settings.roster.agents.values() if agent.pbx == pbx]
        if len(there) == 1:
            yield of_agent(
                settings,
                there[0].id,
                "",
                f"all calls of PBX {pbx} hang on agent {there[0].id}",
                "no other agent is there; while he talks or is away nobody answers",
                "configure a second agent there",
            )
        elif there:
            yield from _queues_alone(settings, pbx, there)


def _queues_alone(settings: Settings, pbx: str, there: list[AgentProfile]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    at = f" on PBX {pbx}" if len(settings.pbxes) > 1 else ""
    for demand in demands(settings):
        able = holders(there, demand.needs)
        if len(able) == 1 and (demand.queue, able[0].id) not in told:
            told.add((demand.queue, able[0].id))
            who = f"queue {demand.queue}" if demand.is_the_queues else f"these callers of queue {demand.queue}"
            verb = "hangs" if demand.is_the_queues else "hang"
            why = f"only he holds {in_words(demand.needs)}{_help(settings, demand, there)}"
            advice = "give the skill to a second agent, lower the need, or relax it"
            yield Finding(demand.file, demand.key, f"{who} {verb} on agent {able[0].id}{at}", why, advice)


def _help(settings: Settings, demand: Demand, there: list[AgentProfile]) -> str:
    """When others may serve, too."""
    steps = settings.roster.queues[demand.queue].relax
    for step in steps:
        needs = after(demand.needs, steps, step.after_s)
        if len(holders(there, needs)) > 1:
            return f"; others may serve after {duration(step.after_s)} of waiting"
    return ""
