"""The control socket's wire form, without a socket: newline-delimited JSON.

A request is one line; one line answers it: ``{"ok": true, "value": ...}`` or ``{"ok": false, "error": "a sentence",
"code": "..."}``. After ``watch`` the stream's lines are tellings: ``{"at": 1763769287.5, "kind": "ContactEntered",
"what": {...}}``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from acd.control.happenings import KINDS, Happening
from acd.control.requests import Request

LINE_BYTES = 64 * 1024


class Code(StrEnum):
    """Why a request came to nothing, for programs; the error sentence is for people."""

    BAD_REQUEST = "bad_request"  # not a request; the connection ends where lines can no longer be told apart
    REFUSED = "refused"  # understood, and cannot be done
    DENIED = "denied"  # the client's role may not
    BUSY = "busy"  # too many clients
    TIMEOUT = "timeout"
    FAULT = "fault"  # ours: the daemon's log has it


class BadRequestError(Exception):
    """The peer sent something that is not a request; the message says what."""


class LineTooLongError(BadRequestError):
    pass


class LineCutter:
    """Cuts a stream of bytes into lines of at most `limit` bytes, the newline not counted.

    Holds at most what one ``feed`` brought beyond an unfinished line.
    """

    def __init__(self, limit: int = LINE_BYTES) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._searched = 0

    @property
    def has_half_line(self) -> bool:
        return bool(self._buffer)

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next_line(self) -> bytes | None:
        """The next whole line without its end, or None until more is fed.

        Raises LineTooLongError for a line, whole or not, over the limit; nothing can be read after that.
        """
        end = self._buffer.find(b"\n", self._searched)
        if (end if end >= 0 else len(self._buffer)) > self._limit:
            raise LineTooLongError(f"a line is longer than {self._limit} bytes")
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        return line


class Answer(msgspec.Struct, frozen=True):
    """One reply as it came off the wire; `value` is still JSON."""

    ok: bool
    value: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One line of a watch."""

    at: float
    what: Happening


class _RawTelling(msgspec.Struct, frozen=True):
    at: float
    kind: str
    what: msgspec.Raw


def _plain(value: object) -> object:
    """The core's read-only mappings, which msgspec does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


_encoder = msgspec.json.Encoder(enc_hook=_plain)
_request_decoder: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)


def encode_line(value: object) -> bytes:
    """One line of JSON, its newline included; control characters are escaped, so it is one line for certain. What a
    caller sent that is no Unicode text (lone surrogates) becomes "?"."""
    try:
        return _encoder.encode(value) + b"\n"
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, enc_hook=_plain)
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def decode_request(line: bytes) -> Request:
    """Raises BadRequestError for whatever is not exactly a request."""
    try:
        return _request_decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequestError(f"not a request: {error}") from None


def encode_value(value: object) -> bytes:
    return encode_line({"ok": True, "value": value})


def encode_error(error: str, code: Code) -> bytes:
    return encode_line({"ok": False, "error": error, "code": code})


def encode_telling(at: float, what: Happening) -> bytes:
    return encode_line({"at": at, "kind": type(what).__name__, "what": what})


def decode_telling(line: bytes) -> Telling | None:
    """None for a kind this version does not know: a newer daemon may tell more. Raises msgspec.MsgspecError."""
    raw = msgspec.json.decode(line, type=_RawTelling)
    kind = KINDS.get(raw.kind)
    return None if kind is None else Telling(raw.at, msgspec.json.decode(raw.what, type=kind))
