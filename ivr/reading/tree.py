"""YAML text -> a small tree of texts, lists and tables that know their lines.

A flow is YAML because it nests (keys in a menu, conditions in a decide), holds lists of prompts and wants comments;
YAML 1.2, so that `no` and `on` are words. Of YAML only the plain part is taken: no aliases, no tags, no second
document, no key named twice.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr.problems import Problems

MAX_DEPTH = 50
_TAG = "tag:yaml.org,2002:"
_SCALARS = frozenset({"str", "int", "float", "bool", "null"})


@dataclass(frozen=True, slots=True)
class Text:
    """A single value as written; `kind` is what YAML 1.2 takes it for: str, int, float, bool or null."""

    text: str
    kind: str
    line: int

    def __str__(self) -> str:
        return "nothing" if self.kind == "null" else f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Row:
    items: tuple["Value", ...]
    line: int

    def __str__(self) -> str:
        return "a list"


@dataclass(frozen=True, slots=True)
class Table:
    """`lines`: where each key stands."""

    items: dict[str, "Value"]
    lines: dict[str, int]
    line: int

    def __str__(self) -> str:
        return f"a table ({', '.join(self.items) or 'empty'})"


Value = Text | Row | Table


def read_tree(path: Path, problems: Problems) -> Value | None:
    """The file as a tree; None with a problem added where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        return tree_of(text, problems)
    except OSError as error:
        problems.add(0, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        problems.add(0, "", f"is not UTF-8: byte {error.start} is {error.object[error.start]:#x}")
    return None


def tree_of(text: str, problems: Problems) -> Value | None:
    """The text as a tree; None with a problem added where it is not YAML we take."""
    try:
        if not _is_plain(text, problems):
            return None
        root = YAML(typ="safe", pure=True).compose(text)
        if root is None:
            problems.add(0, "", "is empty")
            return None
        return _value(root, "", problems)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        starred = re.search(r"^\s*\*\s*:", text, re.MULTILINE)
        hint = '; the key "*" is written in quotes' if starred else ""
        problems.add(line, "", f"is not YAML: {error.problem or error.context}{hint}")
    except YAMLError as error:
        problems.add(0, "", f"is not YAML: {' '.join(str(error).split())}")
    return None


def _is_plain(text: str, problems: Problems) -> bool:
    """Refuses what would make the tree endless or too deep, before it is built."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            problems.add(line, "", f"is nested more than {MAX_DEPTH} deep")
            return False
        if isinstance(event, AliasEvent):
            hint = "repeat what is meant, or quote the key"
            problems.add(line, "", f'aliases are not used in flows: {hint}: "*{event.anchor}"')
            return False
    return True


def _value(node: Node, where: str, problems: Problems) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        return _table(node, where, problems)
    if isinstance(node, SequenceNode):
        return Row(tuple(_value(item, f"{where}[{i}]", problems) for i, item in enumerate(node.value)), line)
    kind = str(node.tag).removeprefix(_TAG)
    if kind not in _SCALARS:
        problems.add(line, where, f"got the tag {node.tag}: tags are not used in flows")
        kind = "str"
    return Text(str(node.value), kind, line)


def _table(node: MappingNode, where: str, problems: Problems) -> Table:
    table = Table({}, {}, node.start_mark.line + 1)
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            problems.add(line, where, "a key must be a single word")
            continue
        name = str(key.value)
        below = f"{where}.{name}" if where else name
        if name in table.items:
            problems.add(line, below, f"named twice, first on line {table.lines[name]}")
            continue
        table.lines[name] = line
        table.items[name] = _value(value, below, problems)
    return table
