"""What Asterisk 22 says about channels: as text on the wire, and as messages already read."""

from collections.abc import Callable, Mapping

from acd.pbx.schema import SNAPSHOT
from acd.pbx.wire import Message

CALLER, CONTACT, TRUNK = "1795306505.0", "main-1795306505.0", "PJSIP/trunk-00000000"
LEG, PHONE = "acd-main-1795306505.0-1", "PJSIP/1001-00000001"
WAITING = {
    "ACD_CALL_ID": CONTACT,
    "ACD_QUEUE": "sales",
    "ACD_HELD": "1",
    "ACD_ENTERED": "1795306505.5",
    "CALLERID(num)": "48123",
}
Row = Mapping[str, str]
Variables = Mapping[str, str]


def channel(uniqueid: str, name: str, context: str, state: str = "6", bridge: str = "") -> dict[str, str]:
    """The headers of a channel as Status lists it."""
    headers = dict.fromkeys(sorted(SNAPSHOT), "")
    headers |= {"Uniqueid": uniqueid, "Channel": name, "Context": context, "ChannelState": state, "Priority": "1"}
    return headers | {"Application": "WaitExten", "BridgeID": bridge, "Seconds": "7"}


def holding(context: str = "acd-hold", bridge: str = "") -> dict[str, str]:
    return channel(CALLER, TRUNK, context, bridge=bridge)


def leg(state: str = "6", bridge: str = "") -> dict[str, str]:
    return channel(LEG, PHONE, "acd-agent", state, bridge)


def message(name: str, headers: Row, variables: Variables | None = None) -> Message:
    index = {header: place for place, header in enumerate(headers)}
    return Message("event", name, index, tuple(value.encode() for value in headers.values()), variables or {})


def status(headers: Row, **variables: str) -> Message:
    return message("Status", headers, variables)


def text(name: str, headers: Row, variables: Variables | None = None, action: str = "") -> str:
    lines = [f"Event: {name}", f"ActionID: {action}" if action else "Privilege: call,all"]
    lines += [f"{header}: {value}" for header, value in headers.items()]
    lines += [f"Variable: {variable}={value}" for variable, value in (variables or {}).items()]
    return "\n".join(lines) + "\n\n"


def event(name: str, uniqueid: str, channel_name: str, **headers: str) -> str:
    """A channel's event with its whole snapshot."""
    shown = dict.fromkeys(sorted(SNAPSHOT), "")
    return text(name, shown | {"Uniqueid": uniqueid, "Channel": channel_name, **headers})


def hold(queue: str = "sales") -> str:
    said = {"UserEvent": "AcdHolding", "AcdCall": CONTACT, "AcdQueue": queue, "AcdNumber": "48123"}
    return event("UserEvent", CALLER, TRUNK, **said)


def listed(action: str, name: str, rows: list[tuple[Row, Variables]]) -> str:
    """A whole list in answer to `action`."""
    body = "".join(text(name, headers, variables, action) for headers, variables in rows)
    end = "DeviceStateListComplete" if name == "DeviceStateChange" else f"{name}Complete"
    ended = text(end, {"EventList": "Complete", "ListItems": str(len(rows))}, action=action)
    return f"Response: Success\nActionID: {action}\nEventList: start\nMessage: follows\n\n{body}{ended}"


class Switchboard:
    """Answers for a PBX with these channels and devices; every other action succeeds unless `refuse` names it."""

    def __init__(self) -> None:
        self.channels: list[tuple[Row, Variables]] = []
        self.devices: dict[str, str] = {}
        self.born = "10:00:00"  # when it was started
        self.refuse: set[str] = set()
        self.silent: set[str] = set()
        self.before_status: Callable[[], str] = lambda: ""
        self.after_status: Callable[[], str] = lambda: ""

    def __call__(self, action: dict[str, str]) -> str | None:
        name, token = action["Action"], action["ActionID"]
        if name in self.silent:
            return None
        if name in self.refuse:
            return f"Response: Error\nActionID: {token}\nMessage: No\n\n"
        if name == "Status":
            return self.before_status() + listed(token, "Status", self.channels) + self.after_status()
        if name == "DeviceStateList":
            rows = [({"Device": device, "State": state}, {}) for device, state in self.devices.items()]
            return listed(token, "DeviceStateChange", rows)
        if name == "CoreSettings":
            return f"Response: Success\nActionID: {token}\nAsteriskVersion: 22.10.1\n\n"
        if name == "CoreStatus":
            began = f"CoreStartupDate: 2026-11-22\nCoreStartupTime: {self.born}"
            return f"Response: Success\nActionID: {token}\n{began}\n\n"
        return f"Response: Success\nActionID: {token}\nMessage: ok\n\n"
