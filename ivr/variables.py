"""The outcome of a flow as channel variables: what the IVR leaves on the caller's channel, and how it is read back.

The variables are the crash log: whoever finds the caller later knows where he was going. `ACD_NEXT` comes last, so a
dialplan that sees it knows that all the others are there; without it the caller goes to the fallback.

Every value holds only ``A-Z a-z 0-9 % & = : . / _ -``: nothing that a dialplan or an AMI line gives meaning to. Other
characters are percent-encoded (UTF-8).
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes

from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Outcome, Transfer

MAX_VALUE_BYTES = 800
NEXT = "ACD_NEXT"
HOLD, TRANSFER, HANGUP, FALLBACK = "hold", "transfer", "hangup", "fallback"

_SAFE = re.compile(r"[A-Za-z0-9%&=:./_-]*")
_ENCODED = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-F]{2})*")


class UnreadableError(ValueError):
    """A variable does not hold what `encode` writes."""


def checked_value(name: str, value: str) -> str:
    """`value` itself, or ValueError when it is unsafe or too long. The message does not hold the value."""
    if not _SAFE.fullmatch(value) or len(value) > MAX_VALUE_BYTES:
        allowed = f"allowed: {MAX_VALUE_BYTES} out of A-Z a-z 0-9 % & = : . / _ -"
        raise ValueError(f"{name}: {len(value)} characters; {allowed}")
    return value


def encode(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """The variables to set, in this order. None for a caller who left. ValueError when a name is too long to be one.
    Of `HandOff.data` what fits is kept (`pack` tells what does not)."""
    match outcome:
        case HandOff():
            return (*_hand_off(outcome), (NEXT, HOLD))
        case Transfer(destination):
            return ("ACD_DESTINATION", checked_value("ACD_DESTINATION", _quote(destination))), (NEXT, TRANSFER)
        case Hangup():
            return ((NEXT, HANGUP),)
        case Failed():
            return ((NEXT, FALLBACK),)
        case CallerLeft():
            return ()


def decode(variables: Mapping[str, str]) -> HandOff | Transfer | Hangup | None:
    """The outcome the variables tell; None for the fallback or when nothing was left. Raises UnreadableError."""
    match variables.get(NEXT, ""):
        case "hold":
            return read_hand_off(variables)
        case "transfer":
            return Transfer(_read(variables, "ACD_DESTINATION"))
        case "hangup":
            return Hangup()
        case "fallback" | "":
            return None
    raise UnreadableError(f"{NEXT}: allowed: {HOLD}, {TRANSFER}, {HANGUP}, {FALLBACK}")


def read_hand_off(variables: Mapping[str, str]) -> HandOff:
    """The hand-off the variables tell, whatever `ACD_NEXT` says. Raises UnreadableError."""
    queue = _read(variables, "ACD_QUEUE")
    if not queue:
        raise UnreadableError("ACD_QUEUE is empty")
    return HandOff(
        queue,
        _read(variables, "ACD_INTENT"),
        {name: _level(text, "ACD_SKILLS", 1) for name, text in _pairs(variables, "ACD_SKILLS", ":")},
        _level(variables.get("ACD_PRIORITY") or "0", "ACD_PRIORITY", 0),
        _read(variables, "ACD_LANGUAGE"),
        dict(_pairs(variables, "ACD_DATA", "=")),
    )


def pack(data: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """`data` as a query string of at most MAX_VALUE_BYTES, and the names of the items that found no room."""
    kept: list[str] = []
    left_out: list[str] = []
    size = 0
    for name, value in data.items():
        item = f"{_quote(name)}={_quote(value)}"
        if size + len(item) + bool(kept) > MAX_VALUE_BYTES:
            left_out.append(name)
            continue
        size += len(item) + bool(kept)
        kept.append(item)
    return "&".join(kept), tuple(left_out)


def _hand_off(outcome: HandOff) -> tuple[tuple[str, str], ...]:
    values = {
        "ACD_QUEUE": _quote(outcome.queue),
        "ACD_INTENT": _quote(outcome.intent),
        "ACD_SKILLS": "&".join(f"{_quote(name)}:{level}" for name, level in outcome.skills.items()),
        "ACD_PRIORITY": str(outcome.priority),
        "ACD_LANGUAGE": _quote(outcome.language),
        "ACD_DATA": pack(outcome.data)[0],
    }
    return tuple((name, checked_value(name, value)) for name, value in values.items())


def _quote(text: str) -> str:
    """Percent-encoding; a lone surrogate, which no UTF-8 can carry, becomes ``?``."""
    return quote(text.encode(errors="replace"), safe="").replace("~", "%7E")


def _read(variables: Mapping[str, str], name: str) -> str:
    return _unquote(variables.get(name, ""), name)


def _unquote(text: str, name: str) -> str:
    if not _ENCODED.fullmatch(text):
        raise UnreadableError(f"{name}: not percent-encoded text")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise UnreadableError(f"{name}: not UTF-8") from None


def _pairs(variables: Mapping[str, str], name: str, sign: str) -> list[tuple[str, str]]:
    """``a=1&b=2`` as pairs; a name twice is refused."""
    text = variables.get(name, "")
    pairs: dict[str, str] = {}
    for item in text.split("&") if text else []:
        key, found, value = item.partition(sign)
        key = _unquote(key, name)
        if not found or key in pairs:
            raise UnreadableError(f"{name}: an item without {sign!r}, or a name twice")
        pairs[key] = _unquote(value, name)
    return list(pairs.items())


def _level(text: str, name: str, least: int) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not least <= int(text) <= 10:
        raise UnreadableError(f"{name}: not a number from {least} to 10")
    return int(text)
