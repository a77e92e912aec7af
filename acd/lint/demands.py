"""What callers of a queue ask of an agent, and who can answer it.

A caller brings the skills his flow asked for, and takes them along when a queue sends him on to another.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from acd.config.queues import leaves_of
from acd.config.settings import Settings
from acd.core.roster import AgentProfile, QueueRules, SkillNeed, ToQueue
from acd.core.routing.needs import Needs, after, at_entry
from ivr import flow as f


@dataclass(frozen=True, slots=True)
class Demand:
    """What some callers of `queue` need when they enter it. `file` and `key` are where that is written: the queue's own
    needs, or a flow's hand-off."""

    queue: str
    needs: Needs
    file: str
    key: str

    @property
    def is_the_queues(self) -> bool:
        """All its callers need this, whatever flow they come by."""
        return self.key.startswith("queue.")


def demands(settings: Settings) -> list[Demand]:
    """By queue, its own needs first; the same needs of one queue once."""
    found: dict[tuple[str, Needs], Demand] = {}
    queues = settings.roster.queues
    for name, rules in queues.items():
        file = settings.files.get(f"queue.{name}", "queues.toml")
        found[name, at_entry(rules.needs)] = Demand(name, at_entry(rules.needs), file, f"queue.{name}.needs")
    for flow in settings.flows.values():
        for node, asked in _asked(flow):
            for queue in sorted(_reached(queues, asked.queue)):
                needs = at_entry(queues[queue].needs, asked.needs)
                where = f"flows/{flow.name}.yaml" + (f":{asked.line}" if asked.line else "")
                found.setdefault((queue, needs), Demand(queue, needs, where, f"nodes.{node}.skills"))
    order = list(queues)
    return sorted(found.values(), key=lambda demand: order.index(demand.queue))


@dataclass(frozen=True, slots=True)
class _Asked:
    queue: str
    needs: tuple[SkillNeed, ...]
    line: int


def _asked(flow: f.Flow) -> Iterator[tuple[str, _Asked]]:
    """Each hand-off's own skills, and those with what one node on the way there sets."""
    ways = {name: {target for _, target in f.targets(node)} for name, node in flow.nodes.items()}
    for name, node in flow.nodes.items():
        sets = [skills for start, skills in _sets(flow) if name == start or name in closure(ways, start)]
        for queue, own in _hand_offs(node):
            for skills in ({}, *sets):
                levels = {**skills, **own}
                if levels:
                    yield name, _Asked(queue, tuple(SkillNeed(*each) for each in levels.items()), node.line)


def _hand_offs(node: f.Node) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The queues a node sends callers to, with the skills it adds."""
    match node:
        case f.ToQueue(queue, _, skills):
            yield queue, skills
        case f.Understand():
            yield from ((wish.queue, wish.skills) for wish in node.intents.values() if wish.queue)


def _sets(flow: f.Flow) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Skills set on the way, each with the node after it."""
    for node in flow.nodes.values():
        match node:
            case f.Set(following) if node.skills:
                yield following, node.skills
            case f.Understand():
                yield from ((wish.go, wish.skills) for wish in node.intents.values() if wish.go and wish.skills)


def _reached(queues: Mapping[str, QueueRules], start: str) -> set[str]:
    ways = {name: set(onward(rules)) for name, rules in queues.items()}
    return {start, *closure(ways, start)} & set(queues)


def onward(rules: QueueRules) -> Iterator[str]:
    """The queues that a queue's callers can come to from it."""
    yield from (leave.queue for _, leave in leaves_of(rules) if isinstance(leave, ToQueue))


def closure(ways: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """All that can be reached from `start`, which is among it only when a way leads back."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = set(ways.get(ahead.pop(), ())) - found
        found |= new
        ahead += new
    return found


def holders(agents: Iterable[AgentProfile], needs: Needs) -> list[AgentProfile]:
    """Who holds all of `needs`."""
    return [agent for agent in agents if all(agent.skills.get(skill, 0) >= level for skill, level in needs)]


def relaxed(rules: QueueRules, needs: Needs) -> Needs:
    """What is left of `needs` when every step has fallen due."""
    return after(needs, rules.relax, max((step.after_s for step in rules.relax), default=0.0))


def in_words(needs: Needs) -> str:
    """fr at 3 and en at 1"""
    return " and ".join(f"{skill} at {level}" for skill, level in needs)
