"""What happened when, out of the PBX's events. Pure.

A *freeing* is the instant an agent's leg leaves its bridge while a caller waits for whom no other agent is idle. It is
matched with the next connection in order: the n-th idle agent with the n-th connection, whoever of the idle agents it
is, so a side is not charged for its choice among them. *Connected* is the instant both legs are in one bridge.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CALLER, STATION = "PJSIP/trunk-", "PJSIP/2"
ENTERS = ("QueueCallerJoin", "AcdHolding")  # Queue() takes the caller; the engine is told of him


@dataclass(slots=True)
class Call:
    """One caller's instants in seconds on the PBX's clock."""

    arrived: float
    entered: float | None = None
    connected: float | None = None
    ended: float | None = None


@dataclass(slots=True)
class Timeline:
    """`freed_s`: from each freeing to the next connection."""

    calls: dict[str, Call] = field(default_factory=dict)
    freed_s: list[float] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return all(call.ended is not None for call in self.calls.values())

    @property
    def connected(self) -> int:
        return sum(call.connected is not None for call in self.calls.values())

    def from_entry_s(self) -> list[float]:
        calls = self.calls.values()
        return [call.connected - call.entered for call in calls if call.connected is not None and call.entered]

    def from_invite_s(self) -> list[float]:
        return [call.connected - call.arrived for call in self.calls.values() if call.connected is not None]


def timeline(messages: Iterable[Mapping[str, str]], agents: int) -> Timeline:
    """`messages` in order of their time stamps; all `agents` are idle at their beginning."""
    found = Timeline()
    bridges: dict[str, set[str]] = {}
    idle: deque[float | None] = deque([None] * agents)  # since when; None: not a freeing with somebody waiting for it
    for message in messages:
        at, uniqueid, channel = float(message["Timestamp"]), message.get("Uniqueid", ""), message.get("Channel", "")
        call = found.calls.get(uniqueid)
        inside = bridges.setdefault(message.get("BridgeUniqueid", ""), set())
        name = message["Event"] if message["Event"] != "UserEvent" else message.get("UserEvent", "")
        if name == "Newchannel" and channel.startswith(CALLER):
            found.calls[uniqueid] = Call(at)
        elif name in ENTERS and call is not None and call.entered is None:
            call.entered = at
        elif name == "BridgeEnter":
            inside.add(uniqueid if call is not None else channel)
            _connect(found, inside, idle, at)
        elif name == "BridgeLeave":
            inside.discard(uniqueid if call is not None else channel)
            if channel.startswith(STATION):
                idle.append(at if _waiting(found) > len(idle) else None)
        elif name == "Hangup" and call is not None:
            call.ended = at
    return found


def _connect(found: Timeline, inside: set[str], idle: deque[float | None], at: float) -> None:
    """If agent and caller are together now."""
    call = next((found.calls[each] for each in inside if each in found.calls), None)
    if call is None or call.connected is not None or not any(each.startswith(STATION) for each in inside):
        return
    call.connected = at
    since = idle.popleft() if idle else None
    if since is not None:
        found.freed_s.append(at - since)


def _waiting(found: Timeline) -> int:
    calls = found.calls.values()
    return sum(call.entered is not None and call.connected is None and call.ended is None for call in calls)
