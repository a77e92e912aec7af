"""The manager protocol's codec, without any I/O: bytes in, messages out; actions in, bytes out.

The reader trusts nobody: a caller can put line breaks into what Asterisk sends us (see ``acd.pbx.schema``). A message
that breaks a rule is dropped whole and reported as ``Poisoned``, so that the owner can ask Asterisk for the truth;
bytes that cannot be framed end the connection with ``Cut``. Events we do not hear are dropped by name, their headers
unread: that is most of the traffic.

Only CR LF ends a line. Any other control character inside a value is read as U+FFFD and never makes a line, a header or
a poisoned message (else a caller could make us ask for the truth as often as he likes).

Speed comes from the shape of an event: once its headers have passed every rule, the next event with the same headers
(and variables) in the same order needs one match. Anything else (another header, a control character) is read slowly.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from acd.pbx.pairs import Pairs
from acd.pbx.schema import EVENTS, Schema

MAX_GREETING = 256  # bytes
MAX_MESSAGE = 65_536  # bytes, without the empty line that ends it
MAX_LINE = 8_192  # bytes; channel variables can be long
MAX_HEADERS = 512  # ListCommands has one a command
MAX_SHAPES = 4  # remembered of one event; a caller who can add headers must not fill our memory

MAX_SENT_LINE = 1_000  # bytes; Asterisk refuses more than 1 024
MAX_SENT_HEADERS = 128  # Asterisk refuses more
HIDDEN = frozenset({"Secret", "Key"})  # their values are in no error and no log

NOT_REPEATABLE: frozenset[str] = frozenset()

PARTNERS, PARTNERS_VARIABLE = "Dest", "DestChanVariable"  # the other channel's, where an event tells of two

UNSET = b"(null)"  # what Asterisk writes for a variable that a channel does not have: left out of `variables`

_END = b"\r\n\r\n"
_GREETING = re.compile(rb"Asterisk Call Manager/([0-9]+(?:\.[0-9]+){1,3})")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9_-]*): ?(.*)", re.DOTALL)
_CONTROLS = bytes([*range(32), 127])
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_BLANK = "\ufffd".encode()
_SENDABLE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_UNSENDABLE = re.compile(r"[\r\n\0]")


class Message(msgspec.Struct, frozen=True):
    """One whole message. `name`: the event's name, the response's word (Success, Error, Goodbye ...) or, of a greeting,
    the protocol version. Repeatable headers are in `variables` only (NAME=value, each name once; the other channel's
    have "Dest" before the name). A header's value is decoded when it is asked for: few are. `values` has one a line.
    """

    kind: Literal["greeting", "event", "response"]
    name: str
    index: Mapping[str, int]
    values: tuple[bytes, ...]
    variables: Mapping[str, str] = {}

    def __getitem__(self, header: str) -> str:
        return self.values[self.index[header]].decode("utf-8", "replace")

    def get(self, header: str, default: str = "") -> str:
        at = self.index.get(header)
        return default if at is None else self.values[at].decode("utf-8", "replace")

    @property
    def headers(self) -> dict[str, str]:
        return {header: self[header] for header in self.index}

    @property
    def action_id(self) -> str:
        return self.get("ActionID")


class Poisoned(msgspec.Struct, frozen=True):
    """A message that broke a rule and was dropped: something may have happened that we did not hear. `name` is the
    event's, as far as it had one; `why` quotes nothing a caller could have written."""

    name: str
    why: str


class Cut(msgspec.Struct, frozen=True):
    """The peer cannot be followed any further; nothing more is read from this connection."""

    why: str


Item = Message | Poisoned | Cut


class _PoisonError(Exception):
    """Breaks off one message; never leaves this file."""


class _Label(NamedTuple):
    """What stands before a line's value: a header, or a repeatable one and the name of its variable."""

    header: str
    variable: str | None = None

    @property
    def name(self) -> str:
        """By which a message has the value: of the header, or of the variable."""
        if self.variable is None:
            return self.header
        return f"{PARTNERS}{self.variable}" if self.header == PARTNERS_VARIABLE else self.variable


class _Shape:
    """The lines of an event in their order, once they have passed every rule: the next event with just these headers
    and variables needs no other check than that they are these."""

    __slots__ = ("action_id", "channel", "controls", "index", "labels", "named", "solicited", "uniqueid")

    def __init__(self, labels: Sequence[_Label], schema: Schema) -> None:
        self.labels = labels
        self.index = {label.header: at for at, label in enumerate(labels) if label.variable is None}
        self.named = [(label.name, at) for at, label in enumerate(labels) if label.variable is not None]
        self.controls = 2 * (len(labels) - 1)  # the CR LF between them
        self.action_id = self.index.get("ActionID", -1)
        self.solicited = self.action_id >= 0 if schema.solicited is None else schema.solicited
        self.channel = self.index.get("Channel", -1)
        self.uniqueid = self.index.get("Uniqueid", -1) if schema.paired and self.channel >= 0 else -1

    def variables(self, values: Sequence[bytes]) -> Mapping[str, str]:
        return {name: values[at].decode("utf-8", "replace") for name, at in self.named if values[at] != UNSET}


