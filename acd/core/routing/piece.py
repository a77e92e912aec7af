"""One piece of what was learned, in the one form in which all of it is kept, journalled and recalled."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """`what` names the estimate ("handle", "patience", ...); `who` is an agent or queue, `key` the work or queue,
    either may be empty; what `values` mean is told by the module that learns it."""

    what: str
    who: str
    key: str
    values: tuple[float, ...]


def work_key(intent: str, queue: str) -> str:
    """The kind of work that a contact is: its intent's, or else its queue's."""
    return f"intent {intent}" if intent else f"queue {queue}"
