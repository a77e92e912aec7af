"""An open question: the caller says in his own words what he wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.intent.classifier import Classifier
from ivr.intent.known import FACTS
from ivr.intent.learning import Learner
from ivr.intent.teaching import Taught, Teaching
from ivr.nodes.words import (
    NO_ANSWER,
    Asking,
    Prompt,
    Role,
    lines_of_keys_that_stay,
    names_said,
    said_lines,
    ways_of,
)
from ivr.outputs import Sound

TAKE, OFFER, FORESEE = 0.75, 0.4, 0.5
STOCK_PRESS: Prompt = (Sound("vm-press"),)
STOCK_CONFIRM: Prompt = (Sound("if-correct-press"), Sound("digits/1"))


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing callers want. `say` names it ("your order"). It leads to a node (`go`) or straight to a `queue`: one of
    the two is empty. `handle_s`: how long it will probably keep an agent. `share`: how many call for it, against 1 for
    the others. `key` works at the open question; "" for none."""

    say: Prompt
    examples: tuple[str, ...]
    words: tuple[str, ...] = ()
    key: str = ""
    go: str = ""
    queue: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int | None = None
    handle_s: float | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Of the likeliest intent: from `take` on it is taken, from `offer` on it is said back, below that the best few are
    offered. From `foresee` on it is asked about before the caller has said a word."""

    take: float = TAKE
    offer: float = OFFER
    foresee: float = FORESEE


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The words around an intent's own: `again` + say + `confirm` (foreseen), `about` + say + `confirm` (said back),
    `choose` + each say + `press` + its number (the best few)."""

    about: Prompt = ()
    again: Prompt = ()
    confirm: Prompt = STOCK_CONFIRM
    choose: Prompt = ()
    press: Prompt = STOCK_PRESS

    def prompts(self) -> Iterator[Prompt]:
        yield from (self.about, self.again, self.confirm, self.choose, self.press)


@dataclass(frozen=True, slots=True)
class Understand:
    """`keys`: keys beside the intents' own → node, REPEAT or BACK. `none`: what callers say who want none of these.
    `classifier` is learned from the rest."""

    kind: ClassVar[str] = "understand"
    role: ClassVar[Role] = Role.ASKS

    say: Prompt
    intents: Mapping[str, Wish]
    asking: Asking
    classifier: Classifier | Learner = field(compare=False, repr=False)
    thresholds: Thresholds = Thresholds()
    phrasing: Phrasing = Phrasing()
    none: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    @property
    def skills(self) -> Mapping[str, int]:
        """All that its intents ask for."""
        wanted: dict[str, int] = {}
        for wish in self.intents.values():
            wanted.update({skill: max(level, wanted.get(skill, 0)) for skill, level in wish.skills.items()})
        return wanted

    def ways(self) -> Iterator[tuple[str, str]]:
        for name, wish in self.intents.items():
            if wish.go:
                yield f"{name} ({wish.key})" if wish.key else name, wish.go
        yield from ways_of(self.keys)
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        yield from FACTS
        says = (wish.say for wish in self.intents.values())
        yield from names_said(self.say, self.asking.wrong, self.asking.silent, *self.phrasing.prompts(), *says)

    def shown(self) -> Iterator[str]:
        yield from said_lines(self.say)
        yield from (f"{name}: queue {wish.queue}" for name, wish in self.intents.items() if wish.queue)
        yield from lines_of_keys_that_stay(self.keys)


def teaching_of(language: str, intents: Mapping[str, Wish], none: tuple[str, ...]) -> Teaching:
    taught = (Taught(name, wish.examples, wish.words) for name, wish in intents.items())
    return Teaching(language, tuple(taught), none)
