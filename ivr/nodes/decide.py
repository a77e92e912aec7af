"""The way on by conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.conditions import Condition, described, names_in
from ivr.nodes.words import Role


@dataclass(frozen=True, slots=True)
class Choice:
    when: Condition
    go: str


@dataclass(frozen=True, slots=True)
class Decide:
    """The first choice that is true wins."""

    kind: ClassVar[str] = "decide"
    role: ClassVar[Role] = Role.MUTE

    choices: tuple[Choice, ...]
    otherwise: str
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield from ((described(choice.when), choice.go) for choice in self.choices)
        yield "else", self.otherwise

    def names(self) -> Iterator[str]:
        for choice in self.choices:
            yield from names_in(choice.when)

    def shown(self) -> Iterator[str]:
        return iter(())
