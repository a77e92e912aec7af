"""A PBX in a few lines, for the state machine: callers, legs, bridges; commands and events arrive when told to.

Events of one channel keep their order, those of different channels do not (as in AMI). While the connection is lost,
commands and events are gone; so they are when the daemon dies.

The customer of a call-back has one phone: it is never called by two legs at once.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from acd.core import commands as c
from acd.core import events as e
from acd.core.roster import Goodbye

HOLD, TALKING, SENT, GONE = "hold", "talking", "sent", "gone"
DIALLING, RINGING, UP, BRIDGED, OVER = "dialling", "ringing", "up", "bridged", "over"


@dataclass
class Caller:
    arrival: e.ContactArrived
    state: str = HOLD


@dataclass
class Leg:
    contact: str
    offer: int
    agent: str
    pbx: str
    state: str = DIALLING
    is_from_before: bool = False  # the daemon has been restarted since
    is_condemned: bool = False  # a StopRinging for it has been given out
    dials: bool = False  # its agent, once he has picked up, has the customer called
    is_customer: bool = False  # it is the customer who is called
    arrival: e.ContactArrived | None = None  # of the customer, should he come to be on the line

    @property
    def key(self) -> tuple[str, int]:
        return self.contact, self.offer

    def is_live(self) -> bool:
        return self.state != OVER

    def is_calling(self) -> bool:
        """The customer's phone rings by it."""
        return (self.is_customer and self.state in (DIALLING, RINGING)) or (self.dials and self.state == UP)


