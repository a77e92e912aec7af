"""The requests of the control socket: one JSON object a line, its kind under "do".

Everything is checked here, once: an object that decodes is well formed (names not empty, without control characters,
not longer than 200 characters). Whether the agent, queue or contact exists is the floor's to say.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from acd.control.desk_requests import DeskRequest
from acd.control.duty import DrainWay
from acd.control.house import HistoryFilter
from acd.control.privacy_requests import PrivacyRequest
from acd.core.events import (
    AgentPaused,
    AgentReady,
    AgentSignedIn,
    AgentSignedOut,
    AgentSkillsChanged,
    ContactDropped,
    ContactMoved,
    ContactPrioritised,
    Event,
)
from acd.core.records import Outcome

MOST_ROWS = 1000

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Level = Annotated[int, msgspec.Meta(ge=0, le=10)]
Skills = Annotated[dict[Name, Level], msgspec.Meta(min_length=1, max_length=200)]


class _Request(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    pass


class Status(_Request, frozen=True, tag="status"):
    """Answered by a ``DaemonStatus``."""


class View(_Request, frozen=True, tag="view"):
    """Answered by a ``FloorView``."""


class Why(_Request, frozen=True, tag="why"):
    """Answered by a list of ``Decided``, oldest first."""

    contact: Name


class History(_Request, frozen=True, tag="history"):
    """Answered by a list of ``ContactEnded``, latest first."""

    since: float | None = None
    until: float | None = None
    agent: Name | None = None
    queue: Name | None = None
    number: Name | None = None
    outcome: Outcome | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS)] = 50

    def wanted(self) -> HistoryFilter:
        return HistoryFilter(self.since, self.until, self.agent, self.queue, self.number, self.outcome, self.limit)


class Reload(_Request, frozen=True, tag="reload"):
    """Answered by the differences, a list of lines."""


class Heal(_Request, frozen=True, tag="heal"):
    """Compares the daemon's books with what the PBXes show. Answered by a ``Compared``; without `dry_run` the
    differences are healed."""

    dry_run: bool = False


class Doctor(_Request, frozen=True, tag="doctor"):
    """Answered by a list of ``DoctorLine``."""


class UnlockPin(_Request, frozen=True, tag="pin-unlock"):
    """`who` is an account or a caller's number. Answered by what was opened, a list of lines."""

    who: Name


class Stop(_Request, frozen=True, tag="drain"):
    """Answered by a ``Draining``. Without `way` and `for_s`: as configured."""

    way: DrainWay | None = None
    for_s: Annotated[float, msgspec.Meta(ge=0, le=86_400)] | None = None


class Watch(_Request, frozen=True, tag="watch"):
    """Answered by null, then a stream of tellings until the client closes its side."""


class SignIn(_Request, frozen=True, tag="agent-sign-in"):
    agent: Name

    def event(self, asked: str) -> Event:
        return AgentSignedIn(self.agent, asked)


class SignOut(_Request, frozen=True, tag="agent-sign-out"):
    agent: Name

    def event(self, asked: str) -> Event:
        return AgentSignedOut(self.agent, asked)


class Pause(_Request, frozen=True, tag="agent-pause"):
    agent: Name
    reason: Name

    def event(self, asked: str) -> Event:
        return AgentPaused(self.agent, self.reason, asked)


class Ready(_Request, frozen=True, tag="agent-ready"):
    agent: Name

    def event(self, asked: str) -> Event:
        return AgentReady(self.agent, asked)


class ChangeSkills(_Request, frozen=True, tag="agent-skills"):
    """Sets the named skills' levels, 0 takes one away; the others stay."""

    agent: Name
    skills: Skills

    def event(self, asked: str, held: Mapping[str, int]) -> Event:
        """`held` is what the agent has now: the floor's event carries all his skills."""
        return AgentSkillsChanged(self.agent, {**held, **self.skills}, asked)


class Move(_Request, frozen=True, tag="call-move"):
    """`position` counts from 1; without it the contact takes its place by its age."""

    contact: Name
    queue: Name
    position: Annotated[int, msgspec.Meta(ge=1)] | None = None

    def event(self, asked: str) -> Event:
        return ContactMoved(self.contact, self.queue, asked, self.position)


class Prioritise(_Request, frozen=True, tag="call-priority"):
    contact: Name
    priority: Level

    def event(self, asked: str) -> Event:
        return ContactPrioritised(self.contact, self.priority, asked)


class Drop(_Request, frozen=True, tag="call-drop"):
    contact: Name

    def event(self, asked: str) -> Event:
        return ContactDropped(self.contact, asked)


class CallBack(_Request, frozen=True, tag="call-back"):
    """Answered by the id of the call-back. `at`: not before; without it as soon as an agent is free."""

    number: Name
    queue: Name
    at: float | None = None


Deed = SignIn | SignOut | Pause | Ready | Move | Prioritise | Drop
Look = Status | View | Why | History | Reload | Doctor | Watch
Request = Look | Heal | Stop | UnlockPin | ChangeSkills | CallBack | DeskRequest | PrivacyRequest | Deed
