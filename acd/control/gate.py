"""Who may ask for what. What a request needs is said here; one that is not named needs an admin."""

from collections.abc import Callable, Mapping
from typing import Final

from acd.config.roles import Named, Role
from acd.control.desk_requests import (
    AnnouncementPiece,
    DeleteMessage,
    ListMessages,
    MarkMessage,
    MessageAudio,
    SwitchAnnouncementOff,
    SwitchAnnouncementOn,
)
from acd.control.peer import Peer, own_uid
from acd.control.privacy_requests import ListActs
from acd.control.requests import (
    CallBack,
    ChangeSkills,
    Doctor,
    Drop,
    History,
    Move,
    Pause,
    Prioritise,
    Ready,
    Request,
    SignIn,
    SignOut,
    Status,
    View,
    Watch,
    Why,
)

_LOOKS = (Status, View, Why, History, Watch, Doctor, ListMessages)
_DEEDS = (
    *(SignIn, SignOut, Pause, Ready, ChangeSkills, Move, Prioritise, Drop, CallBack),
    *(MarkMessage, DeleteMessage, MessageAudio, AnnouncementPiece, SwitchAnnouncementOn, SwitchAnnouncementOff),
)
NEEDED: Final[Mapping[type, Role]] = {
    **dict.fromkeys(_LOOKS, Role.VIEWER),
    **dict.fromkeys(_DEEDS, Role.OPERATOR),
}
UNWRITTEN: Final = (*_LOOKS, AnnouncementPiece, ListActs)
"""Requests that leave no line in the trail when they are granted: they change nothing."""
ROOT = 0


def _nobody() -> Named:
    return {}


class Gate:
    """`named` gives the roles of the moment. `owners` are admins whatever is named: the daemon's own user and root."""

    def __init__(self, named: Callable[[], Named] = _nobody, owners: frozenset[int] | None = None) -> None:
        self._named = named
        self._owners = frozenset({own_uid(), ROOT}) if owners is None else owners

    def role(self, peer: Peer) -> Role:
        if peer.uid in self._owners:
            return Role.ADMIN
        named = self._named()
        given = [named.get(peer.name, Role.NONE), *(named.get(f"@{group}", Role.NONE) for group in peer.groups)]
        return max(given, key=lambda role: role.rank)

    def why_not(self, peer: Peer, request: Request) -> str:
        """Empty when it is granted; else a sentence for whoever asked."""
        needed, role = needed_for(type(request)), self.role(peer)
        if role.rank >= needed.rank:
            return ""
        has = f"is {_a(role)} here" if role is not Role.NONE else "has no role here"
        return f"{peer.name} {has}, and this takes {_a(needed)}: [roles] of acd.toml says who is what"


def needed_for(kind: type) -> Role:
    """Of a request's class."""
    return NEEDED.get(kind, Role.ADMIN)


def _a(role: Role) -> str:
    return f"{'a' if role is Role.VIEWER else 'an'} {role.value}"
