"""A call-back: a contact whose caller has hung up and is to be rung, in the place he had in the line.

It is a ``Contact`` like any other, without a channel for as long as nobody is on the line (``Contact.is_away``). What
it has beyond a caller on hold stands here, and the rows from which the next daemon takes it up again: the newest
``CallbackBooked`` of a contact is how it stands, the ``CallbackTried`` rows are the calls it took so far, and it is
over when the contact has its terminal row, as every contact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.core.frozen import frozen
from acd.core.roster import SkillNeed

LEAST_NATIONAL = 5  # digits, below which two numbers are not taken for one


@frozen
class Dial:
    """A customer to be called: `number` is a + and digits, `trunk` a PJSIP endpoint, `shown` the number he sees."""

    number: str
    trunk: str
    shown: str
    ring_s: float


@frozen
class CallbackBooked:
    """`number` is the one to be called (a + and digits), `national` its part without country code and trunk prefix.
    `due` is the instant before which it is not called, `joined` when it came to stand in its queue; None: not before it
    is due."""

    contact: str
    pbx: str
    queue: str
    number: str
    national: str
    name: str
    intent: str
    language: str
    priority: int
    needs: tuple[SkillNeed, ...]
    excluded: tuple[str, ...]
    entered: float
    since: float
    due: float
    joined: float | None
    at: float
    data: Mapping[str, str]


@frozen
class CallbackTried:
    """One call that reached nobody: `result` is busy, no_answer, rejected, unreachable or hung_up. `due` is when the
    next one may be made; `attempt` counts from 1."""

    contact: str
    attempt: int
    agent: str
    at: float
    result: str
    due: float


@dataclass(slots=True)
class Callback:
    """What a contact has as long as it is a call-back."""

    national: str
    due: float = 0.0
    tries: int = 0
    in_line: bool = True
    ending: set[int] = field(default_factory=set)  # legs being stopped that may still ring the customer


def is_same_line(number: str, national: str) -> bool:
    """Whether a caller's number, in whatever form his carrier gives it, is the one of that national part."""
    digits = "".join(char for char in number if char in "0123456789")
    return len(national) >= LEAST_NATIONAL and digits.endswith(national)
