"""Says something and goes on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import Prompt, Role, names_said, said_lines


@dataclass(frozen=True, slots=True)
class Play:
    kind: ClassVar[str] = "play"
    role: ClassVar[Role] = Role.MUTE

    say: Prompt
    next: str
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "", self.next

    def names(self) -> Iterator[str]:
        return names_said(self.say)

    def shown(self) -> Iterator[str]:
        return said_lines(self.say)
