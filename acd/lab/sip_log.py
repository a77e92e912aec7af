"""What went over the wire, read from SIPp's own message log: an account of each call that owes the daemon nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_BLOCK = re.compile(r"^-{10,} (?P<time>\S+[ \t]+\S+)\s*\nUDP message (?P<way>sent|received)[^\n]*\n\n", re.MULTILINE)
_FROM_NUMBER = re.compile(r"^From:[^\n]*<sip:([^@>;]*)", re.MULTILINE | re.IGNORECASE)
_TARGET = re.compile(r"INVITE sip:([^@>;\s]*)@")
_CALL_ID = re.compile(r"^Call-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_CSEQ = re.compile(r"^CSeq:\s*\d+\s+(\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Leg:
    """One SIP call as SIPp saw it. `number` is the caller's as shown; times are seconds since the epoch, None: never.
    `we_hung_up`: SIPp's side sent the BYE. `dialled` is whom the INVITE was for."""

    number: str
    invited: float
    answered: float | None = None
    ended: float | None = None
    we_hung_up: bool = False
    dialled: str = ""

    @property
    def talked_s(self) -> float:
        return 0.0 if self.answered is None or self.ended is None else self.ended - self.answered


def legs(log: Path) -> list[Leg]:
    """The calls in a message log, in the order they began; none where there is no log."""
    if not log.exists():
        return []
    found: dict[str, Leg] = {}
    for at, is_sent, message in _messages(log.read_text(encoding="utf-8", errors="replace")):
        call_id, number = _CALL_ID.search(message), _FROM_NUMBER.search(message)
        if call_id is None:
            continue
        first = message.split(None, 1)[0]
        if first == "INVITE":
            target = _TARGET.match(message)
            leg = Leg(number[1] if number else "", at, dialled=target[1] if target else "")
            found.setdefault(call_id[1], leg)
        elif (known := found.get(call_id[1])) is not None:
            _note(known, at, is_sent, first, message)
    return list(found.values())


def _note(leg: Leg, at: float, is_sent: bool, first: str, message: str) -> None:
    if first == "ACK" and leg.answered is None and leg.ended is None:
        leg.answered = at
    elif first == "BYE" and leg.ended is None:
        leg.ended, leg.we_hung_up = at, is_sent
    elif (first == "CANCEL" and leg.ended is None) or _refuses(message):
        leg.ended = leg.ended or at


def _refuses(message: str) -> bool:
    status = re.match(r"SIP/2\.0 ([3-6]\d\d)", message)
    method = _CSEQ.search(message)
    return status is not None and method is not None and method[1] == "INVITE"


def _messages(text: str) -> Iterator[tuple[float, bool, str]]:
    """(time, sent by SIPp, the message)."""
    heads = list(_BLOCK.finditer(text))
    ends = [*(head.start() for head in heads), len(text)]
    for number, head in enumerate(heads, 1):
        yield _seconds(head["time"]), head["way"] == "sent", text[head.end() : ends[number]]


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(re.sub(r"[\t ]+", " ", stamp)).timestamp()
