"""The three ways out of a flow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import Prompt, Role, Template, names_filled, names_said, said_lines


@dataclass(frozen=True, slots=True)
class ToQueue:
    """To a queue, with what was set on the way; what is named here comes on top."""

    kind: ClassVar[str] = "handoff"
    role: ClassVar[Role] = Role.ENDS

    queue: str
    intent: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int | None = None
    data: Mapping[str, Template] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def names(self) -> Iterator[str]:
        return names_filled(self.data.values())

    def shown(self) -> Iterator[str]:
        yield f"queue {self.queue}"
        if self.intent:
            yield f"intent {self.intent}"


@dataclass(frozen=True, slots=True)
class ToDestination:
    kind: ClassVar[str] = "transfer"
    role: ClassVar[Role] = Role.ENDS

    destination: str
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def names(self) -> Iterator[str]:
        return iter(())

    def shown(self) -> Iterator[str]:
        yield self.destination


@dataclass(frozen=True, slots=True)
class Goodbye:
    kind: ClassVar[str] = "hangup"
    role: ClassVar[Role] = Role.ENDS

    say: Prompt = ()
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def names(self) -> Iterator[str]:
        return names_said(self.say)

    def shown(self) -> Iterator[str]:
        return said_lines(self.say)
