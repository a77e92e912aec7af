"""What a reload would change, in lines a person reads before and after.

Queues, agents, flows, calendars, destinations, lookups, PINs, voicemail, mail, announcements, caps on calls out, roles
and retention change while calls go on. The daemon's own table, its doors and PBXes, the store, recording, speech and
voice are held open by running parts and need a restart. A reload that would change one of those is refused whole: half
a configuration in force is one nobody ever wrote. A restart loses no call.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from acd.config.errors import shown
from acd.config.secret import Secret
from acd.config.settings import Settings
from acd.core.roster import Goodbye, RelaxStep, SkillNeed, ToDestination, ToNode, ToQueue


def changes(old: Settings, new: Settings) -> list[str]:
    """Every difference, one a line: ``queue sales: ring_s 15 -> 20``, ``agent 1003 added``. Secrets and PINs are only
    said to have changed."""
    return restarts(old, new) + reloads(old, new)


def restarts(old: Settings, new: Settings) -> list[str]:
    """The differences that only a restart brings into force; with any of these a reload is refused."""
    lines = [*_values("daemon", old.daemon, new.daemon), *_values("agi", old.agi, new.agi)]
    lines += _entries("pbx", old.pbxes, new.pbxes)
    if old.store_url != new.store_url:
        lines.append("store: url changed")
    elif old.spool != new.spool:
        lines += _values("store spool", old.spool, new.spool)
    lines += _values("recording", old.recording, new.recording)
    if old.speech != new.speech:
        lines.append("speech changed")
    if old.voice != new.voice:
        lines.append("voice changed")
    return lines


def reloads(old: Settings, new: Settings) -> list[str]:
    """The differences a reload brings into force at once."""
    lines = list(_entries("queue", old.roster.queues, new.roster.queues))
    lines += _entries("agent", old.roster.agents, new.roster.agents)
    lines += _whole("flow", old.flows, new.flows)
    lines += _whole("calendar", old.calendars, new.calendars)
    lines += _whole("destination", old.destinations, new.destinations)
    lines += _whole("lookup", old.lookups, new.lookups)
    lines += _whole("book of PINs", old.pin_books, new.pin_books)
    lines += [
        f"{each.name} changed"
        for each in fields(new.messages)
        if getattr(old.messages, each.name) != getattr(new.messages, each.name)
    ]
    if old.callback != new.callback:
        lines.append("callback changed")
    lines += _values("outbound", old.roster.outbound, new.roster.outbound)
    lines += _whole("role of", old.roles, new.roles)
    if old.privacy != new.privacy:
        lines.append("privacy changed")
    both = [agent for agent in new.roster.agents if agent in old.roster.agents]
    lines += [f"agent {agent}: pin changed" for agent in both if old.pins.get(agent) != new.pins.get(agent)]
    before, after = old.signed_in_at_start, new.signed_in_at_start
    told = [agent for agent in both if (agent in before) != (agent in after)]
    lines += [
        f"agent {agent}: signed_in_at_start {said(agent in before)} -> {said(agent in after)} (from the next start)"
        for agent in told
    ]
    return lines


def said(value: object) -> str:
    """A configured value on one line, as the admin wrote it where that is short."""
    match value:
        case None:
            return "none"
        case float():
            return f"{value:g}"
        case ToQueue(name):
            return f"queue {name}"
        case ToDestination(name):
            return f"destination {name}"
        case ToNode(flow, node):
            return f"node {node} of flow {flow}"
        case Goodbye(message):
            return f"goodbye {message}" if message else "goodbye"
        case SkillNeed(skill, level):
            return f"{skill} {level}"
        case RelaxStep(after_s, skill, level):
            return f"{skill} {level} after {after_s:g} s"
        case Mapping():
            return ", ".join(f"{key} {said(each)}" for key, each in value.items()) or "none"
        case tuple():
            return ", ".join(said(each) for each in value) or "none"
        case bool():
            return shown(value)
    if is_dataclass(value):
        return ", ".join(f"{each.name} {said(getattr(value, each.name))}" for each in fields(value))
    return str(value)


def _entries(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{kind} {name} removed" for name in old if name not in new)
    for name, entry in new.items():
        if name in old:
            yield from _values(f"{kind} {name}", old[name], entry)
        else:
            yield f"{kind} {name} added"


def _values(what: str, old: Any, new: Any) -> Iterator[str]:
    for each in fields(new):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before != after:
            is_secret = isinstance(after, Secret)
            yield f"{what}: {each.name} " + ("changed" if is_secret else f"{said(before)} -> {said(after)}")


def _whole(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    yield from (f"{kind} {name} removed" for name in old if name not in new)
    yield from (f"{kind} {name} added" for name in new if name not in old)
    yield from (f"{kind} {name} changed" for name in new if name in old and old[name] != new[name])
