"""A flow as the walk knows it: named nodes, frozen, already checked by the reader.

A name without a dot is data the flow keeps (``account``); ``now`` and names with a dot are facts the house tells
(``caller.known``, ``queue.sales.waiting``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ivr.hours import Calendar
from ivr.outputs import Sound

REPEAT = "repeat"  # a key's target: the same question again
BACK = "back"  # a key's target: the question before this one
OPERATOR = "operator"  # a key's target: the flow's operator node
NOW = "now"
KEYS = frozenset("0123456789*#ABCD")
QUEUE_FACTS = frozenset({"waiting", "longest_wait_s", "expected_wait_s", "agents_signed_in", "agents_free"})
CALLER_FACTS = frozenset({"caller.number", "caller.name", "caller.dialled"})  # known from the start, never asked for

Test = Literal["is", "is_not", "in", "above", "below", "at_least", "at_most", "starts_with", "known"]
SlotKind = Literal["number", "digits", "date", "time", "money"]
Plain = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Template:
    """Text with names in braces; `names` are those names."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A value to be said. One that cannot be read as its kind, once filled, is left out."""

    kind: SlotKind
    value: Template
    currency: str = ""


Prompt = tuple[Sound | Slot, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A data value or fact against what the file says. Unknown compares to nothing: neither true nor false."""

    name: str
    test: Test
    value: Plain | tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class InHours:
    """Whether a calendar is open now, or (`special`) whether today is one of its special days."""

    calendar: str
    special: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]


Condition = Compare | InHours | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Asking:
    """How a question is asked. `retries` more times after the first; `wrong` and `silent` are said before the question
    is said again; after the last the walk goes to `on_failure`."""

    on_failure: str
    retries: int = 2
    timeout_s: float = 5.0
    gap_s: float = 3.0
    barge_in: bool = True
    wrong: Prompt = ()
    silent: Prompt = ()


@dataclass(frozen=True, slots=True)
class Play:
    say: Prompt
    next: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Menu:
    """`keys`: key → node, REPEAT or BACK."""

    say: Prompt
    keys: Mapping[str, str]
    asking: Asking
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Collect:
    """`least`..`most` digits into the data name `into`. `confirm` says them back and waits for 1 (right) or 2 (again);
    empty: taken at once. `keys`: keys that are no digits → node, REPEAT or BACK."""

    into: str
    say: Prompt
    next: str
    least: int
    most: int
    asking: Asking
    terminator: str = "#"
    masked: bool = False
    confirm: Prompt = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    when: Condition
    go: str


@dataclass(frozen=True, slots=True)
class Decide:
    """The first choice that is true wins."""

    choices: tuple[Choice, ...]
    otherwise: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Set:
    """What is None or empty stays as it was; skills are added to those there."""

    next: str
    data: Mapping[str, Template] = field(default_factory=dict)
    language: str | None = None
    intent: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ToQueue:
    """To a queue, with what was set on the way; what is named here comes on top."""

    queue: str
    intent: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int | None = None
    data: Mapping[str, Template] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ToDestination:
    destination: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Goodbye:
    say: Prompt = ()
    line: int = field(default=0, compare=False)


Node = Play | Menu | Collect | Decide | Set | ToQueue | ToDestination | Goodbye


@dataclass(frozen=True, slots=True)
class Flow:
    """`entries` are the nodes besides `start` where a caller may come in (a key pressed on hold)."""

    name: str
    start: str
    nodes: Mapping[str, Node]
    language: str = "en"
    operator: str | None = None
    entries: tuple[str, ...] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)


def targets(node: Node) -> list[tuple[str, str]]:
    """The ways on from a node as (why, node name); REPEAT and BACK lead nowhere new and are left out."""
    match node:
        case Play() | Set():
            return [("", node.next)]
        case Menu():
            return [*_keyed(node.keys), ("no answer", node.asking.on_failure)]
        case Collect():
            return [("ok", node.next), *_keyed(node.keys), ("no answer", node.asking.on_failure)]
        case Decide():
            return [*((described(choice.when), choice.go) for choice in node.choices), ("else", node.otherwise)]
        case ToQueue() | ToDestination() | Goodbye():
            return []


def _keyed(keys: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, target) for key, target in keys.items() if target not in (REPEAT, BACK)]


_SIGNS = {"is": "=", "is_not": "≠", "above": ">", "below": "<", "at_least": "≥", "at_most": "≤"}


def described(condition: Condition) -> str:
    """A condition in a few words, for pictures and histories."""
    match condition:
        case Compare(name, "known", value):
            return f"{name} known" if value else f"{name} unknown"
        case Compare(name, "in", value):
            return f"{name} in {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
        case Compare(name, test, value):
            return f"{name} {_SIGNS.get(test, test.replace('_', ' '))} {_plain(value)}"
        case InHours(calendar, special):
            return f"{calendar} special day" if special else f"{calendar} open"
        case Not(inner):
            return f"not ({described(inner)})"
        case AllOf(inners):
            return " and ".join(map(described, inners))
        case AnyOf(inners):
            return " or ".join(map(described, inners))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
