"""What ``acd check`` says of a configuration that is valid: how much of everything, and what looks like a slip."""

from dataclasses import dataclass

from acd.config.flows import skills_of
from acd.config.queues import leaves_of
from acd.config.settings import Settings
from acd.core.roster import QueueRules, ToQueue


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


def warnings(settings: Settings) -> list[str]:
    """What is allowed and yet most likely a slip, a misspelt skill above all. Warnings, not mistakes: a skill may well
    be named before its first holder is hired."""
    lines = [line for rules in settings.roster.queues.values() for line in _of_queue(rules, settings)]
    for skill in sorted(_held(settings) - _needed(settings)):
        holders = sorted(a.id for a in settings.roster.agents.values() if skill in a.skills)
        lines.append(f"skill {skill}: no queue or flow needs it; held by {', '.join(holders[:5])}")
    asked = {skill for flow in settings.flows.values() for skill in skills_of(flow)}
    missing = sorted(asked - _held(settings) - _queue_needs(settings))
    lines += [f"skill {skill}: a flow asks for it and no agent holds it" for skill in missing]
    silent = [rules.name for rules in settings.roster.queues.values() if rules.record and not settings.recording.notice]
    lines += [f"queue {name}: records its callers without telling them: set recording.notice" for name in silent]
    lines += _unannounced(settings) if settings.recording.notice else []
    if not settings.roster.agents:
        lines.append("no agent is configured")
    if not settings.flows:
        lines.append("no flow is configured: write flows/main.yaml")
    return lines


def _of_queue(rules: QueueRules, settings: Settings) -> list[str]:
    agents = settings.roster.agents.values()
    lacking = [n for n in rules.needs if not any(a.skills.get(n.skill, 0) >= n.level for a in agents)]
    lines = [f"queue {rules.name}: no agent holds {need.skill} at {need.level} or better" for need in lacking]
    serving = [a for a in agents if all(a.skills.get(n.skill, 0) >= n.level for n in rules.needs)]
    if agents and not lacking and not serving:
        lines.append(f"queue {rules.name}: no single agent holds all it needs")
    asked = {need.skill for need in rules.needs} | {s for flow in settings.flows.values() for s in skills_of(flow)}
    strange = sorted({step.skill for step in rules.relax} - asked)
    return lines + [f"queue {rules.name}: relaxes {skill}, which neither it nor a flow needs" for skill in strange]


def _unannounced(settings: Settings) -> list[str]:
    """The notice is said when a flow hands a caller over; who comes from another queue has not heard it."""
    queues = settings.roster.queues
    records = {name for name, rules in queues.items() if rules.record}
    return [
        f"queue {rules.name}: {key} leads to {leave.queue}, which records, and its callers were not told so"
        for rules in queues.values()
        if not rules.record
        for key, leave in leaves_of(rules)
        if isinstance(leave, ToQueue) and leave.queue in records
    ]


def _held(settings: Settings) -> set[str]:
    return {skill for agent in settings.roster.agents.values() for skill in agent.skills}


def _queue_needs(settings: Settings) -> set[str]:
    return {need.skill for rules in settings.roster.queues.values() for need in rules.needs}


def _needed(settings: Settings) -> set[str]:
    return _queue_needs(settings).union(*(skills_of(flow) for flow in settings.flows.values()))
