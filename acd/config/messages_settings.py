"""Where callers' messages and announcements are kept, and how messages are mailed. Durations are in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from acd.config.secret import Secret

Security = Literal["tls", "starttls", "none"]
BoxName = tuple[str, str]
"""queue or agent, and its name."""


@dataclass(frozen=True, slots=True)
class BoxOptions:
    """`mail`: where a message is mailed too, empty for nowhere; `keep_s`: None for ever."""

    mail: str = ""
    keep_s: float | None = None


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Messages are recorded under `root` on the PBX. `keep_s` holds for boxes without options of their own."""

    root: Path = Path("/var/spool/asterisk/voicemail/acd")
    keep_s: float | None = None
    boxes: Mapping[BoxName, BoxOptions] = field(default_factory=lambda: MappingProxyType({}))

    def options(self, kind: str, name: str) -> BoxOptions:
        return self.boxes.get((kind, name)) or BoxOptions(keep_s=self.keep_s)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Whom mail is given to. Without `username` nobody logs in."""

    host: str
    port: int
    security: Security
    sender: str
    username: str = ""
    secret: Secret | None = None
    timeout_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Messages:
    """`announcements`: the folder for what callers are told, readable by the PBX."""

    voicemail: Voicemail = Voicemail()
    mail: MailServer | None = None
    announcements: Path = Path("/var/spool/asterisk/announcements/acd")
