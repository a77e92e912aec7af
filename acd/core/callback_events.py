"""What can happen to call-backs, as ``acd.core.events`` has them: those of its events that need nothing of it."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.frozen import frozen
from acd.core.roster import SkillNeed

_NO_DATA: Mapping[str, str] = MappingProxyType({})


@frozen
class CallbackWanted:
    """`number` (+ and digits, checked by whoever asks) is to be called back for `queue`, from `due` on. `after` is the
    contact he waited as until he asked: he keeps its place, and its queue where `queue` is empty. A number that is to
    be called back for that queue already is refused, with the ``Booked`` of that one as the reply's value."""

    contact: str  # the call-back's own id
    pbx: str
    queue: str
    number: str
    national: str
    entered: float
    asked: str
    name: str = ""
    intent: str = ""
    language: str = ""
    needs: tuple[SkillNeed, ...] = ()
    priority: int = 0
    data: Mapping[str, str] = field(default_factory=lambda: _NO_DATA)
    after: str = ""
    due: float = 0.0


@frozen
class CallbacksRecalled:
    """Call-backs an earlier Floor had not finished: the newest row of each, and all calls they took. Those of them
    `talked` were brought to an agent, and their talks may still go on."""

    booked: tuple[CallbackBooked, ...]
    tried: tuple[CallbackTried, ...] = ()
    talked: tuple[str, ...] = ()


@frozen
class HoursTurned:
    """Call-backs of the `closed` queues may not be made now; all others may."""

    closed: tuple[str, ...]


@frozen
class CustomerReached:
    """The customer of a call-back has picked up; `offer` is that of the agent who hears him call."""

    contact: str
    offer: int
    channel: str