class _Heard:
    """One event that we hear: its rules, and the first of its shapes seen on this connection."""

    __slots__ = ("name", "schema", "shapes")

    def __init__(self, name: str, schema: Schema) -> None:
        self.name = name
        self.schema = schema
        self.shapes: list[tuple[Callable[[bytes], re.Match[bytes] | None], _Shape]] = []

    def remember(self, shape: _Shape) -> None:
        if len(self.shapes) < MAX_SHAPES:
            pattern = "\r\n".join(map(_pattern, shape.labels))
            self.shapes.append((re.compile(pattern.encode()).fullmatch, shape))


def _pattern(label: _Label) -> str:
    before = f"{label.header}: " if label.variable is None else f"{label.header}: {label.variable}="
    return f"{re.escape(before)}([^\r]*+)"


class Reader:
    """One connection's reader. `awaits(action_id)` says whether an answer to that action is due; answers that are not
    are dropped and counted in `late`. Whatever the segmentation of the bytes, the items are the same."""

    def __init__(self, awaits: Callable[[str], bool]) -> None:
        self.heard = 0
        self.skipped = 0
        self.poisoned = 0
        self.late = 0
        self._awaits = awaits
        self._events = {name.encode(): _Heard(name, schema) for name, schema in EVENTS.items()}
        self._pairs = Pairs()
        self._buffer = bytearray()
        self._greeted = False
        self._cut = False

    def feed(self, data: bytes) -> list[Item]:
        """The items completed by `data`. Never raises; holds at most one message's bytes between calls."""
        if self._cut:
            return []
        items: list[Item] = []
        searched = max(0, len(self._buffer) - 3)
        self._buffer += data
        if not self._greeted:
            self._read_greeting(items)
            searched = 0
        if self._greeted and self._buffer.find(_END, searched) >= 0:
            self._read_messages(items)
        if self._greeted and len(self._buffer) >= MAX_MESSAGE + len(_END) and not self._cut:
            items.append(self._give_up(f"a message longer than {MAX_MESSAGE} bytes"))
        return items

    def _read_greeting(self, items: list[Item]) -> None:
        end = self._buffer.find(b"\r\n", 0, MAX_GREETING)
        if end < 0:
            if len(self._buffer) >= MAX_GREETING:
                items.append(self._give_up("this is not an Asterisk manager: no greeting line"))
            return
        match = _GREETING.fullmatch(self._buffer, 0, end)
        if match is None:
            items.append(self._give_up("this is not an Asterisk manager: another greeting"))
            return
        items.append(Message("greeting", match[1].decode(), {}, ()))
        self._greeted = True
        del self._buffer[: end + 2]

    def _read_messages(self, items: list[Item]) -> None:
        *whole, rest = bytes(self._buffer).split(_END)
        self._buffer[:] = rest
        for raw in whole:
            if len(raw) > MAX_MESSAGE:
                items.append(self._give_up(f"a message longer than {MAX_MESSAGE} bytes"))
                return
            item = self._read(raw)
            if item is not None:
                items.append(item)

    def _give_up(self, why: str) -> Cut:
        self._cut = True
        self._buffer.clear()
        return Cut(why)

    def _read(self, raw: bytes) -> Message | Poisoned | None:
        heard = None
        while raw.startswith(b"\r\n"):  # an empty line too many costs the next message nothing
            raw = raw[2:]
        if not raw:
            return None
        try:
            if raw.startswith(b"Event: "):
                heard = self._events.get(raw[7 : raw.find(b"\r\n", 7, 80)])
                if heard is None:
                    self.skipped += 1
                    return None
                message = self._read_event(raw, heard)
            elif raw.startswith(b"Response: "):
                message = self._read_response(raw)
            else:
                raise _PoisonError("neither an event nor a response")
        except _PoisonError as poison:
            self.poisoned += 1
            return Poisoned(heard.name if heard else "", str(poison))
        if message is None:
            self.late += 1
        else:
            self.heard += 1
        return message

    def _read_event(self, raw: bytes, heard: _Heard) -> Message | None:
        clean = len(raw.translate(None, _CONTROLS))
        for match_shape, shape in heard.shapes if len(raw) <= MAX_LINE else ():
            match = match_shape(raw)
            if match is not None and clean == len(raw) - shape.controls:
                values: tuple[bytes, ...] = match.groups()
                break
        else:
            shape, values = _read_unusual(raw, heard)
        if shape.solicited and not self._is_awaited(shape, values):
            return None
        if shape.uniqueid >= 0:
            self._check_pair(heard.name, shape, values)
        return Message("event", heard.name, shape.index, values, shape.variables(values))

    def _is_awaited(self, shape: _Shape, values: tuple[bytes, ...]) -> bool:
        return shape.action_id >= 0 and self._awaits(values[shape.action_id].decode("utf-8", "replace"))

    def _read_response(self, raw: bytes) -> Message | None:
        labels, values = _parse(raw, NOT_REPEATABLE)
        index = {label.header: at for at, label in enumerate(labels)}
        if "ActionID" not in index:
            raise _PoisonError("a response without ActionID")
        message = Message("response", values[0].decode("utf-8", "replace"), index, values)
        return message if self._awaits(message.action_id) else None

    def _check_pair(self, name: str, shape: _Shape, values: tuple[bytes, ...]) -> None:
        channel, uniqueid = values[shape.channel], values[shape.uniqueid]
        pairs = self._pairs
        if shape.solicited:  # the truth, under an id that nobody can guess
            pairs.learn(channel, uniqueid)
        elif not pairs.agree(channel, uniqueid):
            raise _PoisonError("its channel and its unique id do not belong together")
        elif name == "Newchannel":
            pairs.learn(channel, uniqueid)
        elif name == "Hangup":
            pairs.forget(uniqueid)
        elif name == "Rename":
            pairs.learn(values[shape.index["Newname"]], uniqueid)


