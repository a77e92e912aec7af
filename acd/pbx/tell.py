"""The Floor's commands as manager actions. Pure: one command, a short row of actions to be sent in order.

Whatever a caller says of himself (name, number, language) is cut to what an action takes here: no caller may have a
name that keeps every phone from ringing.
"""

import re

from acd.core.callback import Dial
from acd.core.commands import DialCustomer, HangUpCaller, MarkCaller, RingAgent, SendCaller, StopRinging
from acd.core.roster import Goodbye, Leave, ToDestination, ToNode
from acd.pbx.actions import CUSTOMER_CONTEXT, MAX_RING_MS, Action, Hangup, Originate, Redirect, Setvar, clean
from acd.pbx.names import channel_id
from acd.pbx.wire import Unsendable

SwitchCommand = RingAgent | DialCustomer | StopRinging | SendCaller | HangUpCaller | MarkCaller
NO_FORWARD = {"FORWARD_CONTEXT": "acd-no-forward"}  # a context there is not: who is rung here is rung nowhere else
MAX_NAME = 60
MAX_CALLER_NAME = 80
MAX_NUMBER = 40
_NOT_NUMBER = re.compile(r"[^0-9A-Za-z+*#._-]")
_DIALLED = re.compile(r"\+?[0-9]{3,20}")
_TRUNK = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def actions(command: SwitchCommand) -> tuple[Action, ...]:
    """Raises Unsendable for a channel or contact no PBX could have given us."""
    match command:
        case RingAgent():
            return (_ring(command),)
        case DialCustomer():
            return (_dial(command),)
        case StopRinging(contact=contact, offer=offer):
            return (Hangup(channel_id(contact, offer)),)
        case HangUpCaller(channel=channel):
            return (Hangup(channel),)
        case MarkCaller(channel=channel):
            said = {"ACD_QUEUE": command.queue, "ACD_MUSIC": command.music, "ACD_PRIORITY": str(command.priority)}
            return tuple(Setvar(channel, variable, value) for variable, value in said.items())
        case SendCaller(channel=channel, where=where):
            return _send(channel, where)


def _ring(ring: RingAgent) -> Originate:
    number = _NOT_NUMBER.sub("", ring.number)[:MAX_NUMBER]
    who = clean(ring.name, MAX_NAME) or number or "unknown"
    return Originate(
        channel=ring.phone,
        channel_id=channel_id(ring.contact, ring.offer),
        timeout_ms=_ms(ring.ring_s),
        caller_name=clean(f"{ring.queue}: {who}", MAX_CALLER_NAME),
        caller_number=number,
        variables={
            **NO_FORWARD,
            "ACD_CALL_ID": ring.contact,
            "ACD_OFFER": str(ring.offer),
            "ACD_CALLER": ring.channel,
            "ACD_AGENT": ring.agent,
            "ACD_AGENT_NAME": clean(ring.agent_name, MAX_NAME),
            "ACD_QUEUE": ring.queue,
            "ACD_WAITED_S": str(round(ring.waited_s)),
            "ACD_WHISPER": "1" if ring.whisper else "",
            "ACD_RECORD": "1" if ring.record else "",
            "ACD_LANGUAGE": clean(ring.language, 10),
            **({} if ring.dial is None else _to_call(ring.dial, ring.entered, ring.music)),
        },
    )


def _dial(dial: DialCustomer) -> Originate:
    return Originate(
        channel=f"PJSIP/{dial.dial.number}@{dial.dial.trunk}",
        channel_id=channel_id(dial.contact, dial.offer),
        timeout_ms=_ms(dial.dial.ring_s),
        context=CUSTOMER_CONTEXT,
        caller_number=dial.dial.shown,
        variables={
            **NO_FORWARD,
            "ACD_CALL_ID": dial.contact,
            "ACD_QUEUE": dial.queue,
            "ACD_LANGUAGE": clean(dial.language, 10),
            **_to_call(dial.dial, dial.entered, dial.music),
        },
    )


def _to_call(dial: Dial, entered: float, music: str) -> dict[str, str]:
    """Raises Unsendable for what is no number: it would be dialled."""
    if _DIALLED.fullmatch(dial.number) is None or _TRUNK.fullmatch(dial.trunk) is None:
        raise Unsendable("Variable", "a call-back goes to a + and digits, over an endpoint")
    return {
        "ACD_DIAL": dial.number,
        "ACD_DIAL_S": str(max(1, round(dial.ring_s))),
        "ACD_TRUNK": dial.trunk,
        "ACD_SHOWN": _NOT_NUMBER.sub("", dial.shown)[:MAX_NUMBER],
        "ACD_ENTERED": f"{entered:.3f}",
        "ACD_MUSIC": music,
    }


def _ms(seconds: float) -> int:
    return min(max(1, round(seconds * 1000)), MAX_RING_MS)


def _send(channel: str, where: Leave) -> tuple[Action, ...]:
    """ACD_QUEUE is emptied first: who has left a queue must not be taken for one who waits after a restart. The way is
    not in ACD_NEXT, which a visit on hold that just ends may set to something else."""
    match where:
        case ToDestination(destination):
            way = {"ACD_SENT": "transfer", "ACD_DESTINATION": destination}
        case ToNode(flow, node):
            way = {"ACD_SENT": "flow", "ACD_FLOW": flow, "ACD_NODE": node}
        case Goodbye(message):
            way = {"ACD_SENT": "goodbye", "ACD_MESSAGE": message or ""}
        case _:
            raise ValueError(f"a queue is no place in the PBX: {where}")
    said = {"ACD_QUEUE": "", **way}
    return *(Setvar(channel, variable, value) for variable, value in said.items()), Redirect(channel, "acd-sent", "s")
