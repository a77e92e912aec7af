"""What the control room may ask of the daemon, and the answers' shapes.

The daemon implements ``House``; the server, the command line and their tests know nothing else of it. Every dataclass
here travels as JSON under its own field names, so renaming a field changes the public ``--json`` output.

Times are seconds on the core's clock (Unix epoch based), durations say their unit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from acd.control.desk_answers import AnnouncementStatus
from acd.control.desk_requests import DeskRequest
from acd.control.duty import ALONE, Draining, DrainWay, Duty
from acd.control.happenings import Happening
from acd.control.privacy_requests import PrivacyRequest
from acd.core.commands import Reply
from acd.core.events import Event
from acd.core.records import ContactEnded, Decided, Outcome
from acd.core.view import FloorView

Watcher = Callable[[float, Happening], None]
"""Called in the pump's turn with the time and what happened: must return at once and never raise."""


class RefusedError(Exception):
    """A request that cannot be done. The message is one clear sentence (or several lines) for whoever asked."""


class LinkState(StrEnum):
    """One PBX's AMI connection."""

    UP = "up"
    CONNECTING = "connecting"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    pbx: str
    address: str  # host:port
    state: LinkState
    since: float
    trouble: str = ""  # the last error in words; empty while up
    version: str = ""  # of the Asterisk, once known


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """`url` holds no password; `trouble` is empty while rows are written; `pending` rows wait to be: `spooled` of them
    safe on the disk, in `spool_bytes` of files, the oldest since `spool_since` (wall clock; 0: none). `lost` found no
    room anywhere; `gave_way` says what they were."""

    url: str
    trouble: str = ""
    pending: int = 0
    spooled: int = 0
    spool_bytes: int = 0
    spool_since: float = 0.0
    lost: int = 0
    gave_way: str = ""


@dataclass(frozen=True, slots=True)
class Counters:
    """Since the start of the daemon."""

    events: int = 0  # handled by the floor
    refused_events: int = 0  # that made no sense in the state they met
    pump_lag_ms: float = 0.0  # the longest an event waited for its turn
    ami_poison: int = 0  # malformed AMI messages dropped
    agi_dropped: int = 0  # AGI peers turned away
    control_dropped: int = 0  # control clients turned away or cut off
    calls_out_refused: int = 0  # over a cap of the hour
    tasks: int = 0  # there are now, in the daemon's loop


@dataclass(frozen=True, slots=True)
class DaemonStatus:
    version: str
    pid: int
    config: str  # the directory
    started: float
    at: float
    links: tuple[LinkStatus, ...]
    store: StoreStatus
    counters: Counters
    announcements: tuple[AnnouncementStatus, ...] = ()
    healed: Mapping[str, int] = field(default_factory=dict)  # differences between books and PBXes, by kind
    duty: Duty = ALONE
    draining: Draining | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between the floor's books and the PBXes, one a line; `unseen` are PBXes that cannot be looked at
    now: each is compared by itself when it is back."""

    differences: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One thing looked at on one PBX; `advice` says what to do where it is not ok."""

    pbx: str
    health: Health
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which ended contacts are wanted; None lets all through. `number` matches any part of the caller's number;
    `since` and `until` bound the time of arrival."""

    since: float | None = None
    until: float | None = None
    agent: str | None = None
    queue: str | None = None
    number: str | None = None
    outcome: Outcome | None = None
    limit: int = 50


class House(Protocol):
    """The daemon as its control room sees it. Any method may raise ``RefusedError``."""

    def view(self) -> FloorView: ...

    async def ask(self, event: Callable[[str], Event]) -> Reply:
        """Send the floor the event made with a fresh `asked` token; its one answer."""
        ...

    async def why(self, contact: str) -> tuple[Decided, ...]:
        """The routing decisions of a contact, oldest first; empty if none is known."""
        ...

    async def history(self, wanted: HistoryFilter) -> tuple[ContactEnded, ...]:
        """Ended contacts, the latest arrival first, at most `wanted.limit`."""
        ...

    async def call_back(self, number: str, queue: str, at: float | None) -> str:
        """Put `number` down to be called back for `queue` (from `at` on); the contact's id."""
        ...

    async def reload(self) -> tuple[str, ...]:
        """Apply the configuration as it is on disk; the differences, one a line. A bad one is refused, all errors in
        the ``RefusedError``, and the old one stays."""
        ...

    async def unlock_pin(self, who: str) -> tuple[str, ...]:
        """Open the account and the number called `who` after wrong PINs; what was opened, a line each."""
        ...

    async def heal(self, *, dry_run: bool) -> Compared:
        """Compare the floor's books with what the PBXes show, and heal what differs unless `dry_run`."""
        ...

    async def doctor(self) -> tuple[DoctorLine, ...]: ...

    async def status(self) -> DaemonStatus: ...

    async def drain(self, way: DrainWay | None, for_s: float | None) -> Draining:
        """Take no new work and end, in `way` (None: as configured) and within `for_s`."""
        ...

    async def privacy_desk(self, request: PrivacyRequest) -> object:
        """What is asked about what is kept, answered as the request says."""
        ...

    async def message_desk(self, request: DeskRequest) -> object:
        """What is asked about messages and announcements, answered as the request says."""
        ...

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` called with everything that happens until the returned function is called."""
        ...