@dataclass
class ModelPbx:
    callers: dict[str, Caller] = field(default_factory=dict)
    legs: dict[tuple[str, int], Leg] = field(default_factory=dict)
    orders: deque[c.Command] = field(default_factory=deque)
    news: dict[object, deque[e.Event]] = field(default_factory=lambda: defaultdict(deque))
    lost: set[str] = field(default_factory=set)

    def pbx_of(self, contact: str) -> str:
        return contact.partition("-")[0]

    def tell(self, channel: object, contact: str, event: e.Event) -> None:
        if self.pbx_of(contact) not in self.lost:
            self.news[channel].append(event)

    def channels(self) -> list[object]:
        return [channel for channel, waiting in self.news.items() if waiting]

    def forget_news(self, pbx: str | None = None) -> None:
        for channel in list(self.news):
            contact = channel if isinstance(channel, str) else channel[0]
            if pbx is None or self.pbx_of(contact) == pbx:
                del self.news[channel]

    # --- what callers and agents do ---

    def call(self, arrival: e.ContactArrived) -> None:
        self.callers[arrival.contact] = Caller(arrival)
        self.tell(arrival.contact, arrival.contact, arrival)

    def holding_again(self, contact: str) -> None:
        self.tell(contact, contact, self.callers[contact].arrival)

    def hang_up_caller(self, contact: str) -> None:
        caller = self.callers[contact]
        if caller.state == GONE:
            return
        was, caller.state = caller.state, GONE
        self.tell(contact, contact, e.CallerLeft(contact))
        for leg in self.legs.values():
            if was == TALKING and leg.contact == contact and leg.state == BRIDGED:
                leg.state = OVER
                self.tell(leg.key, contact, e.TalkEnded(contact, leg.offer, by_agent=False))

    def check_calls(self, contact: str) -> None:
        calling = [leg for leg in self.legs.values() if leg.contact == contact and leg.is_calling()]
        on_line = self.callers[contact].state if contact in self.callers else GONE
        assert len(calling) + (on_line in (HOLD, TALKING) and bool(calling)) <= 1, "one call at a time to one customer"

    def ring(self, leg: Leg) -> None:
        if leg.state == DIALLING:
            leg.state = RINGING
            self.tell(leg.key, leg.contact, e.OfferRang(*leg.key))

    def answer(self, leg: Leg) -> None:
        self.ring(leg)
        if leg.state == RINGING:
            leg.state = UP
            self.tell(leg.key, leg.contact, e.OfferAnswered(*leg.key))
            self.check_calls(leg.contact)
            if leg.is_customer:
                leg.state = OVER  # a caller from now on
                self._holds(leg)

    def _holds(self, leg: Leg) -> None:
        assert leg.arrival is not None
        self.callers[leg.contact] = Caller(leg.arrival)
        self.tell(leg.contact, leg.contact, leg.arrival)

    def reach(self, leg: Leg) -> None:
        """The customer picks up."""
        assert leg.arrival is not None
        self.callers[leg.contact] = Caller(leg.arrival, TALKING)
        self.tell(leg.key, leg.contact, e.CustomerReached(*leg.key, leg.arrival.channel))

    def miss(self, leg: Leg, cause: e.OfferFailure) -> None:
        """The customer is not to be had: the agent's leg says so and ends; his own just ends."""
        if leg.is_customer and leg.state in (DIALLING, RINGING):
            self.fail(leg, cause)
        elif leg.dials and leg.state == UP:
            self.tell(leg.key, leg.contact, e.CustomerMissed(*leg.key, cause))
            self.fail(leg, e.OfferFailure.DROPPED)

    def bridge(self, leg: Leg) -> None:
        self.answer(leg)
        if leg.state != UP:
            return
        if leg.dials:
            self.reach(leg)
            leg.state = BRIDGED
            self.tell(leg.key, leg.contact, e.OfferConnected(*leg.key))
            return
        caller = self.callers[leg.contact]
        if caller.state != HOLD:
            self.fail(leg, e.OfferFailure.DROPPED)
            return
        leg.state, caller.state = BRIDGED, TALKING
        self.tell(leg.key, leg.contact, e.OfferConnected(*leg.key))

    def fail(self, leg: Leg, cause: e.OfferFailure) -> None:
        if leg.state in (DIALLING, RINGING, UP):
            leg.state = OVER
            self.tell(leg.key, leg.contact, e.OfferFailed(*leg.key, cause))

    def hang_up_agent(self, leg: Leg, *, is_short: bool) -> None:
        """After a short talk the dialplan puts the caller back on hold, else it hangs him up."""
        if leg.state != BRIDGED:
            return
        leg.state = OVER
        self.tell(leg.key, leg.contact, e.TalkEnded(*leg.key, by_agent=True))
        caller = self.callers[leg.contact]
        if is_short:
            caller.state = HOLD
            # told on the caller's channel, which the agent's leaving of the bridge precedes in any case
            self.news[leg.key].append(caller.arrival) if self.pbx_of(leg.contact) not in self.lost else None
        else:
            caller.state = GONE
            self.tell(leg.contact, leg.contact, e.CallerLeft(leg.contact))

    # --- what the Floor orders ---

    def order(self, command: c.Command) -> None:
        if isinstance(command, c.StopRinging) and (command.contact, command.offer) in self.legs:
            self.legs[command.contact, command.offer].is_condemned = True
        if isinstance(command, c.RingAgent | c.DialCustomer):
            leg = self._leg(command)
            old = self.legs.get(leg.key)  # a restarted daemon may count from 1 again, once the old leg is over
            assert old is None or (old.is_from_before and not old.is_live()), "an offer's number is used once"
            self.legs[leg.key] = leg
            leg.state = OVER  # until carried out
        if isinstance(command, c.RingAgent | c.DialCustomer | c.StopRinging | c.SendCaller | c.HangUpCaller):
            self.orders.append(command)

    @staticmethod
    def _leg(command: c.RingAgent | c.DialCustomer) -> Leg:
        key = (command.contact, command.offer)
        channel = f"PJSIP/out-{command.contact}-{command.offer}"
        customer = e.ContactArrived(command.contact, command.pbx, channel, command.queue, command.entered)
        if isinstance(command, c.DialCustomer):
            return Leg(*key, "", command.pbx, is_customer=True, arrival=customer)
        return Leg(*key, command.agent, command.pbx, dials=command.dial is not None, arrival=customer)

    def carry_out(self) -> None:
        command = self.orders.popleft()
        if command.pbx in self.lost:
            return
        if isinstance(command, c.RingAgent | c.DialCustomer):
            self.legs[command.contact, command.offer].state = DIALLING
            self.check_calls(command.contact)
        elif isinstance(command, c.StopRinging):
            self._stop((command.contact, command.offer))
        elif command.contact in self.callers and self.callers[command.contact].state == HOLD:
            if isinstance(command, c.SendCaller) and not isinstance(command.where, Goodbye):
                self.callers[command.contact].state = SENT
            else:
                self.hang_up_caller(command.contact)
        elif isinstance(command, c.HangUpCaller) and command.contact in self.callers:
            self.hang_up_caller(command.contact)

    def _stop(self, key: tuple[str, int]) -> None:
        leg = self.legs.get(key)
        if leg is None:
            return
        if leg.is_customer and leg.state == OVER and self.is_on(leg):
            self.hang_up_caller(leg.contact)
        self.fail(leg, e.OfferFailure.CANCELLED)
        self.hang_up_agent(leg, is_short=True)

    def is_on(self, leg: Leg) -> bool:
        """That very leg's customer is on the line still."""
        caller = self.callers.get(leg.contact)
        return caller is not None and caller.arrival is leg.arrival

    # --- the truth ---

    def snapshot(self, pbx: str) -> e.PbxSnapshot:
        live = [leg for leg in self.legs.values() if leg.is_live() and leg.pbx == pbx]
        holding = [each.arrival for each in self.callers.values() if each.state == HOLD and each.arrival.pbx == pbx]
        return e.PbxSnapshot(
            pbx,
            holding=tuple(holding),
            talking=tuple(
                e.Talk(self.callers[leg.contact].arrival, leg.offer, leg.agent) for leg in live if leg.state == BRIDGED
            ),
            ringing=tuple(leg.key for leg in live if leg.state != BRIDGED),
        )
