"""A day, spoken or by keys, kept as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import (
    NO_ANSWER,
    NOW,
    Asking,
    Prompt,
    Role,
    lines_of_keys_that_stay,
    names_said,
    said_lines,
    ways_of,
)


@dataclass(frozen=True, slots=True)
class AskDate:
    """A day into the data name `into`, as ``2026-12-24``. Spoken: today, tomorrow, a day of the week, or a month, upon
    which `say_day` asks for its day. By keys: two digits of the day and two of the month (`month_first`: the other way
    round). Without a year it is the next such day, today included; with `past` the last such day.

    `confirm`: said back even when it was well heard, or typed; empty: only when it was heard half sure. `keys`: keys
    that are no digits → node, REPEAT or BACK."""

    kind: ClassVar[str] = "date"
    role: ClassVar[Role] = Role.ASKS

    into: str
    say: Prompt
    say_day: Prompt
    next: str
    asking: Asking
    past: bool = False
    month_first: bool = False
    confirm: Prompt = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "ok", self.next
        yield from ways_of(self.keys)
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        yield NOW
        yield from names_said(self.say, self.say_day, self.asking.wrong, self.asking.silent, self.confirm)

    def shown(self) -> Iterator[str]:
        yield from said_lines(self.say)
        yield f"date: {self.into}{', past' if self.past else ''}"
        yield from lines_of_keys_that_stay(self.keys)
