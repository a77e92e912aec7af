"""A question to be answered by yes or no, or by 1 or 2."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

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


@dataclass(frozen=True, slots=True)
class YesNo:
    """`yes` and `no`: nodes; `keys`: keys other than 1 and 2 → node, REPEAT or BACK."""

    kind: ClassVar[str] = "yes_no"
    role: ClassVar[Role] = Role.ASKS

    say: Prompt
    yes: str
    no: str
    asking: Asking
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "yes", self.yes
        yield "no", self.no
        yield from ways_of(self.keys)
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        return names_said(self.say, self.asking.wrong, self.asking.silent)

    def shown(self) -> Iterator[str]:
        yield from said_lines(self.say)
        yield from lines_of_keys_that_stay(self.keys)
