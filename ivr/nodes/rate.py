"""A caller's rating, by one key or spoken, kept as an answer to a survey."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import NO_ANSWER, Asking, Prompt, Role, names_said, said_lines


@dataclass(frozen=True, slots=True)
class Rate:
    """`question` names it in reports; the answer is a whole number from `least` to `most`, 0 to 9. `speech`:
    it may be spoken too. `keys`: no key leads elsewhere."""

    kind: ClassVar[str] = "rate"
    role: ClassVar[Role] = Role.ASKS

    question: str
    say: Prompt
    next: str
    least: int
    most: int
    asking: Asking
    speech: bool = False
    keys: Mapping[str, str] = field(default_factory=dict, init=False)
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "rated", self.next
        yield NO_ANSWER, self.asking.on_failure

    def names(self) -> Iterator[str]:
        return names_said(self.say, self.asking.wrong, self.asking.silent)

    def shown(self) -> Iterator[str]:
        yield f"{self.question}: {self.least} to {self.most}"
        yield from said_lines(self.say)
