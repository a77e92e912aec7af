"""The truth about one PBX after a (re)connection: its channels as ``Status`` lists them become a ``PbxSnapshot``.

A caller is ours when his channel carries ACD_CALL_ID and ACD_QUEUE and stands in the hold context or in a bridge with
one of our legs; a caller still in the IVR is not yet the Floor's, one in the fallback no longer. One in a bridge is on
hold only while a leg of his is there, which then is on its way to him: else an agent gave him to somebody, and
fetching him back would tear that talk apart. The ear is taught the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from acd.core.events import ContactArrived, PbxSnapshot, Talk
from acd.pbx.hear import GONE_DEVICES, Ear
from acd.pbx.leader import STRANDED_VARIABLES
from acd.pbx.names import is_contact, leg_name, phone_of
from acd.pbx.wire import Message
from acd.reception import VARIABLES, arrival, clock_reading, entry_time

HOLD_CONTEXTS = frozenset({"acd-hold", "acd-visit"})
TALK_FROM = "SHARED(ACD_TALK_FROM)"  # on the caller's channel, in seconds of the PBX's clock
STATUS_VARIABLES = (
    *(*VARIABLES, "ACD_NEXT", "ACD_HELD", "CALLERID(num)", "CALLERID(name)", TALK_FROM),
    *STRANDED_VARIABLES,
)


def snapshot(
    pbx: str,
    channels: Sequence[Message],
    devices: Sequence[Message],
    agent_of: Callable[[str], str | None],
    ear: Ear,
    now: float,
    dialling: Collection[str] = (),
    theirs: float | None = None,
) -> PbxSnapshot:
    """Forgets what `ear` knew and teaches it what the lists show. `dialling` are legs asked for that may have no
    channel yet; they count as ringing. `theirs`: what the PBX's clock reads."""
    ear.forget()
    channels = sorted(channels, key=_entry)  # should a clock have gone wrong, the order at least is kept
    callers = {each["Uniqueid"]: _caller(pbx, each, now, theirs) for each in channels}
    bridged = _by_bridge(channels)
    since = _talks_since(channels, now, theirs)
    holding: list[ContactArrived] = []
    talking: list[Talk] = []
    listed = {each["Uniqueid"] for each in channels}
    unlisted = (leg_name(each) for each in dialling if each not in listed)
    ringing = [(leg.contact, leg.offer) for leg in unlisted if leg is not None]
    taken: set[str] = set()
    for each in channels:
        uniqueid, bridge = each["Uniqueid"], each.get("BridgeID")
        leg, agent = leg_name(uniqueid) if is_leg(each) else None, agent_of(phone_of(each["Channel"]))
        if leg is not None:
            partner = _partner(bridged.get(bridge, ()), callers, leg.contact)
            ear.learn_leg(
                uniqueid, leg.contact, leg.offer, bridge, state=each["ChannelState"], connected=partner is not None
            )
            if partner is not None and agent is not None:
                talking.append(Talk(partner, leg.offer, agent, since.get(leg.contact)))
            else:
                ringing.append((leg.contact, leg.offer))
        elif agent is not None:
            ear.learn_stranger(uniqueid, agent)
            taken.add(agent)
    in_talk, awaited = {talk.arrival.contact for talk in talking}, {contact for contact, _ in ringing}
    for each in channels:
        caller = callers[each["Uniqueid"]]
        if caller is None:
            continue
        ear.learn_caller(each["Uniqueid"], caller.contact, each.get("BridgeID"))
        is_alone = not each.get("BridgeID") or caller.contact in awaited
        if caller.contact not in in_talk and is_alone and _is_held(each):
            holding.append(caller)
    lost = _lost(devices, agent_of)
    for agent in lost:
        ear.learn_lost_phone(agent)
    holding.sort(key=lambda caller: caller.entered)
    return PbxSnapshot(pbx, tuple(holding), tuple(talking), tuple(ringing), tuple(sorted(lost)), tuple(sorted(taken)))


def _entry(channel: Message) -> float:
    return clock_reading(channel.variables.get("ACD_ENTERED", "")) or 0.0


def _caller(pbx: str, channel: Message, now: float, theirs: float | None) -> ContactArrived | None:
    said = dict(channel.variables)
    contact = said.get("ACD_CALL_ID", "")
    if is_leg(channel) or not said.get("ACD_QUEUE") or not is_contact(contact, pbx):
        return None
    said["ACD_NUMBER"], said["ACD_NAME"] = said.get("CALLERID(num)", ""), said.get("CALLERID(name)", "")
    return arrival(pbx, channel["Channel"], contact, said, now, theirs)


def _talks_since(channels: Iterable[Message], now: float, theirs: float | None) -> Mapping[str, float]:
    """By contact: when its caller was last given to an agent."""
    said = (each.variables for each in channels)
    return {
        each["ACD_CALL_ID"]: entry_time(each[TALK_FROM], now, theirs)
        for each in said
        if each.get(TALK_FROM) and each.get("ACD_CALL_ID")
    }


def is_leg(channel: Message) -> bool:
    """Of an offer; its contact's name is in its variables too. A customer who was called first has a leg's name, and is
    a caller as soon as he is on hold."""
    return leg_name(channel["Uniqueid"]) is not None and channel.variables.get("ACD_HELD") != "1"


def _is_held(channel: Message) -> bool:
    """On hold, or on a visit from there; others visit too: in a flow, or a customer told of the recording as his agent
    waits."""
    return channel["Context"] in HOLD_CONTEXTS and channel.variables.get("ACD_HELD") == "1"


def _by_bridge(channels: Iterable[Message]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in channels:
        if each.get("BridgeID"):
            found.setdefault(each["BridgeID"], []).append(each["Uniqueid"])
    return found


def _partner(
    inside: Iterable[str], callers: Mapping[str, ContactArrived | None], contact: str
) -> ContactArrived | None:
    return next((caller for each in inside if (caller := callers.get(each)) and caller.contact == contact), None)


def _lost(devices: Iterable[Message], agent_of: Callable[[str], str | None]) -> set[str]:
    gone = (agent_of(each["Device"]) for each in devices if each["State"] in GONE_DEVICES)
    return {agent for agent in gone if agent is not None}
