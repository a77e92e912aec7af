"""What is told of messages and announcements."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageStatus:
    """`number` names it in commands; `state` is read, unread or deleted; `mailed`: empty, or mailed, waiting, given up;
    `path` is where its audio is on the PBX `pbx`."""

    number: int
    contact: str
    pbx: str
    box_kind: str
    box: str
    caller_number: str
    caller_name: str
    seconds: float
    at: float
    state: str
    mailed: str
    path: str


@dataclass(frozen=True, slots=True)
class AnnouncementStatus:
    """`scope` is all or a queue; `sound` a sound's name, or a file's path on this machine."""

    scope: str
    sound: str
    since: float
    until: float | None


@dataclass(frozen=True, slots=True)
class Switched:
    """What changed, what is on now, and what could not be checked."""

    changed: tuple[AnnouncementStatus, ...]
    on: tuple[AnnouncementStatus, ...]
    warning: str = ""
