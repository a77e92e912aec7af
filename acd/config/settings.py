"""The configuration as the house sees it: read, validated, frozen. Durations are in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from acd.config.callback_settings import CallbackPolicy
from acd.config.lookup_settings import Lookup, PinBook
from acd.config.messages_settings import Messages
from acd.config.privacy_settings import Privacy
from acd.config.roles import Named
from acd.config.secret import Secret
from acd.core.roster import Roster
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.speech.plan import SpeechPlan
from ivr.voice.voices import Voices


@dataclass(frozen=True, slots=True)
class Daemon:
    """`socket` is where the CLI reaches the daemon; members of `group` may use it. `standby`: another daemon may stand
    by, or this one. `drain`: what becomes of those who wait when it is told to stop (leave, serve, fallback), and for
    how long they are served then. Every `sweep_s` the books are compared with what the PBXes show."""

    run_dir: Path
    socket: Path
    group: str | None
    log_level: str
    language: str
    standby: bool = False
    drain: str = "leave"
    drain_s: float = 60.0
    sweep_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Agi:
    """Where the PBXes reach our FastAGI server; `secret` makes the per-call tokens."""

    host: str
    port: int
    secret: Secret

    @property
    def url(self) -> str:
        return f"agi://[{self.host}]:{self.port}" if ":" in self.host else f"agi://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Pbx:
    """One Asterisk and our manager account on it. `sounds`, where known, is its sounds directory as this machine sees
    it; `trunks` are its PJSIP endpoints to the outside."""

    name: str
    host: str
    port: int
    username: str
    secret: Secret
    sounds: Path | None
    trunks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """Recordings are kept under `root`, on the PBX; callers of a recorded queue first hear the sound `notice`."""

    root: Path
    notice: str | None


@dataclass(frozen=True, slots=True)
class Spool:
    """Where rows wait while the store is in trouble, and how many bytes of them at most; 0: in memory only."""

    folder: Path
    mb: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configured. `store_url` may hold a password and so stays out of repr. `destinations` maps the names
    a caller may be sent to onto their descriptions; ``fallback`` is always there. `pins` maps agents to PIN hashes.
    `files` tells in which file each ``queue.NAME`` and ``agent.ID`` stands. Without `speech`: keys only."""

    directory: Path
    daemon: Daemon
    agi: Agi
    pbxes: Mapping[str, Pbx]
    store_url: str = field(repr=False)
    spool: Spool
    recording: Recording
    speech: SpeechPlan | None
    roster: Roster
    flows: Mapping[str, Flow]
    calendars: Mapping[str, Calendar]
    destinations: Mapping[str, str]
    pins: Mapping[str, str] = field(repr=False)
    signed_in_at_start: frozenset[str]
    files: Mapping[str, str] = field(compare=False)
    messages: Messages = field(default_factory=Messages)
    callback: CallbackPolicy | None = None
    voice: Voices = field(default_factory=Voices)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    pin_books: Mapping[str, PinBook] = field(default_factory=dict)
    roles: Named = field(default_factory=dict)
    privacy: Privacy = field(default_factory=Privacy)
