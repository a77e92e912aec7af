"""A whole number, spoken or by keys, kept as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import NO_ANSWER, Asking, Prompt, Role, lines_of_keys_that_stay, names_said, ways_of


@dataclass(frozen=True, slots=True)
class AskNumber:
    """`least`..`most` into the data name `into`. `confirm`: said back even when it was well heard, or typed; empty:
    only when it was heard half sure. `keys`: keys that are no digits → node, REPEAT or BACK."""

    kind: ClassVar[str] = "number"
    role: ClassVar[Role] = Role.ASKS

    into: str
    say: Prompt
    next: str
    least: int
    most: int
    asking: Asking
    confirm: Prompt = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "ok", self.next
        yield from ways_of(self.keys)
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        return names_said(self.say, self.asking.wrong, self.asking.silent, self.confirm)

    def shown(self) -> Iterator[str]:
        yield f"number {self.least}-{self.most}: {self.into}"
        yield from lines_of_keys_that_stay(self.keys)
