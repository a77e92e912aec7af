"""What the Floor wants done, as imperatives: the only way out. The shell carries them out in the order given."""

from acd.core.callback import Dial
from acd.core.frozen import frozen
from acd.core.records import Row
from acd.core.roster import Leave


@frozen
class RingAgent:
    """Ring `phone` for at most `ring_s`; when it is picked up, whisper if asked, and connect it to the caller. With
    `dial` there is no caller on the line: then the customer is called and connected."""

    pbx: str  # the caller's
    contact: str
    offer: int
    agent: str
    phone: str
    channel: str  # the caller's channel
    number: str  # the caller's number, cleaned
    name: str
    queue: str
    waited_s: float
    ring_s: float
    whisper: bool
    record: bool
    language: str
    agent_name: str = ""
    dial: Dial | None = None
    entered: float = 0.0
    music: str = ""


@frozen
class DialCustomer:
    """Call the customer of a call-back, on a leg of the offer's name; once he has picked up he waits on hold like any
    other caller."""

    pbx: str
    contact: str
    offer: int
    dial: Dial
    queue: str
    entered: float
    music: str
    language: str


@frozen
class StopRinging:
    """End an offer's leg whatever its stage."""

    pbx: str
    contact: str
    offer: int


@frozen
class SendCaller:
    """Take the caller out of hold to a named destination, an IVR node, or a message and hang-up (never ``ToQueue``)."""

    pbx: str
    contact: str
    channel: str
    where: Leave


@frozen
class HangUpCaller:
    pbx: str
    contact: str
    channel: str


@frozen
class MarkCaller:
    """Write a waiting caller's queue, its music and his priority, changed since he came, on his channel, where a
    restart reads them."""

    pbx: str
    contact: str
    channel: str
    queue: str
    music: str
    priority: int


@frozen
class LookAgain:
    """Something of this PBX was not heard, it seems: bring a fresh ``PbxSnapshot``."""

    pbx: str


@frozen
class WakeMe:
    """Bring ``TimerRang(token)`` at `at` on the core's clock."""

    at: float
    token: str


@frozen
class Record:
    row: Row


@frozen
class Announcement:
    """What a caller on hold is told now; None parts are not said. `comfort` is a sound name."""

    position: int | None
    wait_s: float | None
    comfort: str | None


@frozen
class Booked:
    """The call-back there is now."""

    contact: str


@frozen
class Reply:
    """The answer to a request: `ok`, or `error` in one clear sentence; `value` where the request defines one."""

    asked: str
    ok: bool
    error: str = ""
    value: Announcement | Leave | Booked | None = None


Command = (
    RingAgent
    | DialCustomer
    | StopRinging
    | SendCaller
    | HangUpCaller
    | MarkCaller
    | LookAgain
    | WakeMe
    | Record
    | Reply
)
