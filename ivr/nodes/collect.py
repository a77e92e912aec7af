"""Digits from the caller, kept as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import NO_ANSWER, Asking, Prompt, Role, lines_of_keys_that_stay, names_said, ways_of


@dataclass(frozen=True, slots=True)
class Collect:
    """`least`..`most` digits into the data name `into`. `confirm` says them back and waits for 1 (right) or 2 (again);
    empty: taken at once. `keys`: keys that are no digits → node, REPEAT or BACK.
    `speech`: the digits may be spoken too."""

    kind: ClassVar[str] = "collect"
    role: ClassVar[Role] = Role.ASKS

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
    speech: bool = False
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "ok", self.next
        yield from ways_of(self.keys)
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        return names_said(self.say, self.asking.wrong, self.asking.silent, self.confirm)

    def shown(self) -> Iterator[str]:
        count = str(self.most) if self.least == self.most else f"{self.least}-{self.most}"
        yield f"{count} digits: {self.into}{', masked' if self.masked else ''}"
        yield from lines_of_keys_that_stay(self.keys)
