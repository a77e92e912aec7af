"""What nodes are made of: names, templates, prompts and how a question is asked.

A name without a dot is data the flow keeps (``account``); ``now`` and names with a dot are facts the house tells
(``caller.known``, ``queue.sales.waiting``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from ivr.outputs import Sound
from ivr.voice.text import Texts, outline

REPEAT = "repeat"  # a key's target: the same question again
BACK = "back"  # a key's target: the question before this one
OPERATOR = "operator"  # a key's target: the flow's operator node
NOW = "now"
NO_ANSWER = "no answer"  # the way of those who gave none
KEYS = frozenset("0123456789*#ABCD")
QUEUE_FACTS = frozenset({"waiting", "longest_wait_s", "expected_wait_s", "agents_signed_in", "agents_free"})
CALLER_FACTS = frozenset({"caller.number", "caller.name", "caller.dialled"})  # known from the start, never asked for

SlotKind = Literal["number", "digits", "date", "time", "money"]


class Role(Enum):
    """What a kind of node is to the ways through a flow: a circle of MUTE ones would never let the caller speak."""

    MUTE = "mute"
    ASKS = "asks"
    ENDS = "ends"


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


Prompt = tuple[Sound | Slot | Texts, ...]


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


def names_said(*prompts: Prompt) -> Iterator[str]:
    """The names in the values of prompts."""
    for prompt in prompts:
        yield from names_filled(item.value for item in prompt if isinstance(item, Slot))
        for item in prompt:
            if isinstance(item, Texts):
                yield from item.names


def names_filled(templates: Iterable[Template]) -> Iterator[str]:
    for template in templates:
        yield from template.names


def ways_of(keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Keys as ways on; REPEAT and BACK lead nowhere new and are left out."""
    yield from ((key, target) for key, target in keys.items() if target not in (REPEAT, BACK))


def said_lines(say: Prompt) -> Iterator[str]:
    """A prompt in a picture."""
    for item in say[:3]:
        match item:
            case Sound(name):
                yield name
            case Slot(kind, value):
                yield f"{kind} {value.text}"
            case Texts():
                yield f'"{outline(item)}"'
    if len(say) > 3:
        yield f"and {len(say) - 3} more"


def lines_of_keys_that_stay(keys: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{key}: {target}" for key, target in keys.items() if target in (REPEAT, BACK))
