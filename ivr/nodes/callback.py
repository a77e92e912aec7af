"""The caller is put down to be called back, in the place he has or would have in a queue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.nodes.words import Role, Template, names_filled


@dataclass(frozen=True, slots=True)
class Callback:
    """To be called back at `number` for `queue`; empty: for the one he was on hold in. It says nothing itself: the
    number is asked for and confirmed before, and what came of it is said after."""

    kind: ClassVar[str] = "callback"
    role: ClassVar[Role] = Role.MUTE

    queue: str
    number: Template
    booked: str
    duplicate: str
    refused: str
    failed: str
    line: int = field(default=0, compare=False)

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "booked", self.booked
        yield "duplicate", self.duplicate
        yield "refused", self.refused
        yield "failed", self.failed

    def names(self) -> Iterator[str]:
        return names_filled((self.number,))

    def shown(self) -> Iterator[str]:
        yield f"queue {self.queue}" if self.queue else "the queue he was held in"
