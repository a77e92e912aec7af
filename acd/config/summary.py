"""What ``acd check`` says of a configuration that is valid: how much of everything."""

from dataclasses import dataclass

from acd.config.flows import skills_of
from acd.config.settings import Settings


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what is configured."""

    pbxes: int
    queues: int
    agents: int
    skills: int
    flows: int
    calendars: int
    destinations: int

    def __str__(self) -> str:
        counts = {
            "PBX": self.pbxes,
            "queue": self.queues,
            "agent": self.agents,
            "skill": self.skills,
            "flow": self.flows,
            "calendar": self.calendars,
            "destination": self.destinations,
        }
        plural = {"PBX": "PBXes"}
        return ", ".join(f"{n} {noun if n == 1 else plural.get(noun, f'{noun}s')}" for noun, n in counts.items())


def summary(settings: Settings) -> Summary:
    """A skill counts when somebody holds it or something needs it."""
    return Summary(
        pbxes=len(settings.pbxes),
        queues=len(settings.roster.queues),
        agents=len(settings.roster.agents),
        skills=len(_held(settings) | _needed(settings)),
        flows=len(settings.flows),
        calendars=len(settings.calendars),
        destinations=len(settings.destinations),
    )


def _held(settings: Settings) -> set[str]:
    return {skill for agent in settings.roster.agents.values() for skill in agent.skills}


def _needed(settings: Settings) -> set[str]:
    of_queues = {need.skill for rules in settings.roster.queues.values() for need in rules.needs}
    return of_queues.union(*(skills_of(flow) for flow in settings.flows.values()))
