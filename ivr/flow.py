"""A flow as the walk knows it: named nodes, frozen, already checked by the reader. What the nodes are made of is in
`ivr.nodes`; it is all to be had from here too."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.hours import Calendar
from ivr.nodes.callback import Callback
from ivr.nodes.collect import Collect
from ivr.nodes.conditions import AllOf, AnyOf, Compare, Condition, InHours, Not, Plain, Test, described
from ivr.nodes.date import AskDate
from ivr.nodes.decide import Choice, Decide
from ivr.nodes.ends import Goodbye, ToDestination, ToQueue
from ivr.nodes.hearing import Hearing
from ivr.nodes.listen import Listen
from ivr.nodes.lookup import Lookup
from ivr.nodes.menu import Menu
from ivr.nodes.number import AskNumber
from ivr.nodes.pin import Pin
from ivr.nodes.play import Play
from ivr.nodes.rate import Rate
from ivr.nodes.set import Set
from ivr.nodes.understand import Understand
from ivr.nodes.voicemail import Voicemail
from ivr.nodes.words import (
    BACK,
    CALLER_FACTS,
    KEYS,
    NOW,
    OPERATOR,
    QUEUE_FACTS,
    REPEAT,
    Asking,
    Prompt,
    Slot,
    SlotKind,
    Template,
)
from ivr.nodes.yes_no import YesNo

__all__ = [
    "BACK",
    "CALLER_FACTS",
    "KEYS",
    "NOW",
    "OPERATOR",
    "QUEUE_FACTS",
    "REPEAT",
    "AllOf",
    "AnyOf",
    "AskDate",
    "AskNumber",
    "Asking",
    "Choice",
    "Collect",
    "Compare",
    "Condition",
    "Decide",
    "Flow",
    "Goodbye",
    "Hearing",
    "InHours",
    "Listen",
    "Menu",
    "Node",
    "Not",
    "Plain",
    "Play",
    "Prompt",
    "Rate",
    "Set",
    "Slot",
    "SlotKind",
    "Template",
    "Test",
    "ToDestination",
    "ToQueue",
    "Understand",
    "YesNo",
    "described",
    "targets",
]

Node = (
    Play
    | Menu
    | Collect
    | Listen
    | YesNo
    | AskNumber
    | AskDate
    | Understand
    | Decide
    | Set
    | Lookup
    | Pin
    | Voicemail
    | Rate
    | Callback
    | ToQueue
    | ToDestination
    | Goodbye
)  # fmt: skip


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
    hearing: Hearing = field(default_factory=Hearing)

    @property
    def doors(self) -> tuple[str, ...]:
        """Every node that a caller may come to without a way that leads there: start, entries, machines' nodes."""
        return tuple(dict.fromkeys((self.start, *self.entries, *self.hearing.machines())))


def targets(node: Node) -> list[tuple[str, str]]:
    """The ways on from a node as (why, node name); REPEAT and BACK lead nowhere new and are left out."""
    return list(node.ways())
