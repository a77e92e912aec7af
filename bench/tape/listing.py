"""What Asterisk answers to Status, of callers and the legs rung for them: headers as a real one writes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_STATUS = """\
Event: Status
Privilege: Call
Channel: {channel}
ChannelState: {state}
ChannelStateDesc: {word}
CallerIDNum: {number}
CallerIDName: A Caller
ConnectedLineNum: <unknown>
ConnectedLineName: <unknown>
Language: en
AccountCode: {none}
Context: {context}
Exten: s
Priority: 7
Uniqueid: {uniqueid}
Linkedid: {uniqueid}
Type: PJSIP
DNID: {none}
EffectiveConnectedLineNum: <unknown>
EffectiveConnectedLineName: <unknown>
TimeToHangup: 0
BridgeID: {bridge}
Application: {application}
Data: (null)
Nativeformats: (ulaw)
Readformat: ulaw
Readtrans: {none}
Writeformat: ulaw
Writetrans: {none}
Callgroup: 0
Pickupgroup: 0
Seconds: 1
{variables}ActionID: {token}

"""


@dataclass(frozen=True, slots=True)
class Channel:
    """`names` are the call's, as for its tape; a leg `is_up` once its agent has picked up. `bridge`: "" for none."""

    names: Mapping[bytes, bytes]
    is_leg: bool
    is_up: bool
    bridge: str


def status(channels: Sequence[Channel], wanted: Iterable[str], token: str) -> str:
    """The whole answer; lines end with LF here."""
    names = [each for each in wanted if each]
    rows = "".join(_row(channel, names, token) for channel in channels)
    head = f"Response: Success\nActionID: {token}\nEventList: start\nMessage: Channel status will follow\n\n"
    return f"{head}{rows}Event: StatusComplete\nActionID: {token}\nEventList: Complete\nListItems: {len(channels)}\n\n"


def _row(channel: Channel, wanted: Sequence[str], token: str) -> str:
    names = {key.decode(): value.decode() for key, value in channel.names.items()}
    return _STATUS.format(
        channel=names["phone"] if channel.is_leg else names["trunk"],
        state=6 if channel.is_up else 5,
        word="Up" if channel.is_up else "Ringing",
        number=names["number"],
        context="acd-agent" if channel.is_leg else "acd-hold",
        uniqueid=names["leg"] if channel.is_leg else names["caller"],
        bridge=channel.bridge,
        application="Bridge" if channel.is_leg else "WaitExten",
        variables="".join(f"Variable: {name}={_variable(name, names, channel)}\n" for name in wanted),
        token=token,
        none="",
    )


def _variable(name: str, names: Mapping[str, str], channel: Channel) -> str:
    if name == "ACD_CALL_ID":
        return names["contact"]
    if channel.is_leg:
        return "bench" if name == "ACD_QUEUE" else "(null)"
    said = {"ACD_QUEUE": "bench", "ACD_HELD": "1", "ACD_ENTERED": names["entered"], "CALLERID(num)": names["number"]}
    return said.get(name, "(null)")
