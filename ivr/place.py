"""Where a caller is in a flow, and the moves from one place to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from ivr.flow import BACK, CALLER_FACTS
from ivr.inputs import Fact, Started
from ivr.left import Left
from ivr.outcome import Outcome
from ivr.outputs import End, Output

MAX_BACK = 50


class Waiting(Enum):
    """What the last question of the place was."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    DAY = "day"  # of the month that is pending


class Visit(NamedTuple):
    """One step for the history: what happened at `node`. Never holds what a caller typed beyond a menu key."""

    node: str
    result: str


@dataclass(frozen=True, slots=True)
class Place:
    """`output` is what the walk waits to have done; None only between two nodes. `pending` is an answer not yet
    confirmed, `refused` are those he said no to, `half_heard` is the yes or no that was not surely heard, `mishears`
    counts his answers by speech that were not understood. `is_deaf`: no recogniser for the rest of this call. What he
    typed or said is kept out of the printed form."""

    started: Started
    node: str
    language: str
    output: Output | None = field(default=None, repr=False)
    waiting: Waiting = Waiting.ANSWER
    tries: int = 0
    steps: int = 0
    back: tuple[str, ...] = ()
    facts: Mapping[str, Fact] | None = field(default=None, repr=False)
    pending: str = field(default="", repr=False)
    half_heard: str = field(default="", repr=False)
    mishears: int = 0
    is_deaf: bool = False
    refused: frozenset[str] = field(default=frozenset(), repr=False)
    data: Mapping[str, str] = field(default_factory=dict, repr=False)
    masked: frozenset[str] = frozenset()
    intent: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    path: tuple[Visit, ...] = ()
    left: Left = field(default_factory=Left, repr=False)

    @property
    def outcome(self) -> Outcome | None:
        """How the walk ended; None while it goes on."""
        return self.output.outcome if isinstance(self.output, End) else None

    @property
    def open_data(self) -> dict[str, str]:
        """What the flow collected, masked answers left out."""
        return {name: value for name, value in self.data.items() if name not in self.masked}


def values_to_say(place: Place) -> dict[str, Fact]:
    """Everything a prompt or template may use: never a masked answer."""
    return {**(place.facts or {}), **_caller_facts(place.started), **place.open_data}


def values_to_judge(place: Place) -> dict[str, Fact]:
    """Everything a condition may look at, masked answers too."""
    return {**values_to_say(place), **place.data}


def _caller_facts(started: Started) -> dict[str, Fact]:
    known = {"caller.number": started.number, "caller.name": started.name, "caller.dialled": started.dialled}
    return {name: known[name] or None for name in CALLER_FACTS}


def noted(place: Place, result: str) -> Place:
    """The same place with one more visit in its path."""
    return replace(place, path=(*place.path, Visit(place.node, result)))


def go(place: Place, target: str, result: str, *, asked: bool = False) -> Place:
    """On to `target`; a node that `asked` can be gone back to. BACK with nowhere to go asks the same again."""
    back = place.back
    if target == BACK:
        target, back = (back[-1], back[:-1]) if back else (place.node, ())
    elif asked:
        back = (*back, place.node)[-MAX_BACK:]
    place = noted(place, result)
    place = replace(place, waiting=Waiting.ANSWER, tries=0, mishears=0, pending="", half_heard="", refused=frozenset())
    return replace(place, node=target, output=None, facts=None, back=back)


def end(place: Place, outcome: Outcome, result: str) -> Place:
    """The end of the walk."""
    return replace(noted(place, result), output=End(outcome), pending="")


def remember(place: Place, name: str, value: str, *, masked: bool = False) -> Place:
    """Data `name` is now `value`."""
    kept = place.masked | {name} if masked else place.masked - {name}
    return replace(place, data={**place.data, name: value}, masked=kept)