def _read_unusual(raw: bytes, heard: _Heard) -> tuple[_Shape, tuple[bytes, ...]]:
    """The first event of its shape, or one with something odd in a value."""
    labels, values = _parse(raw, heard.schema.repeatable)
    shape = _Shape(labels, heard.schema)
    if not shape.index.keys() >= heard.schema.required:
        raise _PoisonError("not all of its headers are there")
    if not shape.solicited and "Privilege" not in shape.index:
        raise _PoisonError("no Privilege header")
    heard.remember(shape)
    return shape, values


def _parse(raw: bytes, repeatable: frozenset[str]) -> tuple[list[_Label], tuple[bytes, ...]]:
    """Each line's label and value."""
    lines = raw.split(b"\r\n")
    if len(lines) > MAX_HEADERS:
        raise _PoisonError(f"more than {MAX_HEADERS} headers")
    labels: list[_Label] = []
    values: list[bytes] = []
    for line in lines:
        if len(line) > MAX_LINE:
            raise _PoisonError(f"a line longer than {MAX_LINE} bytes")
        match = _HEADER.fullmatch(_CONTROL.sub(_BLANK, line))
        if match is None:
            raise _PoisonError("a line that is no header")
        header, value = match[1].decode(), match[2]
        variable = None
        if header in repeatable:
            name, _, value = value.partition(b"=")
            variable = name.decode("utf-8", "replace")
        labels.append(_Label(header, variable))
        values.append(value)
    if len({(label.variable is None, label.name) for label in labels}) < len(labels):
        raise _PoisonError("a header that is there twice")
    return labels, tuple(values)


class Unsendable(ValueError):  # noqa: N818 - it names a state of affairs
    """Something that must not go out on the wire. `key` is the header; a hidden header's value is never quoted."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"AMI header {key!r}: {why}")
        self.key = key
        self.why = why


def encode(action: str, action_id: str, fields: Sequence[tuple[str, str]]) -> bytes:
    """One action's bytes, or ``Unsendable``."""
    headers = [("Action", action), ("ActionID", action_id), *fields]
    if len(headers) > MAX_SENT_HEADERS:
        raise Unsendable("Action", f"{len(headers)} headers, at most {MAX_SENT_HEADERS} are allowed")
    return b"".join(_encode_line(key, value) for key, value in headers) + b"\r\n"


def _encode_line(key: str, value: str) -> bytes:
    if _SENDABLE_KEY.fullmatch(key) is None:
        raise Unsendable(key, "a name of letters, digits and '-' beginning with a letter is wanted")
    if _UNSENDABLE.search(value):
        raise Unsendable(key, "CR, LF or NUL in its value" + _quoted(key, value))
    try:
        line = f"{key}: {value}\r\n".encode()
    except UnicodeEncodeError:
        raise Unsendable(key, "its value is not valid text" + _quoted(key, value)) from None
    if len(line) - 2 > MAX_SENT_LINE:
        raise Unsendable(key, f"a line of {len(line) - 2} bytes, at most {MAX_SENT_LINE} are allowed")
    return line


def _quoted(key: str, value: str) -> str:
    return "" if key in HIDDEN else f": {value[:80]!r}"
