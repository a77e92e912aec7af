"""One PBX: its connection, what is heard over it, what is told to it, and the truth fetched after every gap.

While the truth is being fetched the Floor counts the PBX as lost and offers nothing; events that come meanwhile wait
and are heard after the snapshot (hearing one twice is harmless). A message that had to be dropped as malformed is
such a gap.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from acd.clock import Clock
from acd.core.commands import RingAgent, StopRinging
from acd.core.events import Event, OfferFailed, OfferFailure, PbxLost
from acd.pbx.actions import Action, DeviceStateList, Hangup, Status
from acd.pbx.hear import Ear
from acd.pbx.link import Connected, Connecting, Link, LinkError, LinkSettings, LinkState
from acd.pbx.names import channel_id, leg_name
from acd.pbx.recover import STATUS_VARIABLES, snapshot
from acd.pbx.tell import SwitchCommand, actions
from acd.pbx.wire import Message, Poisoned, Unsendable

log = logging.getLogger(__name__)
RESYNC_S = 10.0  # how long Asterisk may take to list its channels
AGAIN_S = 1.0  # between two attempts


@dataclass(frozen=True, slots=True)
class DoorState:
    """The link's state and since when."""

    link: LinkState
    since: float


class Door:
    """`put` takes the facts, `agent_of` names the agent a phone of this PBX belongs to."""

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
        self._clock = clock
        self._put = put
        self._agent_of = agent_of
        self.doctor: asyncio.Future[Message] | None = None  # waits for the word of a doctor's call
        self.poisoned = 0
        self._ear = Ear(self.pbx, agent_of, clock.now)
        self._held: list[Message] | None = None  # events that wait for the snapshot; None: nothing is being fetched
        self._fetching: asyncio.Task[None] | None = None
        self._dialling: set[str] = set()  # legs asked for whose OriginateResponse is still to come
        self._unwanted: set[str] = set()  # legs to be ended as soon as they show

    async def open(self) -> None:
        await self.link.start()

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
        await self.link.stop()

    def carry_out(self, command: SwitchCommand) -> None:
        """Sent at once, in order; what cannot be sent comes back as a failed offer."""
        leg = channel_id(command.contact, command.offer) if isinstance(command, RingAgent | StopRinging) else ""
        try:
            if isinstance(command, RingAgent):
                self._dialling.add(leg)
            elif isinstance(command, StopRinging):
                self._unwanted.add(leg)
            for action in actions(command):
                self.link.tell(action)
        except (Unsendable, LinkError) as error:
            log.warning("%s: not sent: %s", self.pbx, error)
            if isinstance(command, RingAgent):
                self._dialling.discard(leg)
                self._put(OfferFailed(command.contact, command.offer, OfferFailure.UNREACHABLE))

    # --- what the link tells ---

    def _heard(self, message: Message | Poisoned) -> None:
        if isinstance(message, Poisoned):
            self.poisoned += 1
            log.warning("%s: a malformed %s was dropped: %s", self.pbx, message.name or "message", message.why)
            self._gap()
        elif message.name == "UserEvent" and message.get("UserEvent") == "AcdDoctor":
            if self.doctor is not None and not self.doctor.done():
                self.doctor.set_result(message)
        elif self._held is not None:
            self._held.append(message)
        else:
            self._hear(message)

    def _hear(self, message: Message) -> None:
        self._mind_legs(message)
        for event in self._ear.hear(message.name, message.headers):
            self._put(event)

    def _mind_legs(self, message: Message) -> None:
        """A leg that was to be ended before it had a channel is ended when it gets one."""
        leg = message.get("Uniqueid")
        if leg_name(leg) is None:
            return
        match message.name:
            case "OriginateResponse":
                self._dialling.discard(leg)
            case "Hangup":
                self._unwanted.discard(leg)
            case "Newchannel" | "Newstate" if leg in self._unwanted:
                self.link.tell(Hangup(leg))

    def _changed(self, state: LinkState) -> None:
        self.state = DoorState(state, self._clock.now())
        if isinstance(state, Connected):
            self._dialling.clear()
            self._unwanted.clear()
            self._gap()
        else:
            self._put(PbxLost(self.pbx))

    def _refused(self, action: Action, why: str) -> None:
        """A hang-up of what is gone already is no news; an Originate that Asterisk would not queue is a failed
        offer."""
        leg = leg_name(getattr(action, "channel_id", ""))
        if leg is not None:
            self._dialling.discard(channel_id(leg.contact, leg.offer))
            self._put(OfferFailed(leg.contact, leg.offer, OfferFailure.UNREACHABLE))
        if not isinstance(action, Hangup):
            log.warning("%s: %s refused: %s", self.pbx, action.name, why)

    def _gap(self) -> None:
        """Something may have happened that was not heard: fetch the truth."""
        if self._held is not None:
            return
        self._held = []
        self._put(PbxLost(self.pbx))
        self._fetching = asyncio.get_running_loop().create_task(self._fetch())

    async def _fetch(self) -> None:
        """Ends with the snapshot handed over, or with the link: the next connection begins anew."""
        while isinstance(self.state.link, Connected):
            try:
                channels = await self.link.ask_list(Status(STATUS_VARIABLES), RESYNC_S)
                devices = await self.link.ask_list(DeviceStateList(), RESYNC_S)
            except LinkError as error:
                log.warning("%s: its channels could not be listed: %s", self.pbx, error)
                await asyncio.sleep(AGAIN_S)
            else:
                self._take(channels, devices)
                return
        self._held = None

    def _take(self, channels: list[Message], devices: list[Message]) -> None:
        found = snapshot(self.pbx, channels, devices, self._agent_of, self._ear, self._clock.now(), self._dialling)
        log.info("%s: %d on hold, %d talking", self.pbx, len(found.holding), len(found.talking))
        held, self._held = self._held or [], None
        self._put(found)
        for message in held:
            self._hear(message)
