"""The AGI dialogue without a socket: bytes in → facts, commands out → bytes.

Why strict: the header carries text a caller chose, so a line break in it can forge a header or a reply. Therefore every
key comes once and in known shape, nothing may follow the header's blank line before our first command, one command is
outstanding at a time, and a line nobody asked for ends the dialogue (`Violation`). After a Violation nothing is read.

`HANGUP` is the one line Asterisk sends unasked (unless AGISIGHUP=no), at any time and sometimes twice; it is never a
reply. Limits are those of res_agi: lines of 8191 bytes, 127 arguments.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MAX_HEADER_BYTES = 16_384
MAX_HEADER_LINES = 60
MAX_LINE_BYTES = 8_191
MAX_ARGUMENTS = 127
MAX_USAGE_LINES = 200
REQUIRED_KEYS = ("agi_request", "agi_channel", "agi_uniqueid", "agi_language")

_HEADER_LINE = re.compile(r"(agi_[a-z0-9_]{1,60}):(?: (.*))?")
_REPLY_LINE = re.compile(r"(\d{3})([ -])(.*)")
_RESULT = re.compile(r"result=([^ ]*)")
_EXTRA = re.compile(r' ([a-z][a-z0-9]*)=("[^"]*"|[^" ]*)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_VERB = re.compile(r"[A-Z]+(?: [A-Z]+)*")


class Unsendable(ValueError):  # noqa: N818
    """A command that must not go on the wire: a control character, too long, or too many arguments."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header is complete: every `agi_*` key with its value."""

    values: Mapping[str, str]

    def arguments(self) -> tuple[str, ...]:
        """`agi_arg_1`, `agi_arg_2`, … up to the first that is missing."""
        found: list[str] = []
        while (value := self.values.get(f"agi_arg_{len(found) + 1}")) is not None:
            found.append(value)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the outstanding command. `result` is the text after ``result=``; `data` the text in parentheses, or
    for a code other than 200 the words; `extras` what follows, such as ``endpos``."""

    code: int
    result: str = ""
    data: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HangupSeen:
    """Asterisk says that this channel is gone: hung up, or taken away by Bridge."""


@dataclass(frozen=True, slots=True)
class Violation:
    """The peer broke the protocol; `reason` is one of a few fixed phrases, free of anything the peer sent."""

    reason: str


Fact = Header | Reply | HangupSeen | Violation


class _BrokenError(Exception):
    """Inside this file: becomes a Violation."""


def encode(verb: str, *arguments: str) -> bytes:
    """One whole command line. Every argument is quoted, so its text cannot become another argument."""
    if not _VERB.fullmatch(verb):
        raise Unsendable(f"not an AGI verb: {verb!r}")
    if len(arguments) + len(verb.split()) > MAX_ARGUMENTS:
        raise Unsendable(f"{verb}: {len(arguments)} arguments, at most {MAX_ARGUMENTS} with the verb's words")
    for place, argument in enumerate(arguments, 1):
        if _CONTROL.search(argument):
            raise Unsendable(f"{verb}: argument {place} holds a control character")
    try:
        line = " ".join((verb, *map(_quoted, arguments))).encode() + b"\n"
    except UnicodeEncodeError:
        raise Unsendable(f"{verb}: an argument is not text that UTF-8 can carry") from None
    if len(line) > MAX_LINE_BYTES:
        raise Unsendable(f"{verb}: {len(line)} bytes, at most {MAX_LINE_BYTES}")
    return line


def _quoted(argument: str) -> str:
    return '"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Wire:
    """One dialogue. `feed` never raises; `command` raises `Unsendable`, and RuntimeError where we break our rules."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._header: dict[str, str] | None = {}
        self._header_bytes = 0
        self._usage: list[str] | None = None
        self._broken = False
        self.awaiting_reply = False

    def command(self, verb: str, *arguments: str) -> bytes:
        """The bytes of a command, which is outstanding from now on."""
        if self._header is not None or self._broken:
            raise RuntimeError("a command before the header or after a violation")
        if self.awaiting_reply:
            raise RuntimeError("a command while another is outstanding")
        line = encode(verb, *arguments)
        self.awaiting_reply = True
        return line

    def feed(self, data: bytes) -> list[Fact]:
        """Facts in the order of their arrival; a Violation is always the last ever."""
        facts: list[Fact] = []
        if self._broken:
            return facts
        self._buffer += data
        try:
            while (line := self._next_line()) is not None:
                fact = self._header_line(line) if self._header is not None else self._dialogue_line(line)
                if fact is not None:
                    facts.append(fact)
            self._check_rest()
        except _BrokenError as broken:
            self._broken = True
            self._buffer.clear()
            facts.append(Violation(str(broken)))
        return facts

    def _check_rest(self) -> None:
        """What is left in the buffer while nothing is asked can only be a HANGUP that is still arriving."""
        if self._header is None and not self.awaiting_reply and not b"HANGUP\n".startswith(self._buffer):
            raise _BrokenError("bytes nobody asked for")

    def _next_line(self) -> str | None:
        end = self._buffer.find(b"\n", 0, MAX_LINE_BYTES + 1)
        if end < 0:
            if len(self._buffer) > MAX_LINE_BYTES:
                raise _BrokenError("line too long")
            return None
        raw = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            line = raw.decode()
        except UnicodeDecodeError:
            raise _BrokenError("not UTF-8") from None
        if _CONTROL.search(line.replace("\t", " ")):
            raise _BrokenError("control character")
        return line

    def _header_line(self, line: str) -> Fact | None:
        assert self._header is not None
        self._header_bytes += len(line.encode()) + 1
        if self._header_bytes > MAX_HEADER_BYTES or len(self._header) > MAX_HEADER_LINES:
            raise _BrokenError("header too long")
        if not line:
            return self._end_header()
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            raise _BrokenError("header line of unknown shape")
        key, value = match[1], match[2] or ""
        if key in self._header:
            raise _BrokenError("header key twice")
        if not self._header and (key, value) != ("agi_network", "yes"):
            raise _BrokenError("not a FastAGI header")
        self._header[key] = value
        return None

    def _end_header(self) -> Header:
        assert self._header is not None
        if any(not self._header.get(key) for key in REQUIRED_KEYS):
            raise _BrokenError("header key missing")
        values, self._header = MappingProxyType(self._header), None
        return Header(values)

    def _dialogue_line(self, line: str) -> Fact | None:
        if self._usage is not None:
            return self._usage_line(line)
        if line == "HANGUP":
            return HangupSeen()
        if not self.awaiting_reply:
            raise _BrokenError("bytes nobody asked for")
        match = _REPLY_LINE.fullmatch(line)
        if match is None:
            raise _BrokenError("reply of unknown shape")
        if match[2] == "-":
            if match[1] != "520":
                raise _BrokenError("reply of unknown shape")
            self._usage = [match[3]]
            return None
        self.awaiting_reply = False
        return _reply(int(match[1]), match[3])

    def _usage_line(self, line: str) -> Fact | None:
        assert self._usage is not None
        if not line.startswith("520 "):
            self._usage.append(line)
            if len(self._usage) > MAX_USAGE_LINES:
                raise _BrokenError("usage without an end")
            return None
        words, self._usage = self._usage[0], None
        self.awaiting_reply = False
        return Reply(520, data=words)


def _reply(code: int, rest: str) -> Reply:
    if code != 200:
        return Reply(code, data=rest)
    match = _RESULT.match(rest)
    if match is None:
        raise _BrokenError("reply of unknown shape")
    data, extras = _data_and_extras(rest[match.end() :])
    return Reply(code, match[1], data, _extras(extras))


def _data_and_extras(rest: str) -> tuple[str, str]:
    """A variable's value may itself hold ``)``: it runs to the line's last character. Where extras follow, the text is
    one of Asterisk's own words and ends at the first ``)``."""
    if not rest.startswith(" ("):
        return "", rest
    if rest.endswith(")"):
        return rest[2:-1], ""
    data, closed, extras = rest[2:].partition(")")
    if not closed:
        raise _BrokenError("reply of unknown shape")
    return data, extras


def _extras(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    text, at = text.rstrip(" "), 0  # res_agi ends "results=0" with a blank
    while at < len(text):
        match = _EXTRA.match(text, at)
        if match is None or match[1] in found:
            raise _BrokenError("reply of unknown shape")
        found[match[1]] = match[2].strip('"')
        at = match.end()
    return MappingProxyType(found)
