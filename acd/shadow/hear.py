"""AMI queue events as Asterisk 22 writes them -> facts. Events of other queues give none."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence

from acd.pbx.wire import Message
from acd.shadow import facts as f

# Device states as QueueMemberStatus numbers them.
UNREACHABLE = frozenset({"4", "5"})  # invalid, unavailable
FREE = frozenset({"0", "1"})  # unknown (a phone whose state nobody tells), not in use


def fact(message: Message, queues: Collection[str], now: float) -> f.Fact | None:
    """What an event says of one of `queues`; `now` is when it was heard, used where the PBX does not say when it was
    (``timestampevents`` in manager.conf)."""
    if message.get("Queue") not in queues:
        return None
    make = _MAKERS.get(message.name)
    return make(message, _number(message.get("Timestamp")) or now) if make is not None else None


def looks(rows: Sequence[Message], queues: Collection[str], now: float) -> list[f.Fact]:
    """What a QueueStatus says of `queues`: each with its members, and the callers who wait since before `now`."""
    found: list[f.Fact] = []
    for queue in (row for row in rows if row.name == "QueueParams" and row["Queue"] in queues):
        own = [row for row in rows if row.get("Queue") == queue["Queue"]]
        members = [_member(row, now, row["Location"], row["Name"]) for row in own if row.name == "QueueMember"]
        callers = [row for row in own if row.name == "QueueEntry"]
        waiting = tuple(row["Uniqueid"] for row in callers)
        found.append(
            f.QueueSeen(now, queue["Queue"], queue["Strategy"], waiting, tuple(each.agent for each in members))
        )
        found += members
        for row in callers:
            since = now - max(0.0, _number(row["Wait"]))
            found.append(f.CallerJoined(since, row["Queue"], row["Uniqueid"], int(_number(row["Position"]))))
    return found


def _member(row: Message, at: float, interface: str, name: str) -> f.AgentSeated:
    status = row["Status"]
    return f.AgentSeated(
        at,
        row["Queue"],
        f.masked(interface),
        f.masked(name),
        int(_number(row["Penalty"])),
        row["Paused"] == "1",
        status not in UNREACHABLE,
        status not in FREE and status not in UNREACHABLE,
        max(0.0, _number(row.get("Wrapuptime"))),
    )


def _seated(row: Message, at: float) -> f.Fact:
    return _member(row, at, row["Interface"], row["MemberName"])


def _unseated(row: Message, at: float) -> f.Fact:
    return f.AgentUnseated(at, row["Queue"], f.masked(row["Interface"]))


def _joined(row: Message, at: float) -> f.Fact:
    return f.CallerJoined(at, row["Queue"], row["Uniqueid"], int(_number(row["Position"])))


def _left(row: Message, at: float) -> f.Fact:
    return f.CallerLeft(at, row["Queue"], row["Uniqueid"])


def _abandoned(row: Message, at: float) -> f.Fact:
    return f.CallerAbandoned(at, row["Queue"], row["Uniqueid"])


def _rung(row: Message, at: float) -> f.Fact:
    return f.AgentRung(at, row["Queue"], row["Uniqueid"], f.masked(row["Interface"]))


def _missed(row: Message, at: float) -> f.Fact:
    rang_s = _number(row["RingTime"]) / 1000  # the one time that app_queue tells in milliseconds
    return f.RingMissed(at, row["Queue"], row["Uniqueid"], f.masked(row["Interface"]), rang_s)


def _connected(row: Message, at: float) -> f.Fact:
    return f.AgentConnected(at, row["Queue"], row["Uniqueid"], f.masked(row["Interface"]), _number(row["RingTime"]))


def _ended(row: Message, at: float) -> f.Fact:
    return f.TalkEnded(at, row["Queue"], row.get("Uniqueid"), f.masked(row["Interface"]), _number(row["TalkTime"]))


def _dumped(row: Message, at: float) -> f.Fact:
    """He picked up and hung up before he was brought to the caller."""
    return f.RingMissed(at, row["Queue"], row["Uniqueid"], f.masked(row["Interface"]), 0.0)


_MAKERS: Mapping[str, Callable[[Message, float], f.Fact]] = {
    "QueueCallerJoin": _joined,
    "QueueCallerLeave": _left,
    "QueueCallerAbandon": _abandoned,
    "AgentCalled": _rung,
    "AgentRingNoAnswer": _missed,
    "AgentDump": _dumped,
    "AgentConnect": _connected,
    "AgentComplete": _ended,
    "QueueMemberAdded": _seated,
    "QueueMemberStatus": _seated,
    "QueueMemberPause": _seated,
    "QueueMemberPenalty": _seated,
    "QueueMemberRemoved": _unseated,
}


def _number(text: str) -> float:
    """0 for what is none: a fact is heard, whatever a header says."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and abs(value) < 1e12 else 0.0
