"""What must hold between the files: nobody and nothing is referred to that is not there, and no caller is sent round
in circles."""

from collections.abc import Mapping

from acd.config.draft import Draft, QueuesDraft
from acd.config.errors import Mistakes, shown
from acd.config.queues import leaves_of
from acd.config.read_daemon import FILE
from acd.config.tables import nearest
from acd.core.roster import Leave, QueueRules, ToDestination, ToNode, ToQueue


def check_between(draft: Draft, mistakes: Mistakes) -> None:
    """Adds every mistake between the valid entries of `draft`."""
    _check_ports(draft, mistakes)
    if draft.queues.is_whole and not draft.queues.section.entries:
        mistakes.add("queues.toml", "queue", "no queue is configured: write a table [queue.NAME]")
    for rules in draft.queues.rules.values():
        _check_queue(rules, draft, mistakes)
    _check_circles(draft.queues, mistakes)
    _check_agents(draft, mistakes)


def _check_ports(draft: Draft, mistakes: Mistakes) -> None:
    taken: dict[tuple[str, int], str] = {}
    doors = [("agi", draft.house.agi.host, draft.house.agi.port)] if draft.house.agi else []
    doors += [("speech", draft.house.speech.host, draft.house.speech.port)] if draft.house.speech else []
    doors += [(f"pbx.{pbx.name}", pbx.host, pbx.port) for pbx in draft.house.pbxes.values()]
    for key, host, port in doors:
        door = ("127.0.0.1" if host in ("localhost", "::1", "0.0.0.0") else host, port)  # noqa: S104
        if door in taken:
            mistakes.add(FILE, f"{key}.port", f"is already the port of {taken[door]} on {host}", str(port))
        taken.setdefault(door, key)


def _check_queue(rules: QueueRules, draft: Draft, mistakes: Mistakes) -> None:
    for key, leave in leaves_of(rules):
        file, where = draft.queues.section.where(rules.name, key)
        why = wrong_way(leave, draft)
        if why:
            mistakes.add(file, where, *why)
    if rules.survey and rules.survey not in draft.flows.files:
        file, where = draft.queues.section.where(rules.name, "survey")
        mistakes.add(file, where, f"no such flow, {nearest(rules.survey, draft.flows.files)}", shown(rules.survey))
    level = {need.skill: need.level for need in rules.needs}
    for step in rules.relax:
        if step.skill in level and step.level >= level[step.skill]:
            file, where = draft.queues.section.where(rules.name, "relax")
            why_not = f"after {step.after_s:g} s {step.skill} must fall below {level[step.skill]}"
            mistakes.add(file, where, why_not, str(step.level))
        level[step.skill] = step.level


def wrong_way(leave: Leave, draft: Draft) -> tuple[str, str] | None:
    """Why nobody can leave this way, and what was got; None when all is well."""
    match leave:
        case ToQueue(name) if draft.queues.is_whole and name not in draft.queues.section.entries:
            return f"no such queue, {nearest(name, draft.queues.section.entries)}", shown(name)
        case ToDestination(name) if draft.queues.is_whole and name not in draft.queues.destinations:
            return f"no such destination, {nearest(name, draft.queues.destinations)}", shown(name)
        case ToNode(name, _) if name not in draft.flows.files:
            return f"no such flow, {nearest(name, draft.flows.files)}", shown(name)
        case ToNode(name, node) if name in draft.flows.flows:
            doors = {draft.flows.flows[name].start, *draft.flows.flows[name].entries}
            return None if node in doors else (f"flow {name} has no such entry, {nearest(node, doors)}", shown(node))
    return None


def _check_circles(queues: QueuesDraft, mistakes: Mistakes) -> None:
    """A caller must not be able to overflow back to where he was; keys are his own choice and do not count."""
    onward = {
        name: [(key, leave.queue) for key, leave in leaves_of(rules) if isinstance(leave, ToQueue) and "." not in key]
        for name, rules in queues.rules.items()
    }
    for start in onward:
        for key, following in onward[start]:
            way = _way(onward, following, start)
            if way and start == min(way):
                file, where = queues.section.where(start, key)
                mistakes.add(file, where, f"callers would go round in a circle: {' -> '.join((start, *way))}")


def _way(onward: Mapping[str, list[tuple[str, str]]], here: str, there: str) -> tuple[str, ...]:
    """A shortest way over queues from `here` to `there`, both included; empty when there is none."""
    ways: list[tuple[str, ...]] = [(here,)]
    seen = {here}
    while ways:
        way = ways.pop(0)
        if way[-1] == there:
            return way
        for _, following in onward.get(way[-1], ()):
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def _check_agents(draft: Draft, mistakes: Mistakes) -> None:
    pbxes = draft.house.pbx_section.entries
    phones: dict[tuple[str, str], str] = {}
    for agent, table in draft.agents.tables.items():
        file, key = draft.agents.section.where(agent)
        if table.pbx is not None and draft.house.is_whole and table.pbx not in pbxes:
            mistakes.add(file, f"{key}.pbx", f"no such PBX, {nearest(table.pbx, pbxes)}", shown(table.pbx))
        if table.pbx is None and len(pbxes) > 1:
            mistakes.add(file, f"{key}.pbx", f"missing: there are several, {', '.join(sorted(pbxes))}")
        phone = table.phone or f"PJSIP/{agent}"
        at = (table.pbx or next(iter(pbxes), ""), phone)
        if at in phones:
            mistakes.add(file, f"{key}.phone", f"is already the phone of agent {phones[at]}", shown(phone))
        phones.setdefault(at, agent)
