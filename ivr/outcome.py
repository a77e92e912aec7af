"""How a caller leaves a flow: the whole word the IVR has for the rest of the house."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_DATA: Mapping[str, str] = MappingProxyType({})
NO_SKILLS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HandOff:
    """To a queue. `skills` are needs beyond the queue's own (skill → level 1..10); `data` is what the flow collected,
    masked answers left out; `priority` 0..10."""

    queue: str
    intent: str = ""
    skills: Mapping[str, int] = field(default_factory=lambda: NO_SKILLS)
    priority: int = 0
    language: str = ""
    data: Mapping[str, str] = field(default_factory=lambda: NO_DATA)


@dataclass(frozen=True, slots=True)
class Transfer:
    """To a *named* destination of the dialplan, never to digits as dialled."""

    destination: str


@dataclass(frozen=True, slots=True)
class Hangup:
    """The flow says goodbye."""


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """The caller hung up at `node`."""

    node: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The flow could not go on at `node`: the caller goes to the fallback destination."""

    node: str
    reason: str


Outcome = HandOff | Transfer | Hangup | CallerLeft | Failed
