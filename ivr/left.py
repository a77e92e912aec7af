"""What a caller leaves behind in a flow: messages, and answers about his talk."""

from dataclasses import dataclass, replace
from typing import Literal

BoxKind = Literal["queue", "agent"]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a message goes: to everybody who serves a queue, or to one agent."""

    kind: BoxKind
    name: str


@dataclass(frozen=True, slots=True)
class Message:
    """`tape` is the name of its audio (see `Record`), `seconds` its length."""

    box: Box
    tape: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A rating: a whole number to a named question."""

    question: str
    value: int


@dataclass(frozen=True, slots=True)
class Left:
    """`begun` are all tapes a recording was begun on, `kept` the messages among them; `held` is one that its caller
    has not decided on: whoever goes without a word has left it."""

    answers: tuple[Answer, ...] = ()
    kept: tuple[Message, ...] = ()
    held: Message | None = None
    begun: tuple[str, ...] = ()

    @property
    def dropped(self) -> tuple[str, ...]:
        """The tapes that are no messages."""
        kept = {message.tape for message in self.kept}
        return tuple(tape for tape in self.begun if tape not in kept)

    def keep(self) -> "Left":
        """What was held is a message."""
        return self if self.held is None else replace(self, kept=(*self.kept, self.held), held=None)
