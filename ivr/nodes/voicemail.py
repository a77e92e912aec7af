"""A message left for a queue or an agent: greeting, beep, recording, and what to do with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.left import Box
from ivr.nodes.words import NO_ANSWER, Asking, Prompt, Role, names_said, said_lines

KEEP, LISTEN, AGAIN, DELETE, OPERATOR_KEY, END_KEY = "1", "2", "3", "*", "0", "#"


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A recording lasts `longest_s` at most and ends by `#` or `silence_s` of quiet; one with less than `least_s` of
    sound is none, and is asked for again as often as `asking` says. With `review` its caller may keep it (1), hear it
    (2), record it again (3), delete it (*, where `deleted` leads on) or ask for an operator (0, where `operator` leads
    there, which keeps it); one who says nothing has kept it. `failed`: nothing can be recorded now."""

    kind: ClassVar[str] = "voicemail"
    role: ClassVar[Role] = Role.ASKS

    box: Box
    say: Prompt
    next: str
    failed: str
    asking: Asking
    deleted: str = ""
    operator: str = ""
    longest_s: float = 180.0
    silence_s: float = 4.0
    least_s: float = 2.0
    review: bool = True
    options: Prompt = ()
    too_short: Prompt = ()
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "kept", self.next
        if self.deleted:
            yield DELETE, self.deleted
        if self.operator:
            yield OPERATOR_KEY, self.operator
        yield "cannot record", self.failed
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        return names_said(self.say, self.options, self.too_short, self.asking.wrong, self.asking.silent)

    def shown(self) -> Iterator[str]:
        yield f"message for {self.box.kind} {self.box.name}"
        yield from said_lines(self.say)
