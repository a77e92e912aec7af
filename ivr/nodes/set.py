"""What the caller carries on: data, language, intent, skills, priority."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import Role, Template, names_filled


@dataclass(frozen=True, slots=True)
class Set:
    """What is None or empty stays as it was; skills are added to those there."""

    kind: ClassVar[str] = "set"
    role: ClassVar[Role] = Role.MUTE

    next: str
    data: Mapping[str, Template] = field(default_factory=dict)
    language: str | None = None
    intent: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int | None = None
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "", self.next

    def names(self) -> Iterator[str]:
        return names_filled(self.data.values())

    def shown(self) -> Iterator[str]:
        pairs = {"language": self.language, "intent": self.intent, "priority": self.priority, **self.skills}
        yield from (f"{name} = {value}" for name, value in pairs.items() if value is not None)
        yield from (f"{name} = {value.text}" for name, value in self.data.items())
