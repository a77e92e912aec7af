"""What a flow mentions, held against what there is; and the ways through it: none may be without an end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ivr.flow import Node
from ivr.nodes.words import Role
from ivr.problems import Problems, one_of
from ivr.reading.mentions import Mention, Mentions

Ways = Mapping[str, Collection[str]]


def check_names(mentions: Mentions, allowed: Collection[str] | None, used: Iterable[Mention], noun: str) -> None:
    """`allowed` None: nothing is known about them, so nothing is refused."""
    if allowed is None:
        return
    for mention in used:
        if mention.name not in allowed:
            text = f'unknown {noun} "{mention.name}", allowed: {one_of(list(allowed))}'
            mentions.problems.add(mention.line, mention.where, text)


def check_data(mentions: Mentions) -> None:
    """Data names must be collected or set somewhere; masked ones are only for conditions."""
    known = mentions.given | mentions.masked
    check_names(mentions, known, [*mentions.said, *mentions.judged], "data")
    for mention in mentions.said:
        if mention.name in mentions.masked:
            text = f'"{mention.name}" is masked: it is never said nor handed on, only conditions may look at it'
            mentions.problems.add(mention.line, mention.where, text)


def check_sounds(mentions: Mentions, sounds: Mapping[str, Collection[str]] | None) -> None:
    """Every sound must be there in every language the flow may speak; those under "" serve any language."""
    if sounds is None:
        return
    for language in sorted({mention.name for mention in mentions.languages}):
        there = _sounds_of(language, sounds)
        if not there and mentions.sounds:
            spoken = next(mention for mention in mentions.languages if mention.name == language)
            text = f'no sounds in language "{language}", there are: {one_of([name for name in sounds if name])}'
            mentions.problems.add(spoken.line, spoken.where, text)
            continue
        for mention in mentions.sounds:
            if mention.name not in there and mention.name not in sounds.get("", ()):
                text = f'there is no sound "{mention.name}" in language "{language}"'
                mentions.problems.add(mention.line, mention.where, text)


def _sounds_of(language: str, sounds: Mapping[str, Collection[str]]) -> set[str]:
    """As Asterisk looks: de_AT, then de."""
    there: set[str] = set()
    while language:
        there.update(sounds.get(language, ()))
        language = language.rpartition("_")[0]
    return there


def check_ways(nodes: Mapping[str, Node | None], entries: Collection[str], mentions: Mentions) -> None:
    """Refuses nodes nobody comes to, nodes with no way to an end, and circles that never ask the caller. A node that
    could not be read (None) counts as an end, so that one fault is not told twice."""
    ways: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for mention in mentions.targets:
        if mention.node in nodes and mention.name in nodes:
            ways[mention.node].append(mention.name)
            back[mention.name].append(mention.node)
    reached = _reached([name for name in entries if name in nodes], ways)
    dangling = {m.node for m in mentions.targets if m.name not in nodes}
    ends = [name for name, node in nodes.items() if _is_end(node) or not ways[name] or name in dangling]
    ending = _reached(ends, back)
    mute = _in_mute_circle({name for name, node in nodes.items() if node is not None and node.role is Role.MUTE}, ways)
    for name, node in nodes.items():
        if node is not None:
            _tell(name, node, name in reached, name in ending, name in mute, mentions.problems)


def _tell(name: str, node: Node, is_reached: bool, is_ending: bool, is_mute: bool, problems: Problems) -> None:
    where = f"nodes.{name}"
    if not is_reached:
        text = "no way leads here; a node entered from outside (a key on hold) is named under entries"
        problems.add(node.line, where, text)
    if not is_ending:
        problems.add(node.line, where, "no way out: no handoff, transfer or hangup can be reached from here")
    elif is_mute:
        problems.add(node.line, where, "is part of a circle of nodes that never asks the caller")


def _is_end(node: Node | None) -> bool:
    return node is None or node.role is Role.ENDS


def _reached(sources: Iterable[str], ways: Ways) -> set[str]:
    found = set(sources)
    todo = list(found)
    while todo:
        for name in ways.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _in_mute_circle(mute: set[str], ways: Ways) -> set[str]:
    """The mute nodes that lead back to themselves through mute nodes only."""
    only_mute = {name: [way for way in ways.get(name, ()) if way in mute] for name in mute}
    return {name for name in mute if name in _reached(only_mute[name], only_mute)}
