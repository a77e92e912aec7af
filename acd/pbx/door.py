"""One PBX: its connection, what is heard over it, what is told to it, and the truth fetched after every gap.

While the truth is being fetched the Floor counts the PBX as lost and offers nothing; events that come after the list of
channels wait and are heard after the snapshot (hearing one twice is harmless), those before it are older than the list
and not heard at all. A message that had to be dropped as malformed is such a gap, and so are one that contradicts what
was heard, a time in which the daemon stood still, and what makes the Floor ask (``LookAgain``). Callers can cause some,
so gaps are closed one after the other and `AGAIN_S` apart at least, and every one ends with a snapshot: however many
there are, offers are made. What belongs to one connection (events waiting, legs asked for) is forgotten with it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from acd.clock import Clock
from acd.core.commands import DialCustomer, LookAgain, RingAgent, StopRinging
from acd.core.events import CallerFellBack, Event, OfferFailed, OfferFailure, PbxLost
from acd.pbx.actions import Action, Beat, CoreSettings, CoreStatus, DeviceStateList, Hangup, Ping, Status
from acd.pbx.hear import Ear
from acd.pbx.leader import Leader
from acd.pbx.link import Connected, Connecting, Link, LinkError, LinkSettings, LinkState
from acd.pbx.names import channel_id, leg_name
from acd.pbx.pulse import beat_on
from acd.pbx.recover import STATUS_VARIABLES, snapshot
from acd.pbx.sight import Sight, lists, sight
from acd.pbx.stall import Stall
from acd.pbx.tell import SwitchCommand, actions
from acd.pbx.wire import Message, Poisoned, Unsendable
from acd.reception import clock_reading

log = logging.getLogger(__name__)
RESYNC_S = 10.0  # how long Asterisk may take to list its channels
AGAIN_S = 1.0  # between two attempts, and between two gaps
GHOST_S = 0.3  # how long a channel whose peer has hung up may stand: its agent talks to nobody
MADE_S = 8.0  # a leg asked for has its channel by then, or never gets one: a PBX that hangs for longer is lost
LATE_S = 30.0  # after it was to be stopped nothing is heard of a leg any more


@dataclass(frozen=True, slots=True)
class DoorState:
    """The link's state, and since when it has been connected or not. An attempt to connect again does not hide why
    the last one failed."""

    link: LinkState
    since: float


class Door:
    """`put` takes the facts, `agent_of` names the agent a phone of this PBX belongs to. `version` is Asterisk's own,
    empty until known; `poisoned` counts malformed messages."""

    def __init__(
        self,
        settings: LinkSettings,
        clock: Clock,
        put: Callable[[Event], None],
        agent_of: Callable[[str], str | None],
    ) -> None:
        self.pbx = settings.pbx
        self.link = Link(settings, self._heard, self._changed, self._refused)
        self.state = DoorState(Connecting(), clock.now())
        self.doctors: dict[str, asyncio.Queue[Message]] = {}  # by nonce: who waits for the word of a doctor's call
        self.poisoned = 0
        self.version = ""
        self.leader: Leader | None = None  # told first on every connection
        self._clock = clock
        self._put = put
        self._agent_of = agent_of
        self._ear = Ear(self.pbx, agent_of, clock.now)
        self._is_lost = False  # as the Floor was told
        self._held: list[Message] | None = None  # events that wait for the snapshot; None: nothing is being fetched
        self._listing: asyncio.Future[list[Message]] | None = None  # the list of channels asked for last
        self._gap = asyncio.Event()
        self._taken = asyncio.Event()  # a snapshot was handed over
        self._stall = Stall()
        self._gap_closer: asyncio.Task[None] | None = None  # while connected
        self._pulse: asyncio.Task[None] | None = None  # while connected
        self._dialling: dict[str, float] = {}  # legs asked for that may have no channel yet -> until when
        self._born = ("", "")  # when the PBX says it was started
        self._unwanted: dict[str, float] = {}  # legs to be ended as soon as they show -> until when

    @property
    def is_up(self) -> bool:
        """The PBX can be commanded."""
        return isinstance(self.state.link, Connected)

    @property
    def is_known(self) -> bool:
        """It is up and its truth is with the Floor: offers are made."""
        return self.is_up and not self._is_lost

    async def open(self) -> None:
        """Begins; the PBX counts as lost until its first snapshot."""
        self._lose()
        await self.link.start()

    async def close(self) -> None:
        for task in (self._gap_closer, self._pulse):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if self.is_up:
            self.link.tell(Beat(""))
        await self.link.stop()

    async def look(self) -> Sight | None:
        """What the PBX shows now; nobody learns of it. None where its truth is not known, or cannot be had."""
        if not self.is_known:
            return None
        try:
            channels, devices = await lists(self.link, RESYNC_S)
        except LinkError as error:
            log.info("%s: it could not be looked at: %s", self.pbx, error)
            return None
        now = self._clock.now()
        dialling = [leg for leg, until in self._dialling.items() if now < until]
        return sight(self.pbx, channels, devices, self._agent_of, now, dialling) if self.is_known else None

    async def look_afresh(self) -> None:
        """Returns when the Floor has a new snapshot, or none is to be had for now."""
        self._taken.clear()
        self._gap.set()
        try:
            async with asyncio.timeout(RESYNC_S):
                await self._taken.wait()
        except TimeoutError:
            log.warning("%s: no snapshot within %g s", self.pbx, RESYNC_S)

    def carry_out(self, command: SwitchCommand | LookAgain) -> None:
        """Sent at once, in order; what cannot be sent comes back as a failed offer."""
        if isinstance(command, LookAgain):
            self._gap.set()
            return
        if isinstance(command, RingAgent | DialCustomer) and self._stall.seconds():
            self._notice_stall()  # its caller may be gone since it was decided
            self._put(OfferFailed(command.contact, command.offer, OfferFailure.CANCELLED))
            return
        try:
            wanted = actions(command)
        except Unsendable as error:
            log.error("%s: not sent: %s", self.pbx, error)
            if isinstance(command, RingAgent | DialCustomer):
                self._put(OfferFailed(command.contact, command.offer, OfferFailure.UNREACHABLE))
            return
        now = self._clock.now()
        if isinstance(command, RingAgent | DialCustomer):
            _remember(self._dialling, channel_id(command.contact, command.offer), now + MADE_S, now)
        elif isinstance(command, StopRinging):
            _remember(self._unwanted, channel_id(command.contact, command.offer), now + LATE_S, now)
        for action in wanted:
            self.link.tell(action)

    # --- what the link tells ---

    def _heard(self, message: Message | Poisoned) -> None:
        if self._stall.seconds():
            self._notice_stall()
        if isinstance(message, Poisoned):
            self.poisoned += 1
            self._gap.set()
        elif message.name == "UserEvent" and message.get("UserEvent") == "AcdDoctor":
            if message.get("AcdNonce") in self.doctors:
                self.doctors[message["AcdNonce"]].put_nowait(message)
        elif message.name == "Shutdown":
            self._lose()  # nobody is offered by a PBX that is going; one that does not go is looked at
            self._gap.set()
        elif self._held is None:
            self._hear(message)
        elif self._listing is not None and self._listing.done():
            self._held.append(message)
        else:
            self._mind(message)

    def _notice_stall(self) -> None:
        log.warning("%s: the daemon stood still for %.1f s; looking afresh", self.pbx, self._stall.seconds())
        self._stall.is_over()
        if self._held is None:
            self._lose()
            self._held, self._listing = [], None
        self._gap.set()

    def _mind(self, message: Message) -> None:
        self._mind_legs(message)
        self._mind_ghost(message)

    def _hear(self, message: Message) -> None:
        self._mind(message)
        told = self._ear.hear(message.name, message)
        if self._ear.doubt:
            log.warning("%s: %s; looking afresh", self.pbx, self._ear.doubt)
            self._ear.doubt = ""
            self._gap.set()
        for event in told:
            if isinstance(event, CallerFellBack):
                log.warning("%s: a caller took the fallback: the dialplan heard nothing of us", self.pbx)
            self._put(event)

    def _mind_ghost(self, message: Message) -> None:
        """A hang-up that reaches a caller's channel in the instant Bridge() moves it is answered by Asterisk (22.10)
        and then forgotten: the agent would talk to nobody. Whoever asked to be hung up and is still there is hung
        up."""
        uniqueid = message.get("Uniqueid")
        if message.name == "HangupRequest" and self._ear.has_caller(uniqueid):
            asyncio.get_running_loop().call_later(GHOST_S, self._end_ghost, uniqueid)

    def _end_ghost(self, uniqueid: str) -> None:
        if self.is_up and self._ear.has_caller(uniqueid):
            log.warning("%s: a caller who hung up was still there", self.pbx)
            self.link.tell(Hangup(uniqueid))

    def _mind_legs(self, message: Message) -> None:
        """A leg that was to be ended before it had a channel is ended when it gets one."""
        leg = message.get("Uniqueid")
        if leg_name(leg) is None:
            return
        match message.name:
            case "OriginateResponse":
                self._dialling.pop(leg, None)
            case "Hangup":
                self._unwanted.pop(leg, None)
            case "Newchannel" | "Newstate" if leg in self._unwanted:
                self.link.tell(Hangup(leg))

    def _changed(self, state: LinkState) -> None:
        is_up = isinstance(state, Connected)
        if not isinstance(state, Connecting):
            self.state = DoorState(state, self.state.since if is_up == self.is_up else self._clock.now())
        for task in (self._gap_closer, self._pulse):
            if task is not None:
                task.cancel()
        self._gap_closer = self._pulse = self._held = None
        self._dialling.clear()
        self._unwanted.clear()
        self._stall.stop()
        self._lose()
        if is_up:
            self._stall.start()
            if self.leader is not None:
                self.link.tell(self.leader)
            self._held = []
            self._gap_closer = asyncio.get_running_loop().create_task(self._close_gaps())
            self._pulse = asyncio.get_running_loop().create_task(beat_on(self.link))

    def _lose(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._put(PbxLost(self.pbx))

    def _refused(self, action: Action, why: str) -> None:
        """A hang-up of what is gone already is no news; an Originate that Asterisk would not queue is a failed
        offer."""
        leg = leg_name(getattr(action, "channel_id", ""))
        if leg is not None:
            self._dialling.pop(channel_id(leg.contact, leg.offer), None)
            self._put(OfferFailed(leg.contact, leg.offer, OfferFailure.UNREACHABLE))
        if not isinstance(action, Hangup):
            log.warning("%s: %s refused: %s", self.pbx, action.name, why)

    # --- the truth ---

    async def _close_gaps(self) -> None:
        """One connection's life: everything before it is the first gap."""
        while True:
            self._gap.clear()
            self._lose()
            self._held = []
            while not await self._fetch():  # noqa: ASYNC110 - it asks anew each time
                await asyncio.sleep(AGAIN_S)
            await self._learn_version()
            await asyncio.sleep(AGAIN_S)
            await self._gap.wait()

    async def _fetch(self) -> bool:
        """True when the snapshot and what came after it has been handed over."""
        try:
            self._listing = self.link.begin_list(Status(STATUS_VARIABLES), RESYNC_S)
            self._held = []  # what waits by now will be in it
            channels = await self._listing
            devices = await self.link.ask_list(DeviceStateList(), RESYNC_S)
            born = await self.link.ask(CoreStatus())
            theirs = clock_reading((await self.link.ask(Ping())).get("Timestamp"))
            self._take(channels, devices, (born.get("CoreStartupDate"), born.get("CoreStartupTime")), theirs)
        except LinkError as error:
            log.warning("%s: its channels could not be listed: %s", self.pbx, error)
            return False
        except Exception:
            log.exception("%s: its channels could not be understood", self.pbx)
            return False
        return True

    def _take(
        self, channels: list[Message], devices: list[Message], born: tuple[str, str], theirs: float | None
    ) -> None:
        now = self._clock.now()
        dialling = [leg for leg, until in self._dialling.items() if now < until]
        found = snapshot(self.pbx, channels, devices, self._agent_of, self._ear, now, dialling, theirs)
        if self._born not in (("", ""), born):
            log.warning("%s: it was started again, and its calls are lost", self.pbx)
            found = replace(found, is_new_life=True)
        self._born = born
        log.info("%s: %d on hold, %d talking", self.pbx, len(found.holding), len(found.talking))
        held, self._held = self._held or [], None
        self._is_lost = False
        for action in self.leader.fetch_back(channels) if self.leader else ():
            self.link.tell(action)
        self._put(found)
        self._taken.set()
        for message in held:
            try:
                self._hear(message)
            except Exception:
                log.exception("%s: failed at %s", self.pbx, message.name)

    async def _learn_version(self) -> None:
        try:
            self.version = (await self.link.ask(CoreSettings())).get("AsteriskVersion")
        except LinkError as error:
            log.info("%s: its version is not known: %s", self.pbx, error)


def _remember(legs: dict[str, float], leg: str, until: float, now: float) -> None:
    """And forget those at the head whose time is over: an answer that never came must not fill the memory."""
    while legs and next(iter(legs.values())) < now:
        del legs[next(iter(legs))]
    legs[leg] = until
