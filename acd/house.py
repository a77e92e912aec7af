"""The house as its control room sees it: answers what operators ask. Implements ``acd.control.house.House``."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TypeVar

from sqlalchemy.engine import make_url

from acd.callbacks.desk import Desk, Wish
from acd.clock import Clock
from acd.config.diff import reloads, restarts
from acd.config.errors import ConfigErrors
from acd.config.read import read
from acd.config.settings import Settings
from acd.control.desk_requests import DeskRequest
from acd.control.duty import ALONE, Draining, DrainWay, Duty
from acd.control.house import (
    Compared,
    Counters,
    DaemonStatus,
    DoctorLine,
    HistoryFilter,
    LinkState,
    LinkStatus,
    RefusedError,
    StoreStatus,
    Watcher,
)
from acd.control.privacy_requests import PrivacyRequest
from acd.core.commands import Reply
from acd.core.events import Event, RosterChanged
from acd.core.floor import Floor
from acd.core.records import ContactEnded, Decided
from acd.core.view import FloorView
from acd.doctor.examine import examine
from acd.drain import Drain
from acd.learning import learn
from acd.lookups.desk import load_for
from acd.messages.desk import MessageDesk
from acd.messages.post import Post
from acd.pbx.door import Door
from acd.pbx.link import Connected, Connecting
from acd.privacy.desk import PrivacyDesk
from acd.pump import Pump
from acd.store import Store, StoreError
from acd.store.engine import shown
from acd.store.writer import WriterHealth
from acd.sweep import Sweeper
from acd.visits.services import HouseServices
from acd.watchers import Watchers
from ivr.agi.server import AgiServer
from ivr.booked import Booking
from ivr.speech.door import SpeechDoor

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(slots=True)
class Rooms:
    """What the daemon opened. `settings` are those in force; a reload replaces them."""

    settings: Settings
    clock: Clock
    floor: Floor
    pump: Pump
    store: Store
    doors: Mapping[str, Door]
    watchers: Watchers
    agi: AgiServer | None = None
    message_desk: MessageDesk | None = None
    post: Post | None = None
    desk: Desk | None = None
    speech: SpeechDoor | None = None
    services: HouseServices | None = None
    sweeper: Sweeper | None = None
    drain: Drain | None = None
    duty: Duty = ALONE


class Rule:
    """The house, run from `rooms`."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._started = rooms.clock.now()
        self._reloading = asyncio.Lock()
        self._taken_down = 0  # call-backs by operators
        self.control_dropped: Callable[[], int] = lambda: 0

    def view(self) -> FloorView:
        return self._rooms.floor.view(self._rooms.clock.now())

    async def ask(self, event: Callable[[str], Event]) -> Reply:
        return self._rooms.pump.ask(event)

    async def why(self, contact: str) -> tuple[Decided, ...]:
        def look() -> tuple[Decided, ...]:
            self._rooms.store.flush()
            story = self._rooms.store.read.story(contact)
            return story.decisions if story is not None else ()

        return await self._read(look)

    async def history(self, wanted: HistoryFilter) -> tuple[ContactEnded, ...]:
        def look() -> list[ContactEnded]:
            self._rooms.store.flush()
            return self._rooms.store.read.history(
                wanted.limit,
                since=wanted.since,
                until=wanted.until,
                agent=wanted.agent,
                queue=wanted.queue,
                number=wanted.number,
                outcome=wanted.outcome,
            )

        return tuple(await self._read(look))

    async def reload(self) -> tuple[str, ...]:
        async with self._reloading:
            old = self._rooms.settings
            try:
                new = await asyncio.to_thread(read, old.directory)
            except ConfigErrors as errors:
                raise RefusedError(f"the configuration is not valid, the old one stays:\n{errors}") from None
            if needing := restarts(old, new):
                raise RefusedError("these changes need a restart, nothing was changed:\n" + "\n".join(needing))
            await asyncio.to_thread(learn, new.flows)
            await load_for(new.lookups.values())
            lines = tuple(reloads(old, new))
            self._rooms.settings = new
            self._rooms.pump.put(RosterChanged(new.roster))
            log.info("configuration reloaded: %s", "; ".join(lines) or "no change")
            return lines

    async def call_back(self, number: str, queue: str, at: float | None) -> str:
        rooms = self._rooms
        if rooms.desk is None:
            raise RefusedError("call-backs are not open yet")
        now, pbx = rooms.clock.now(), next(iter(rooms.settings.pbxes))
        self._taken_down += 1
        contact = f"{pbx}-{now:.0f}.{self._taken_down}c"
        answer = await rooms.desk.book(Wish(contact, pbx, queue, number, now, due=at or 0.0, by_operator=True))
        if answer.result is not Booking.BOOKED:
            raise RefusedError(answer.why)
        return answer.contact

    async def unlock_pin(self, who: str) -> tuple[str, ...]:
        return self._rooms.services.guards.unlock(who) if self._rooms.services is not None else ()

    async def heal(self, *, dry_run: bool) -> Compared:
        sweeper = self._rooms.sweeper
        if sweeper is None:
            raise RefusedError("the house is still being opened")
        found = await (sweeper.differences() if dry_run else sweeper.heal())
        return Compared(
            tuple(map(str, found)), tuple(pbx for pbx, door in self._rooms.doors.items() if not door.is_known)
        )

    async def doctor(self) -> tuple[DoctorLine, ...]:
        rooms = self._rooms
        found = await asyncio.gather(*(examine(door, rooms.settings) for door in rooms.doors.values()))
        return tuple(line for lines in found for line in lines)

    async def privacy_desk(self, request: PrivacyRequest) -> object:
        rooms = self._rooms
        return await PrivacyDesk(lambda: rooms.settings, self.view, rooms.pump, rooms.store).ask(request)

    async def message_desk(self, request: DeskRequest) -> object:
        if self._rooms.message_desk is None:
            raise RefusedError("the house is still being opened")
        return await self._rooms.message_desk.ask(request)

    async def drain(self, way: DrainWay | None, for_s: float | None) -> Draining:
        if self._rooms.drain is None:
            raise RefusedError("this daemon ends with the program that runs it")
        return self._rooms.drain.begin(way, for_s)

    async def status(self) -> DaemonStatus:
        rooms = self._rooms
        return DaemonStatus(
            version=version("asterisk-acd"),
            pid=os.getpid(),
            config=str(rooms.settings.directory),
            started=self._started,
            at=rooms.clock.now(),
            links=tuple(_link(door) for door in rooms.doors.values()),
            store=_store(rooms.settings.store_url, rooms.store.health()),
            counters=Counters(
                events=rooms.pump.handled,
                refused_events=rooms.pump.refused,
                pump_lag_ms=rooms.pump.longest_s * 1000,
                ami_poison=sum(door.poisoned for door in rooms.doors.values()),
                agi_dropped=_dropped(rooms.agi),
                control_dropped=self.control_dropped(),
                calls_out_refused=rooms.floor.refused_calls_out(),
                tasks=len(asyncio.all_tasks()),
            ),
            announcements=rooms.message_desk.announced() if rooms.message_desk else (),
            healed=dict(rooms.sweeper.healed) if rooms.sweeper else {},
            duty=rooms.duty,
            draining=rooms.drain.state if rooms.drain else None,
        )

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        return self._rooms.watchers.add(watcher)

    @staticmethod
    async def _read(look: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(look)
        except StoreError as error:
            raise RefusedError(str(error)) from None


NO_DROP = frozenset({"accepted", "served", "hung up", "taken"})


def _dropped(agi: AgiServer | None) -> int:
    return 0 if agi is None else sum(count for reason, count in agi.counters.items() if reason not in NO_DROP)


def _store(url: str, health: WriterHealth) -> StoreStatus:
    return StoreStatus(
        url=shown(make_url(url)),
        trouble=health.trouble or "",
        pending=health.waiting,
        spooled=health.spooled.rows,
        spool_bytes=health.spooled.size,
        spool_since=health.spooled.oldest or 0.0,
        lost=health.lost,
        gave_way=", ".join(f"{kind} {count}" for kind, count in health.gave_way.items()),
    )


def _link(door: Door) -> LinkStatus:
    """Up is a PBX whose truth we have; trouble is told also while another attempt is made."""
    settings, link = door.link.settings, door.state.link
    status = LinkStatus(door.pbx, f"{settings.host}:{settings.port}", LinkState.CONNECTING, door.state.since)
    match link:
        case Connected():
            state = LinkState.UP if door.is_known else LinkState.CONNECTING
            return replace(status, state=state, version=door.version)
        case Connecting():
            return status
        case _:
            return replace(status, state=LinkState.LOST, trouble=link.reason)
