"""Every action that can be sent to a PBX: a manager account can do far more than we ever need, so what is not here
cannot be asked for, and what is here takes only values of a known form.

An action is checked when it is made (``Unsendable`` says the header and why), so one that exists can be sent. Text that
comes from a caller goes through ``clean`` first; an action refuses it, it never repairs it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from acd.pbx.wire import Unsendable

AGENT_CONTEXT = "acd-agent"
CUSTOMER_CONTEXT = "acd-customer"
DOCTOR_CONTEXT = "acd-doctor"
MAX_RING_MS = 600_000

Fields = tuple[tuple[str, str], ...]

_NOT_PLAIN = re.compile(r"[,$(){}\[\]\"'`\\<>;&|=]")
_LEG = re.compile(
    r"PJSIP/[A-Za-z0-9_.-]{1,80}|PJSIP/\+?[0-9]{3,20}@[A-Za-z0-9_.-]{1,64}|Local/[a-z-]{1,80}@acd-doctor(/n)?"
)
_CHANNEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@:;/+*-]{0,159}")
_CONTEXTS = (AGENT_CONTEXT, CUSTOMER_CONTEXT, DOCTOR_CONTEXT)
_LEG_NAME = re.compile(r"acd-[A-Za-z0-9_.-]{1,120}-[0-9]{1,9}")
_CONTEXT = re.compile(r"acd-[a-z0-9-]{1,60}")
_ANY_CONTEXT = re.compile(r"[A-Za-z0-9_.-]{1,79}")
_EXTENSION = re.compile(r"[A-Za-z0-9_.*#+-]{1,79}")
_VARIABLE = re.compile(r"_{0,2}ACD_[A-Z0-9_]{1,60}|FORWARD_CONTEXT")
_READABLE = re.compile(r"ACD_[A-Z0-9_]{1,60}|CALLERID\((num|name)\)|CHANNEL\(language\)|SHARED\(ACD_[A-Z0-9_]{1,60}\)")
_BAD_VALUE = re.compile(r"[\x00-\x1f\x7f,${}\"'`\\]")
_NUMBER = re.compile(r"[0-9A-Za-z+*#._-]{0,40}")
_USERNAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_SECONDS = re.compile(r"[0-9]{0,12}")


def clean(text: str, limit: int) -> str:
    """`text` without anything that means something to Asterisk, a terminal or a parser; at most `limit` characters."""
    shown = "".join(char if char.isprintable() else " " for char in _NOT_PLAIN.sub(" ", text))
    return " ".join(shown.split())[:limit].rstrip()


@dataclass(frozen=True, slots=True)
class Action:
    name: ClassVar[str]

    def fields(self) -> Fields:
        """The headers after Action and ActionID, in order."""
        return ()


@dataclass(frozen=True, slots=True)
class Challenge(Action):
    name: ClassVar[str] = "Challenge"

    def fields(self) -> Fields:
        return (("AuthType", "MD5"),)


@dataclass(frozen=True, slots=True)
class Login(Action):
    """Answers a challenge, so that the secret itself never crosses the wire."""

    username: str
    secret: str = field(repr=False)
    challenge: str
    name: ClassVar[str] = "Login"

    def __post_init__(self) -> None:
        _want(_USERNAME, "Username", self.username, "letters, digits, '_', '.' and '-'")

    def fields(self) -> Fields:
        key = hashlib.md5((self.challenge + self.secret).encode(), usedforsecurity=False).hexdigest()
        return (("AuthType", "MD5"), ("Username", self.username), ("Key", key), ("Events", "on"))


@dataclass(frozen=True, slots=True)
class Logoff(Action):
    name: ClassVar[str] = "Logoff"


@dataclass(frozen=True, slots=True)
class Ping(Action):
    name: ClassVar[str] = "Ping"


@dataclass(frozen=True, slots=True)
class Originate(Action):
    """Make a leg and run `context`,s,1 on it when it is picked up. Always asynchronous: the other kind stops the whole
    connection while it rings. `channel_id` names the leg; a second one of that name fails and rings nobody."""

    channel: str
    channel_id: str
    timeout_ms: int
    context: str = AGENT_CONTEXT
    caller_name: str = ""
    caller_number: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    name: ClassVar[str] = "Originate"

    def __post_init__(self) -> None:
        _want(_LEG, "Channel", self.channel, "PJSIP/<endpoint>, PJSIP/<number>@<endpoint> or Local/<name>@acd-doctor")
        _want(_LEG_NAME, "ChannelId", self.channel_id, "acd-<contact>-<offer>")
        if self.context not in _CONTEXTS:
            raise Unsendable("Context", f"{self.context[:80]!r} is none of {', '.join(_CONTEXTS)}")
        if ("@" in self.channel) != (self.context == CUSTOMER_CONTEXT or "@acd-doctor" in self.channel):
            raise Unsendable("Channel", f"{self.channel[:80]!r} is not for {self.context}")
        if not 1 <= self.timeout_ms <= MAX_RING_MS:
            raise Unsendable("Timeout", f"{self.timeout_ms} ms is not within 1..{MAX_RING_MS}")
        _want(_NUMBER, "CallerID", self.caller_number, "a number of at most 40 letters, digits and +*#._-")
        if clean(self.caller_name, 80) != self.caller_name:
            raise Unsendable("CallerID", f"{self.caller_name[:80]!r} is not a cleaned name")
        for variable, value in self.variables.items():
            _check_variable(variable, value)

    def fields(self) -> Fields:
        caller = (("CallerID", f'"{self.caller_name}" <{self.caller_number}>'),)
        return (
            ("Channel", self.channel),
            ("Context", self.context),
            ("Exten", "s"),
            ("Priority", "1"),
            ("Timeout", str(self.timeout_ms)),
            *(caller if self.caller_name or self.caller_number else ()),
            ("ChannelId", self.channel_id),
            ("Async", "true"),
            *(("Variable", f"{variable}={value}") for variable, value in self.variables.items()),
        )


@dataclass(frozen=True, slots=True)
class Hangup(Action):
    """`channel`: a channel's name or unique id (so an offer's leg can be ended by its ``acd-...`` name)."""

    channel: str
    name: ClassVar[str] = "Hangup"

    def __post_init__(self) -> None:
        _check_channel(self.channel)

    def fields(self) -> Fields:
        return (("Channel", self.channel),)


@dataclass(frozen=True, slots=True)
class Redirect(Action):
    """Send a channel to `context`,`exten`,1; only into contexts of ours."""

    channel: str
    context: str
    exten: str
    name: ClassVar[str] = "Redirect"

    def __post_init__(self) -> None:
        _check_channel(self.channel)
        _want(_CONTEXT, "Context", self.context, "a context acd-<name>")
        _want(_EXTENSION, "Exten", self.exten, "letters, digits and _.*#+-")

    def fields(self) -> Fields:
        return (("Channel", self.channel), ("Context", self.context), ("Exten", self.exten), ("Priority", "1"))


@dataclass(frozen=True, slots=True)
class Setvar(Action):
    channel: str
    variable: str
    value: str
    name: ClassVar[str] = "Setvar"

    def __post_init__(self) -> None:
        _check_channel(self.channel)
        _check_variable(self.variable, self.value)

    def fields(self) -> Fields:
        return (("Channel", self.channel), ("Variable", self.variable), ("Value", self.value))


@dataclass(frozen=True, slots=True)
class Beat(Action):
    """Set the global ACD_BEAT: the PBX's time in whole seconds, or nothing."""

    at: str
    name: ClassVar[str] = "Setvar"

    def __post_init__(self) -> None:
        _want(_SECONDS, "Value", self.at, "whole seconds or nothing")

    def fields(self) -> Fields:
        return (("Variable", "ACD_BEAT"), ("Value", self.at))


