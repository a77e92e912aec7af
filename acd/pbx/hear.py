"""One PBX's events become facts: what rang, who picked up, who shares a bridge with whom, who is gone.

Holds no opinion on queues or agents; it only knows which channel is which. Order between channels is undefined in
AMI, so nothing here depends on it: a fact is told when all that makes it true has been heard, and told once.

How an offer failed is read off its leg's own Hangup (cause codes after Q.850, tried one by one on Asterisk 22.10):
486 -> 17, 603 -> 21, ring time over -> 19 with the leg Ringing, no answer of any kind -> 19 with the leg Down, 503 ->
34, 404 -> 1. A phone that is not registered never gets a channel: only OriginateResponse tells.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from acd.core.events import (
    CallerFellBack,
    CallerLeft,
    CustomerMissed,
    CustomerReached,
    Event,
    OfferAnswered,
    OfferConnected,
    OfferFailed,
    OfferFailure,
    OfferRang,
    PhoneFreed,
    PhoneLost,
    PhoneReached,
    PhoneTaken,
    TalkEnded,
)
from acd.pbx.names import is_contact, leg_name, phone_of
from acd.reception import VARIABLES, arrival, clock_reading


class Headers(Protocol):
    """A message's headers. Only those asked for cost anything: an event has four times as many as we read of it."""

    def __getitem__(self, name: str, /) -> str: ...

    def get(self, name: str, default: str, /) -> str: ...


RINGING, UP = "5", "6"
BUSY, REJECTED = "17", "21"
NO_CAUSE = "0"  # where no hang-up was asked for either: a PBX that stops ends its channels so
NO_WORD = frozenset({"", "0", "16", "19", "127"})  # ended by the ring time or by an ordinary clearing
SAID = {f"Acd{name.removeprefix('ACD_').title()}": name for name in VARIABLES}  # AcdQueue says ACD_QUEUE
# DIALSTATUS of a customer who is called back; of one who answered and was gone before the bridge it is ANSWER
MISSED = {
    "BUSY": OfferFailure.BUSY,
    "NOANSWER": OfferFailure.NO_ANSWER,
    "ANSWER": OfferFailure.DROPPED,
    "CANCEL": OfferFailure.CANCELLED,
}
GONE_DEVICES = frozenset({"UNAVAILABLE", "INVALID"})


@dataclass(slots=True)
class _Leg:
    """An offer's leg: how far it came."""

    contact: str
    offer: int
    rang: bool = False
    up: bool = False
    connected: bool = False
    left_first: bool = False

    def failure(self, cause: str) -> OfferFailure:
        if self.up:
            return OfferFailure.DROPPED
        if cause == BUSY:
            return OfferFailure.BUSY
        if cause == REJECTED:
            return OfferFailure.REJECTED
        return OfferFailure.NO_ANSWER if self.rang and cause in NO_WORD else OfferFailure.UNREACHABLE


def _count(headers: Headers) -> int:
    """Channels in a bridge, after whoever came or left; 0 where that is not said."""
    count = headers.get("BridgeNumChannels", "")
    return int(count) if count.isascii() and count.isdecimal() else 0


