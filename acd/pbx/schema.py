"""The manager events we hear, and the headers without which each of them is not believed.

Caller-controlled text reaches the manager wire unescaped, so whoever can put a line break into a name can add headers
to an event or cut it in two. Asking for the whole channel snapshot (not only for what we read) is what makes a forged
event too long to fit into such a text, and makes both halves of a cut one fall through.
Header names as Asterisk 22 writes them; newer headers may be added to an event without harm.
"""

from dataclasses import dataclass

SNAPSHOT = frozenset(
    {"Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum"}
    | {"ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid"}
)
BRIDGE = frozenset({"BridgeUniqueid", "BridgeType", "BridgeTechnology", "BridgeNumChannels"})
LIST_END = frozenset({"EventList", "ListItems"})
# app_queue's. A caller and the member he is brought to are told with both channels' snapshots.
PARTNER = frozenset(f"Dest{header}" for header in SNAPSHOT)
SEAT = frozenset({"Queue", "StateInterface", "Membership", "Penalty", "CallsTaken", "LastCall", "Status", "Paused"})


@dataclass(frozen=True, slots=True)
class Schema:
    """`solicited`: True, comes only in answer to an action; False, only by itself; None, both (told by its ActionID).

    `paired`: (Channel, Uniqueid) must be a pair we know. `repeatable`: the headers that may occur more than once, each
    value as NAME=value.
    """

    required: frozenset[str]
    solicited: bool | None = False
    paired: bool = False
    repeatable: frozenset[str] = frozenset()


def _channel(*more: str) -> Schema:
    return Schema(SNAPSHOT.union(more), paired=True, repeatable=frozenset({"ChanVariable"}))


def _both(required: frozenset[str], *, paired: bool) -> Schema:
    return Schema(required, paired=paired, repeatable=frozenset({"ChanVariable", "DestChanVariable"}))


def _brought(*more: str) -> Schema:
    return _both(SNAPSHOT | PARTNER | {"Queue", "Interface", "MemberName", *more}, paired=True)


def _seat() -> Schema:
    return _plain(*SEAT, "Interface", "MemberName")


def _listed(required: frozenset[str], *, paired: bool = False, repeatable: frozenset[str] = frozenset()) -> Schema:
    return Schema(required, solicited=True, paired=paired, repeatable=repeatable)


def _plain(*required: str) -> Schema:
    return Schema(frozenset(required))


EVENTS: dict[str, Schema] = {
    "Newchannel": _channel(),
    "Newstate": _channel(),
    "Rename": Schema(frozenset({"Channel", "Newname", "Uniqueid"}), paired=True),
    "Hangup": _channel("Cause", "Cause-txt"),
    "HangupRequest": _channel(),
    "BridgeEnter": _channel(*BRIDGE),
    "BridgeLeave": _channel(*BRIDGE),
    # Its Channel is the dialled name, not a channel's, when the call failed: so not paired.
    "OriginateResponse": _plain("ActionID", "Response", "Channel", "Context", "Exten", "Reason", "Uniqueid"),
    # One made by the dialplan carries the snapshot, one made by a manager account does not.
    "UserEvent": Schema(frozenset({"UserEvent"}), paired=True, repeatable=frozenset({"ChanVariable"})),
    "DeviceStateChange": Schema(frozenset({"Device", "State"}), solicited=None),
    "ContactStatus": _plain("URI", "ContactStatus", "AOR", "EndpointName"),
    "FullyBooted": _plain("Status"),
    "Shutdown": _plain("Shutdown", "Restart"),
    "Status": _listed(
        SNAPSHOT | {"Application", "BridgeID", "Seconds"},
        paired=True,
        repeatable=frozenset({"Variable", "ChanVariable"}),
    ),
    "StatusComplete": _listed(LIST_END),
    "CoreShowChannel": _listed(
        SNAPSHOT | {"Application", "BridgeId", "Duration"}, paired=True, repeatable=frozenset({"ChanVariable"})
    ),
    "CoreShowChannelsComplete": _listed(LIST_END),
    "DeviceStateListComplete": _listed(LIST_END),
    "BridgeListItem": _listed(BRIDGE),
    "BridgeListComplete": _listed(LIST_END),
    "EndpointList": _listed(frozenset({"ObjectName", "Aor", "DeviceState", "ActiveChannels"})),
    "EndpointListComplete": _listed(LIST_END),
    "ContactList": _listed(frozenset({"ObjectName", "Uri", "Status"})),
    "ContactListComplete": _listed(LIST_END),
    "ListDialplan": _listed(frozenset({"Context"})),
    "ShowDialPlanComplete": _listed(LIST_END),
    # What app_queue does; only those who watch a queue are sent them (the class `agent` in read).
    "QueueCallerJoin": _channel("Queue", "Position", "Count"),
    "QueueCallerLeave": _channel("Queue", "Position", "Count"),
    "QueueCallerAbandon": _channel("Queue", "Position", "OriginalPosition", "HoldTime"),
    "AgentCalled": _brought(),
    "AgentConnect": _brought("HoldTime", "RingTime"),
    # Where a channel is gone already, its snapshot is not there, and often both are.
    "AgentComplete": _both(
        frozenset({"Queue", "Interface", "MemberName", "HoldTime", "TalkTime", "Reason"}), paired=False
    ),
    "AgentDump": _brought(),
    "AgentRingNoAnswer": _brought("RingTime"),
    "QueueMemberAdded": _seat(),
    "QueueMemberRemoved": _seat(),
    "QueueMemberStatus": _seat(),
    "QueueMemberPause": _seat(),
    "QueueMemberPenalty": _seat(),
    "QueueParams": _listed(frozenset({"Queue", "Strategy", "Calls", "Weight"})),
    "QueueMember": _listed(SEAT | {"Name", "Location"}),
    "QueueEntry": _listed(frozenset({"Queue", "Position", "Channel", "Uniqueid", "Wait"})),
    "QueueStatusComplete": _listed(LIST_END),
}
