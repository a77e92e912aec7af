"""A flow as boxes and arrows, and as Mermaid text."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.flow import Flow, Node, targets
from ivr.nodes.words import NO_ANSWER, Role

MAX_LINE = 44


@dataclass(frozen=True, slots=True)
class Box:
    """A node: `kind` as in the file, `lines` below the name."""

    name: str
    kind: str
    role: Role
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
    return [
        Box(name, node.kind, node.role, tuple(map(_short, _lines(name, node)))) for name, node in flow.nodes.items()
    ]


def arrows(flow: Flow) -> list[Arrow]:
    """One arrow for all ways from one node to another; a way back to the node itself is a line in its box."""
    return [
        Arrow(name, target, _short(", ".join(filter(None, labels))), labels == [NO_ANSWER])
        for name, node in flow.nodes.items()
        for target, labels in _merged(node).items()
        if target != name
    ]


def _merged(node: Node) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for label, target in targets(node):
        merged.setdefault(target, []).append(label)
    return merged


def _lines(name: str, node: Node) -> Iterator[str]:
    yield from node.shown()
    if again := _merged(node).get(name):
        yield f"{', '.join(again)}: again"


def _short(text: str) -> str:
    return text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…"


_SHAPES = {"collect": "[/@/]", "decide": "{@}", "set": "[[@]]"}
_ROLE_SHAPES = {Role.MUTE: "[@]", Role.ASKS: "{{@}}", Role.ENDS: "([@])"}


def mermaid(flow: Flow) -> str:
    """A Mermaid flowchart, ending in a newline. Dotted arrows are for callers who gave no answer."""
    ids = {name: f"n{number}" for number, name in enumerate(flow.nodes)}
    lines = ["flowchart TD", f"  start(( )) --> {ids[flow.start]}"]
    lines += [f"  entry_{ids[entry]}(( )) -.-> {ids[entry]}" for entry in flow.doors[1:]]
    for box in boxes(flow):
        text = "<br/>".join(map(_escaped, (box.name, *box.lines)))
        lines.append(f"  {ids[box.name]}" + _shape(box).replace("@", f'"{text}"'))
    for arrow in arrows(flow):
        line = "-.->" if arrow.is_failure else "-->"
        label = f'|"{_escaped(arrow.label)}"|' if arrow.label else ""
        lines.append(f"  {ids[arrow.source]} {line}{label} {ids[arrow.target]}")
    return "\n".join(lines) + "\n"


def _shape(box: Box) -> str:
    return _SHAPES.get(box.kind, _ROLE_SHAPES[box.role])


def _escaped(text: str) -> str:
    """Mermaid's own entities for what would end a quoted text or start markup."""
    return "".join(f"#{ord(char)};" if char in '"#&<>`*_~{}[]' else char for char in text)
