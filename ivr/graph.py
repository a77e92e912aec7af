"""A flow as boxes and arrows, and as Mermaid text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr.flow import (
    BACK,
    REPEAT,
    Collect,
    Decide,
    Flow,
    Goodbye,
    Menu,
    Node,
    Play,
    Prompt,
    Set,
    ToDestination,
    ToQueue,
    targets,
)
from ivr.outputs import Sound

MAX_LINE = 44


@dataclass(frozen=True, slots=True)
class Box:
    """A node: `kind` as in the file, `lines` below the name."""

    name: str
    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """`is_failure`: only callers who gave no answer go this way."""

    source: str
    target: str
    label: str
    is_failure: bool


def boxes(flow: Flow) -> list[Box]:
    """A box a node, in the order of the file."""
    return [Box(name, kind_of(node), tuple(map(_short, _lines(name, node)))) for name, node in flow.nodes.items()]


def arrows(flow: Flow) -> list[Arrow]:
    """One arrow for all ways from one node to another; a way back to the node itself is a line in its box."""
    return [
        Arrow(name, target, _short(", ".join(filter(None, labels))), labels == ["no answer"])
        for name, node in flow.nodes.items()
        for target, labels in _merged(node).items()
        if target != name
    ]


def _merged(node: Node) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for label, target in targets(node):
        merged.setdefault(target, []).append(label)
    return merged


def kind_of(node: Node) -> str:
    match node:
        case Play():
            return "play"
        case Menu():
            return "menu"
        case Collect():
            return "collect"
        case Decide():
            return "decide"
        case Set():
            return "set"
        case ToQueue():
            return "handoff"
        case ToDestination():
            return "transfer"
        case Goodbye():
            return "hangup"


def _lines(name: str, node: Node) -> Iterator[str]:
    match node:
        case Play(say) | Goodbye(say):
            yield from _said(say)
        case Menu(say, keys):
            yield from _said(say)
            yield from _keys_that_stay(keys)
        case Collect():
            count = str(node.most) if node.least == node.most else f"{node.least}-{node.most}"
            yield f"{count} digits: {node.into}{', masked' if node.masked else ''}"
            yield from _keys_that_stay(node.keys)
        case Set():
            yield from _set(node)
        case ToQueue(queue, intent):
            yield f"queue {queue}"
            if intent:
                yield f"intent {intent}"
        case ToDestination(destination):
            yield destination
    if again := _merged(node).get(name):
        yield f"{', '.join(again)}: again"


def _said(say: Prompt) -> Iterator[str]:
    for item in say[:3]:
        yield item.name if isinstance(item, Sound) else f"{item.kind} {item.value.text}"
    if len(say) > 3:
        yield f"and {len(say) - 3} more"


def _keys_that_stay(keys: Mapping[str, str]) -> Iterator[str]:
    for key, target in keys.items():
        if target in (REPEAT, BACK):
            yield f"{key}: {target}"


def _set(node: Set) -> Iterator[str]:
    pairs = {"language": node.language, "intent": node.intent, "priority": node.priority, **node.skills}
    yield from (f"{name} = {value}" for name, value in pairs.items() if value is not None)
    yield from (f"{name} = {value.text}" for name, value in node.data.items())


def _short(text: str) -> str:
    return text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…"


_SHAPES = {"menu": "{{@}}", "collect": "[/@/]", "decide": "{@}", "play": "[@]", "set": "[[@]]"}
_END_SHAPE = "([@])"


def mermaid(flow: Flow) -> str:
    """A Mermaid flowchart, ending in a newline. Dotted arrows are for callers who gave no answer."""
    ids = {name: f"n{number}" for number, name in enumerate(flow.nodes)}
    lines = ["flowchart TD", f"  start(( )) --> {ids[flow.start]}"]
    lines += [f"  entry_{ids[entry]}(( )) -.-> {ids[entry]}" for entry in flow.entries]
    for box in boxes(flow):
        text = "<br/>".join(map(_escaped, (box.name, *box.lines)))
        lines.append(f"  {ids[box.name]}" + _SHAPES.get(box.kind, _END_SHAPE).replace("@", f'"{text}"'))
    for arrow in arrows(flow):
        line = "-.->" if arrow.is_failure else "-->"
        label = f'|"{_escaped(arrow.label)}"|' if arrow.label else ""
        lines.append(f"  {ids[arrow.source]} {line}{label} {ids[arrow.target]}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Mermaid's own entities for what would end a quoted text or start markup."""
    return "".join(f"#{ord(char)};" if char in '"#&<>`*_~{}[]' else char for char in text)
