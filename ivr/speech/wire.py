"""AEAP, Asterisk's dialogue with an external speech recogniser, without a socket: text in -> facts, facts out -> text.

Asterisk is the client. It asks ``setup`` once, then ``set`` and ``get``; each has an id and is answered under it. What
was heard is pushed to it as a request of our own, which it answers. Audio comes in binary frames and is not read here.

Asterisk holds a caller's channel while it waits for an answer, for a second at most. So every request that can be
read is answered, one we do not know with an error; what cannot be read (`Violation`) ends the connection. No text of a
peer's is put into any answer but its own request's name and id, which are checked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

MAX_TEXT = 4_096  # characters of one message; Asterisk's own are below 300
MAX_ENTRIES = 32
MAX_DEPTH = 8
SLIN = "slin"  # signed linear, 16 bit, 8 kHz: what SPEECH RECOGNIZE sends whatever was agreed
HEARD = "heard"  # what a result says: never what was said

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_NAME = re.compile(r"[a-z_]{1,32}")


@dataclass(frozen=True, slots=True)
class Setup:
    """The first request. `codecs` are the names offered, best first."""

    id: str
    codecs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Values set on the speech object: whatever the dialplan or AGI names, and ``dtmf``, which is a key pressed."""

    id: str
    params: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Get:
    id: str
    params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A request of another name, or with parameters of unknown shape."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The peer's answer to a request of ours; `failed` when it says so."""

    id: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Violation:
    """Not AEAP; `reason` is one of a few fixed phrases, free of anything the peer sent."""

    reason: str


Fact = Setup | Set | Get | Unknown | Answered | Violation


class _BrokenError(Exception):
    """Inside this file: becomes a Violation."""


def read(text: str) -> Fact:
    """One message. Never raises."""
    try:
        return _fact(_object(text))
    except _BrokenError as broken:
        return Violation(str(broken))


def setup_answer(asked: Setup) -> str:
    """Agrees to signed linear, which must have been offered first."""
    return _text({"response": "setup", "id": asked.id, "codecs": [{"name": SLIN}]})


def answer(asked: Set) -> str:
    return _text({"response": "set", "id": asked.id})


def refusal(name: str, number: str, why: str) -> str:
    """Asterisk logs `why`, and the command that asked fails."""
    return _text({"response": name, "id": number, "error_msg": why})


def result(number: str) -> str:
    """Ends ``SPEECH RECOGNIZE``, and the prompt with it. What was heard is not in it: the PBX logs results."""
    heard = {"text": HEARD, "score": 0, "grammar": "acd", "best": 0}
    return _text({"request": "set", "id": number, "params": {"results": [heard]}})


def _text(message: Mapping[str, object]) -> str:
    return json.dumps(message, separators=(",", ":"))


def _object(text: str) -> Mapping[str, Any]:
    if len(text) > MAX_TEXT:
        raise _BrokenError("message too long")
    if max(text.count("{"), text.count("[")) > MAX_DEPTH * MAX_ENTRIES:
        raise _BrokenError("message too deep")
    try:
        found = json.loads(text, object_pairs_hook=_single, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _BrokenError("not JSON") from None
    if not isinstance(found, Mapping):
        raise _BrokenError("not a JSON object")
    return found


def _single(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _BrokenError("a key twice")
    if len(found) > MAX_ENTRIES:
        raise _BrokenError("too many entries")
    return MappingProxyType(found)


def _no_constant(_: str) -> float:
    raise _BrokenError("not JSON")


def _fact(message: Mapping[str, Any]) -> Fact:
    number, name = message.get("id"), message.get("request")
    if not isinstance(number, str) or not _ID.fullmatch(number):
        raise _BrokenError("no id")
    if "response" in message and name is None:
        return Answered(number, "error_msg" in message)
    if not isinstance(name, str) or not _NAME.fullmatch(name) or "response" in message:
        raise _BrokenError("neither request nor response")
    match name:
        case "setup":
            return Setup(number, _codecs(message.get("codecs")))
        case "set" if (values := _values(message.get("params"))) is not None:
            return Set(number, values)
        case "get" if (names := _names(message.get("params"))) is not None:
            return Get(number, names)
    return Unknown(name, number)


def _codecs(listed: object) -> tuple[str, ...]:
    """Names of those that have one."""
    if not isinstance(listed, list) or len(listed) > MAX_ENTRIES:
        return ()
    names = (each.get("name") for each in listed if isinstance(each, Mapping))
    return tuple(name for name in names if isinstance(name, str))


def _values(params: object) -> Mapping[str, str] | None:
    if not isinstance(params, Mapping) or not all(isinstance(value, str) for value in params.values()):
        return None
    return params


def _names(params: object) -> tuple[str, ...] | None:
    if not isinstance(params, list) or len(params) > MAX_ENTRIES or not all(isinstance(each, str) for each in params):
        return None
    return tuple(params)