@dataclass(frozen=True, slots=True)
class Status(Action):
    """A list: every channel, with the wanted variables (one that a channel does not have is left out)."""

    variables: tuple[str, ...] = ()
    name: ClassVar[str] = "Status"

    def __post_init__(self) -> None:
        for variable in self.variables:
            _want(_READABLE, "Variables", variable, "ACD_<NAME>, CALLERID(num|name) or CHANNEL(language)")

    def fields(self) -> Fields:
        return (("Variables", ",".join(self.variables)),) if self.variables else ()


@dataclass(frozen=True, slots=True)
class CoreShowChannels(Action):
    """A list."""

    name: ClassVar[str] = "CoreShowChannels"


@dataclass(frozen=True, slots=True)
class CoreSettings(Action):
    """Its answer has AsteriskVersion, AMIversion."""

    name: ClassVar[str] = "CoreSettings"


@dataclass(frozen=True, slots=True)
class CoreStatus(Action):
    """Its answer has CoreStartupDate, CoreStartupTime."""

    name: ClassVar[str] = "CoreStatus"


@dataclass(frozen=True, slots=True)
class DeviceStateList(Action):
    """A list of DeviceStateChange; a phone that is not registered is UNAVAILABLE."""

    name: ClassVar[str] = "DeviceStateList"


@dataclass(frozen=True, slots=True)
class BridgeList(Action):
    """A list of BridgeListItem."""

    name: ClassVar[str] = "BridgeList"


@dataclass(frozen=True, slots=True)
class PJSIPShowEndpoints(Action):
    """A list of EndpointList. Needs the class `system` in write, which our account should not have."""

    name: ClassVar[str] = "PJSIPShowEndpoints"


@dataclass(frozen=True, slots=True)
class PJSIPShowContacts(Action):
    """A list of ContactList. Needs the class `system` in write, which our account should not have."""

    name: ClassVar[str] = "PJSIPShowContacts"


@dataclass(frozen=True, slots=True)
class ShowDialPlan(Action):
    """A list of ListDialplan; an unknown context is refused with "Did not find context ..."."""

    context: str
    name: ClassVar[str] = "ShowDialPlan"

    def __post_init__(self) -> None:
        _want(_ANY_CONTEXT, "Context", self.context, "letters, digits and _.-")

    def fields(self) -> Fields:
        return (("Context", self.context),)


@dataclass(frozen=True, slots=True)
class QueueStatus(Action):
    """A list of QueueParams, QueueMember and QueueEntry of all of app_queue's queues; open to every account."""

    name: ClassVar[str] = "QueueStatus"


@dataclass(frozen=True, slots=True)
class ListCommands(Action):
    """Its answer has one header for each action the account may send."""

    name: ClassVar[str] = "ListCommands"


def _want(form: re.Pattern[str], key: str, value: str, allowed: str) -> None:
    if form.fullmatch(value) is None:
        raise Unsendable(key, f"{value[:80]!r} is not {allowed}")


def _check_channel(channel: str) -> None:
    _want(_CHANNEL, "Channel", channel, "a channel's name or unique id")


def _check_variable(variable: str, value: str) -> None:
    _want(_VARIABLE, "Variable", variable, "a name ACD_<NAME>")
    if _BAD_VALUE.search(value):
        raise Unsendable(
            "Variable", f"{variable} = {value[:80]!r} has a control character, a quote or one of , $ {{ }} \\"
        )
    if len(value.encode("utf-8", "replace")) > 512:
        raise Unsendable("Variable", f"{variable} is longer than 512 bytes")
    if not value.isprintable():
        raise Unsendable("Variable", f"{variable} = {value[:80]!r} is not printable text")
