"""What is written down of a request: who, what, of whom, and what came of it. Numbers by their last two digits."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from acd.config.roles import Role
from acd.control.gate import Gate
from acd.control.peer import Peer
from acd.control.requests import Request
from acd.core.acts import OperatorActed
from acd.log_format import masked

DONE, REFUSED, DENIED, FAILED = "done", "refused", "denied", "failed"
_WHOM: Final = ("contact", "agent", "who", "number", "queue", "sound", "upload", "scopes")
_NUMBERS: Final = ("who",)  # and `number` where it is text: a message's is its place in the list
_NAMES: Final = ("contact", "agent", "queue", "sound")
MOST = 400


def acted(peer: Peer, role: Role, request: Request, at: float, result: str, why: str = "") -> OperatorActed:
    whom, what = about(request)
    return OperatorActed(
        at=at,
        uid=peer.uid,
        who=peer.name,
        role=role.value,
        act=word(request),
        whom=whom,
        what=what,
        result=result,
        why=masked(" ".join(why.split()))[:MOST],
    )


def about(request: Request) -> tuple[str, str]:
    """Whom it is about, and the rest of it."""
    fields: dict[str, Any] = msgspec.structs.asdict(request)
    shown = {name: _shown(name, value) for name, value in fields.items() if value not in (None, "", (), {})}
    whom = next((name for name in _WHOM if name in shown), "")
    rest = ", ".join(f"{name} {value}" for name, value in shown.items() if name != whom)
    return shown.get(whom, ""), rest[:MOST]


class Trail:
    """`note` is a server's ``Written``; `keep` takes the row and its time."""

    def __init__(self, gate: Gate, keep: Callable[[OperatorActed, float], None], now: Callable[[], float]) -> None:
        self._gate = gate
        self._keep = keep
        self._now = now

    def note(self, peer: Peer, request: Request, result: str, why: str) -> None:
        at = self._now()
        self._keep(acted(peer, self._gate.role(peer), request, at, result, why), at)


def word(request: Request) -> str:
    """The request's own, as it goes over the socket."""
    return str(request.__struct_config__.tag)


def _shown(name: str, value: object) -> str:
    if name in _NUMBERS or (name == "number" and isinstance(value, str)):
        return hidden(str(value))
    if name in _NAMES:
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, dict):
        return " ".join(f"{key}={each}" for key, each in value.items())[:MOST]
    if isinstance(value, tuple):
        return " ".join(map(str, value))[:MOST]
    return masked(str(value))[:MOST]


def hidden(text: str) -> str:
    """Only the last two characters of what may be a number, or an account."""
    return f"***{text[-2:]}" if len(text) > 4 else "***"