class Ear:
    """`agent_of` names the agent a phone belongs to; `now` reads the core's clock."""

    def __init__(self, pbx: str, agent_of: Callable[[str], str | None], now: Callable[[], float]) -> None:
        self._pbx = pbx
        self._agent_of = agent_of
        self._now = now
        self._handlers: Mapping[str, Callable[[Headers], Iterable[Event]]] = {
            "UserEvent": self._user_event,
            "Newchannel": self._new_channel,
            "Newstate": self._new_state,
            "BridgeEnter": self._bridge_enter,
            "BridgeLeave": self._bridge_leave,
            "HangupRequest": self._hangup_request,
            "Hangup": self._hangup,
            "OriginateResponse": self._originate_response,
            "DeviceStateChange": self._device_state,
        }
        self.forget()

    def forget(self) -> None:
        """Before a snapshot: whatever was known of channels is void."""
        self.doubt = ""  # what was heard and cannot be: the PBX is to be looked at
        self._callers: dict[str, str] = {}  # uniqueid -> contact
        self._legs: dict[str, _Leg] = {}  # uniqueid -> leg
        self._bridges: dict[str, set[str]] = {}  # bridge -> uniqueids
        self._bridge_of: dict[str, str] = {}
        self._strangers: dict[str, str] = {}  # uniqueid of a call that is not ours -> agent whose phone it holds
        self._going: set[str] = set()  # uniqueids of those who have hung up
        self._lost: set[str] = set()  # agents whose phones are not reachable
        self._dialling: set[str] = set()  # legs that got a channel and whose OriginateResponse is still to come

    def hear(self, name: str, headers: Headers) -> list[Event]:
        handler = self._handlers.get(name)
        return list(handler(headers)) if handler else []

    def has_caller(self, uniqueid: str) -> bool:
        """Whether a caller of ours is on that channel, as far as heard."""
        return uniqueid in self._callers

    # --- learning from a snapshot ---

    def learn_caller(self, uniqueid: str, contact: str, bridge: str) -> None:
        self._callers[uniqueid] = contact
        self._learn_bridge(uniqueid, bridge)

    def learn_leg(self, uniqueid: str, contact: str, offer: int, bridge: str, *, state: str, connected: bool) -> None:
        self._legs[uniqueid] = _Leg(contact, offer, rang=state in (RINGING, UP), up=state == UP, connected=connected)
        self._learn_bridge(uniqueid, bridge)

    def learn_stranger(self, uniqueid: str, agent: str) -> None:
        self._strangers[uniqueid] = agent

    def learn_lost_phone(self, agent: str) -> None:
        self._lost.add(agent)

    def _learn_bridge(self, uniqueid: str, bridge: str) -> None:
        if bridge:
            self._bridges.setdefault(bridge, set()).add(uniqueid)
            self._bridge_of[uniqueid] = bridge

    # --- one handler an event ---

    def _user_event(self, headers: Headers) -> Iterable[Event]:
        contact = headers.get("AcdCall", "")
        channel, uniqueid = headers.get("Channel", ""), headers.get("Uniqueid", "")
        offer = headers.get("AcdOffer", "")[:9]
        if not (is_contact(contact, self._pbx) and channel and uniqueid):
            return  # not said by a dialplan of ours
        match headers.get("UserEvent", ""):
            case "AcdHolding":
                if self._is_talking(uniqueid, contact):
                    self.doubt = f"{contact} is on hold, and in a bridge with his agent"
                    return
                self._callers[uniqueid] = contact
                self._legs.pop(uniqueid, None)  # a customer who was called first: a caller from now on
                said = {variable: headers.get(header, "") for header, variable in SAID.items()}
                theirs = clock_reading(headers.get("Timestamp", ""))
                yield arrival(self._pbx, channel, contact, said, self._now(), theirs)
            case "AcdFallback":
                yield CallerFellBack(contact)
            case "AcdReached" if offer.isdecimal():
                self._callers[uniqueid] = contact
                yield CustomerReached(contact, int(offer), channel)
                yield from self._meet(self._bridge_of.get(uniqueid, ""))
            case "AcdMissed" if offer.isdecimal() and (leg := self._legs.get(uniqueid)) and not leg.connected:
                cause = MISSED.get(headers.get("AcdResult", ""), OfferFailure.UNREACHABLE)
                yield CustomerMissed(contact, int(offer), cause)

    def _new_channel(self, headers: Headers) -> Iterable[Event]:
        uniqueid = headers["Uniqueid"]
        leg = leg_name(uniqueid)
        if leg is not None:
            self._legs.setdefault(uniqueid, _Leg(leg.contact, leg.offer))
            self._dialling.add(uniqueid)
            return
        agent = self._agent_of(phone_of(headers["Channel"]))
        if agent is not None:
            first = agent not in self._strangers.values()
            self._strangers[uniqueid] = agent
            if first:
                yield PhoneTaken(agent)

    def _new_state(self, headers: Headers) -> Iterable[Event]:
        leg = self._legs.get(headers["Uniqueid"])
        if leg is None:
            return
        state = headers.get("ChannelState", "")
        if state == RINGING and not leg.rang:
            leg.rang = True
            yield OfferRang(leg.contact, leg.offer)
        elif state == UP and not leg.up:
            leg.up = True
            yield OfferAnswered(leg.contact, leg.offer)

    def _bridge_enter(self, headers: Headers) -> Iterable[Event]:
        uniqueid, bridge = headers["Uniqueid"], headers["BridgeUniqueid"]
        self._learn_bridge(uniqueid, bridge)
        yield from self._meet(bridge)
        if _count(headers) > len(self._bridges[bridge]) and self._may_connect(uniqueid):
            self.doubt = "somebody is in a bridge who was not heard to come"

    def _meet(self, bridge: str) -> Iterable[Event]:
        """An agent's leg and its caller are in one bridge, both known by now."""
        inside = self._bridges.get(bridge, set())
        contacts = {self._callers[each] for each in inside if each in self._callers}
        for each in inside:
            leg = self._legs.get(each)
            if leg is not None and not leg.connected and leg.contact in contacts:
                leg.connected = True
                yield OfferConnected(leg.contact, leg.offer)

    def _may_connect(self, uniqueid: str) -> bool:
        """It is a leg, or a caller with a leg, of whose talk was not heard."""
        leg, contact = self._legs.get(uniqueid), self._callers.get(uniqueid)
        legs = [leg] if leg is not None else [each for each in self._legs.values() if each.contact == contact]
        return any(not each.connected for each in legs)

    def _bridge_leave(self, headers: Headers) -> Iterable[Event]:
        """Who leaves was there. With an agent's leg there is only ever its caller, until that talk is known."""
        uniqueid, bridge = headers["Uniqueid"], headers["BridgeUniqueid"]
        self._learn_bridge(uniqueid, bridge)
        yield from self._meet(bridge)
        leg = self._legs.get(uniqueid)
        talked_unheard = leg is not None and not leg.connected and _count(headers) > 0
        self._leave_bridge(uniqueid, bridge)
        if leg is not None and talked_unheard:
            leg.connected = leg.left_first = True
            yield OfferConnected(leg.contact, leg.offer)

    def _leave_bridge(self, uniqueid: str, bridge: str) -> None:
        self._bridge_of.pop(uniqueid, None)
        inside, leg = self._bridges.get(bridge, set()), self._legs.get(uniqueid)
        if uniqueid in inside and leg is not None and leg.connected:
            leg.left_first = any(self._callers.get(each) == leg.contact for each in inside)
        inside.discard(uniqueid)
        if not inside:
            self._bridges.pop(bridge, None)

    def _is_talking(self, uniqueid: str, contact: str) -> bool:
        """As far as heard: who leaves a bridge is told of before he can be anywhere else."""
        legs = (self._legs.get(each) for each in self._bridges.get(self._bridge_of.get(uniqueid, ""), ()))
        return any(leg is not None and leg.connected and leg.contact == contact for leg in legs)

    def _hangup_request(self, headers: Headers) -> Iterable[Event]:
        self._going.add(headers["Uniqueid"])
        return ()

    def _hangup(self, headers: Headers) -> Iterable[Event]:
        uniqueid = headers["Uniqueid"]
        is_asked = uniqueid in self._going
        self._going.discard(uniqueid)
        if (bridge := self._bridge_of.get(uniqueid)) is not None:  # that it left was not heard
            self._leave_bridge(uniqueid, bridge)
        leg = self._legs.pop(uniqueid, None)
        if leg is not None:
            if not leg.connected:  # of a talk the bridge tells who left first
                yield from self._caller_before(leg.contact)
            yield self._leg_over(leg, headers.get("Cause", ""))
        contact = self._callers.pop(uniqueid, None)
        if contact is not None:
            yield from self._legs_before(contact)
            yield CallerLeft(contact, by_pbx=not is_asked and headers.get("Cause", "") == NO_CAUSE)
        agent = self._strangers.pop(uniqueid, None)
        if agent is not None and agent not in self._strangers.values():
            yield PhoneFreed(agent)

    def _legs_before(self, contact: str) -> Iterable[Event]:
        """An agent who left the bridge first hung up first, though his leg's own Hangup may come after the caller's."""
        for uniqueid, leg in tuple(self._legs.items()):
            if leg.contact == contact and leg.left_first:
                del self._legs[uniqueid]
                yield self._leg_over(leg, "")

    def _caller_before(self, contact: str) -> Iterable[Event]:
        """A caller who has hung up left first, though his own Hangup comes after that of the leg, which ends because it
        finds nobody: its agent has failed nobody."""
        for uniqueid in self._going & self._callers.keys():
            if self._callers[uniqueid] == contact:
                del self._callers[uniqueid]
                yield CallerLeft(contact)

    @staticmethod
    def _leg_over(leg: _Leg, cause: str) -> Event:
        if leg.connected:
            return TalkEnded(leg.contact, leg.offer, by_agent=leg.left_first)
        return OfferFailed(leg.contact, leg.offer, leg.failure(cause))

    def _originate_response(self, headers: Headers) -> Iterable[Event]:
        uniqueid = headers.get("Uniqueid", "")
        leg = leg_name(uniqueid)
        if uniqueid in self._dialling:
            self._dialling.discard(uniqueid)  # its own Hangup tells what became of it
        elif headers.get("Response", "") == "Failure" and leg is not None:
            yield OfferFailed(leg.contact, leg.offer, OfferFailure.UNREACHABLE)

    def _device_state(self, headers: Headers) -> Iterable[Event]:
        agent = self._agent_of(headers.get("Device", ""))
        if agent is None:
            return
        if headers.get("State", "") in GONE_DEVICES:
            if agent not in self._lost:
                self._lost.add(agent)
                yield PhoneLost(agent)
        elif agent in self._lost:
            self._lost.discard(agent)
            yield PhoneReached(agent)
