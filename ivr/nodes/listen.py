"""A choice by words or by one key, both at the same time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import (
    BACK,
    NO_ANSWER,
    REPEAT,
    Asking,
    Prompt,
    Role,
    lines_of_keys_that_stay,
    names_said,
    said_lines,
    ways_of,
)


@dataclass(frozen=True, slots=True)
class SpokenChoice:
    """`go`: node, REPEAT or BACK; `phrases`: language → patterns (`ivr.grammar`); `echo`: what is said back when it was
    heard half sure; `key`: "" for none."""

    go: str
    phrases: Mapping[str, tuple[str, ...]]
    key: str = ""
    echo: Prompt = ()


@dataclass(frozen=True, slots=True)
class Listen:
    """`choices`: name → choice; `keys`: more keys, without words → node, REPEAT or BACK. A choice without an echo is
    not said back but asked again."""

    kind: ClassVar[str] = "listen"
    role: ClassVar[Role] = Role.ASKS

    say: Prompt
    choices: Mapping[str, SpokenChoice]
    asking: Asking
    keys: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        for name, choice in self.choices.items():
            if choice.go not in (REPEAT, BACK):
                yield _label(name, choice), choice.go
        yield from ways_of(self.keys)
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        echoes = (choice.echo for choice in self.choices.values())
        return names_said(self.say, self.asking.wrong, self.asking.silent, *echoes)

    def shown(self) -> Iterator[str]:
        yield from said_lines(self.say)
        stay = {_label(name, choice): choice.go for name, choice in self.choices.items()}
        yield from lines_of_keys_that_stay({**stay, **self.keys})


def _label(name: str, choice: SpokenChoice) -> str:
    return f"{name} ({choice.key})" if choice.key else name
