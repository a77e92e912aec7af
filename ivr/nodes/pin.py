"""The caller proves who he is by a PIN."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import (
    NO_ANSWER,
    Asking,
    Prompt,
    Role,
    Template,
    lines_of_keys_that_stay,
    names_filled,
    names_said,
    ways_of,
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN of `least`..`most` digits is asked for by keys and held against the one of `account` in the book `pins`; it
    is never kept. `locked`: there were too many wrong ones, in this call or before. `failed`: nobody could say.
    `waiting` is said where the answer takes longer than a moment."""

    kind: ClassVar[str] = "pin"
    role: ClassVar[Role] = Role.ASKS

    pins: str
    account: Template
    say: Prompt
    next: str
    locked: str
    failed: str
    asking: Asking
    least: int = 4
    most: int = 12
    terminator: str = "#"
    waiting: Prompt = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "right", self.next
        yield from ways_of(self.keys)
        yield "locked", self.locked
        yield "failed", self.failed
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        yield from names_filled((self.account,))
        yield from names_said(self.say, self.asking.wrong, self.asking.silent, self.waiting)

    def shown(self) -> Iterator[str]:
        yield f"PIN of {self.pins}"
        yield from lines_of_keys_that_stay(self.keys)
