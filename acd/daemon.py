"""The composition root: builds the rooms from the settings, opens them in order, closes them in the other. No rules.

Store, floor and pump first; then the place of the control socket, so that a second daemon goes before it has touched
anything; then the door callers come in by (FastAGI); then the PBXes, whose first snapshot tells who is on hold already;
the control socket's clients last, so that whoever can ask finds a house that works. A room that cannot be opened at all
ends the start with a clear sentence and exit code 2; a PBX that is not there yet, or does not let us in, does not: the
daemon waits for it, and its status says so.

How it stops is in ``acd.drain``: callers on hold stay in the PBX, a phone that rings goes on ringing and is connected
by the PBX itself, and the next daemon finds both. Where two daemons share a store nothing is opened before this one
leads (``acd.leading``), and one that leads no more ends: whoever keeps it running starts it again, to stand by.
"""

import asyncio
import errno
import logging
import os
import signal
import sys
import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from acd.callbacks.desk import Desk
from acd.callbacks.opening import take_up
from acd.clock import Clock
from acd.config.errors import ConfigErrors
from acd.config.read import read
from acd.config.settings import Pbx, Settings
from acd.control.duty import DrainWay, Duty, Role
from acd.control.gate import Gate
from acd.control.house import RefusedError
from acd.control.place import PlaceError
from acd.control.server import ControlServer
from acd.control.trail import Trail
from acd.core.events import RosterChanged
from acd.core.floor import Floor
from acd.core.roster import Roster
from acd.disks import watch_disks
from acd.drain import Drain, on_hold
from acd.employ import employ
from acd.fault_points import Reach, fault_points
from acd.heartbeat import Heart
from acd.house import Rooms, Rule
from acd.leading.station import before, come_to_lead, end_within
from acd.leading.tenure import Tenure
from acd.learning import learn_beside, put_off
from acd.log_format import log_to_stderr
from acd.lookups.desk import load_for
from acd.memory import Memory, recall
from acd.messages.announcements import Announcements
from acd.messages.keeping import Keeping
from acd.messages.post import Post
from acd.notify import READY, STOPPING, Notifier
from acd.one_heap import give_back_on, share_one_heap
from acd.pbx.door import Door
from acd.pbx.leader import Leader
from acd.pbx.link import LinkSettings
from acd.phones import Phones
from acd.planning import Planner, keep_planning
from acd.privacy.keeper import Keeper
from acd.pump import Pump
from acd.routes import routes_of, write
from acd.store import Store, StoreAwayError, StoreError
from acd.store.alone import alone
from acd.store.lease import Fence, with_session
from acd.store.store import FLUSH_S
from acd.supervise import tether
from acd.sweep import Sweeper
from acd.switchboard import Switchboard
from acd.time_of_day import watch_time_of_day
from acd.unseen import Unseen
from acd.visits.outgoing import recalled as calls_out
from acd.visits.services import HouseServices
from acd.visits.voice import open_mouth
from acd.watchers import Watchers
from ivr.agi.server import AgiServer
from ivr.agi.token import Tokens
from ivr.speech.door import SpeechDoor

log = logging.getLogger(__name__)
CANNOT_START = 2  # it takes a person
TRY_AGAIN = 75  # it may do later: EX_TEMPFAIL of sysexits.h
LOST_S = 5.0  # to close all rooms, when another leads
FENCED_OUT_S = 0.5  # for a store that takes nothing more of us
GIL_TURN_S = 0.0005  # the store's thread gives way to a call after this; Python's own 5 ms is as long as a whole offer


class StartError(Exception):
    """A room that cannot be opened; the message is for the admin. `code` is the daemon's exit code then."""

    def __init__(self, message: str, code: int = CANNOT_START) -> None:
        super().__init__(message)
        self.code = code


def run(config_dir: Path, *, log_numbers: bool = False) -> int:
    """Runs until told to stop (SIGTERM, SIGINT); SIGHUP reloads. The exit code: 0, or CANNOT_START or TRY_AGAIN."""
    share_one_heap()
    tether.hold(os.environ)
    keeper = Notifier.taken_from(os.environ)
    try:
        settings = read(config_dir)
    except ConfigErrors as errors:
        print(errors, file=sys.stderr)
        return CANNOT_START
    sys.setswitchinterval(GIL_TURN_S)
    log_to_stderr(settings.daemon.log_level, numbers=log_numbers)
    try:
        return asyncio.run(_serve(settings, keeper))
    except (StartError, StoreError) as error:
        print(f"acd: cannot start: {error}", file=sys.stderr)
        return error.code if isinstance(error, StartError) else _code(error)


def _code(error: StoreError) -> int:
    return TRY_AGAIN if isinstance(error, StoreAwayError) else CANNOT_START


async def _serve(settings: Settings, keeper: Notifier) -> int:
    daemon, reload = settings.daemon, asyncio.Event()
    drain = Drain(DrainWay(daemon.drain), daemon.drain_s, Clock(), keeper)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, drain.told)
    loop.add_signal_handler(signal.SIGHUP, reload.set)  # from the first moment: a hang-up signal not handled kills
    async with AsyncExitStack() as stack:
        over = loop.create_task(drain.over())
        tenure = await before(over, come_to_lead(settings, stack, keeper))
        if over.done():
            return 0
        rule = await open_house(settings, stack, keeper, tenure, drain)
        if tenure is not None and tenure.has_waited:
            reload.set()
        employ(_reload_when_told(rule, reload), stack)
        log.info("ready")
        await (before(over, tenure.lost.wait()) if tenure else over)
        if not over.done():
            end_within(LOST_S, TRY_AGAIN)
        log.info("stopping: callers on hold stay there")
    return 0 if over.done() else TRY_AGAIN


async def _reload_when_told(rule: Rule, told: asyncio.Event) -> None:
    while True:
        await told.wait()
        told.clear()
        try:
            await rule.reload()
        except RefusedError as error:
            log.error("%s", error)
        except Exception:
            log.exception("the configuration could not be reloaded, the old one stays")


async def open_house(
    settings: Settings,
    stack: AsyncExitStack,
    keeper: Notifier | None = None,
    tenure: Tenure | None = None,
    drain: Drain | None = None,
) -> Rule:
    """Opens every room; `stack` closes them. `keeper` is told when all are open; nothing is written and nobody rung
    once `tenure` is over. Raises StartError and StoreError."""
    clock = Clock()
    store = await _open_store(settings, stack, tenure)
    floor = Floor(Roster({}, {}))  # the roster comes as its first event, so that the journal has it
    watchers = Watchers()
    doors: dict[str, Door] = {}
    unseen = await asyncio.to_thread(Unseen.among, store.read)
    leads = tenure.holds if tenure is not None else lambda: True
    board = Switchboard(store, watchers, doors, unseen, leads, _fault_points())
    pump = Pump(floor, clock, journal=board.journal, carry_out=board.carry_out)
    stack.callback(pump.stop)
    rooms = Rooms(settings, clock, floor, pump, store, doors, watchers, drain=drain)
    if tenure is not None:
        rooms.duty = Duty(Role.LEADER if tenure.lead.is_shared else Role.ALONE, clock.now(), tenure.lead.epoch)
    if drain is not None:
        drain.waiting, drain.tell = lambda: on_hold(floor.view(clock.now())), watchers.tell
    rule = Rule(rooms)
    control = _take_control(rule, rooms, stack)
    stack.enter_context(alone(settings.store_url))
    pump.put(RosterChanged(settings.roster))
    await _recall(rooms, stack)
    await _open_callbacks(rooms, stack)
    if (known := unseen.recalled()).stays:
        pump.put(known)
    phones = Phones(lambda: rooms.settings.roster)
    employ(keep_planning(Planner(floor), pump.put, clock.now), stack)
    employ(watch_disks(lambda: rooms.settings), stack)
    employ(give_back_on(), stack)
    employ(watch_time_of_day(clock.off_s), stack)
    put_off(settings.flows)
    await _open_speech(rooms, stack)
    await _open_agi(rooms, phones, stack)
    await _open_doors(doors, rooms, phones, stack)
    employ(learn_beside(settings.flows, doors.values()), stack)
    rooms.sweeper = Sweeper(floor, doors, pump.put, clock.now)
    employ(rooms.sweeper.sweep_on(settings.daemon.sweep_s), stack)
    await control.open()
    if keeper is not None and keeper.is_heard:
        _report(keeper, rooms, stack)
    return rule


async def _open_doors(doors: dict[str, Door], rooms: Rooms, phones: Phones, stack: AsyncExitStack) -> None:
    settings = rooms.settings
    for pbx in settings.pbxes.values():
        doors[pbx.name] = door = _door(rooms, phones, pbx)
        if settings.daemon.standby:
            door.leader = Leader(settings.agi.url)
        await door.open()
        stack.push_async_callback(door.close)


def _fault_points() -> Reach:
    try:
        return fault_points(os.environ)
    except ValueError as error:
        raise StartError(str(error)) from None


def _report(keeper: Notifier, rooms: Rooms, stack: AsyncExitStack) -> None:
    keeper.tell(READY)
    employ(Heart(keeper, rooms.pump, rooms.floor).beat_on(), stack)
    stack.callback(keeper.tell, STOPPING)


async def _open_store(settings: Settings, stack: AsyncExitStack, tenure: Tenure | None) -> Store:
    spool, lead = settings.spool, tenure.lead if tenure else None
    store = await asyncio.to_thread(
        Store.open,
        with_session(settings.store_url, lead.session) if lead else settings.store_url,
        spool_folder=spool.folder,
        spool_bytes=spool.mb * 1_000_000,
        fence=Fence(lead.epoch) if lead else None,
    )
    stack.callback(lambda: store.close(FENCED_OUT_S if tenure and tenure.lost.is_set() else FLUSH_S))
    return store


def _take_control(rule: Rule, rooms: Rooms, stack: AsyncExitStack) -> ControlServer:
    daemon = rooms.settings.daemon
    gate = Gate(lambda: rooms.settings.roles)
    trail = Trail(gate, partial(write, rooms), rooms.clock.now)
    server = ControlServer(rule, daemon.socket, group=daemon.group, gate=gate, written=trail.note)
    try:
        daemon.run_dir.mkdir(parents=True, exist_ok=True)
        server.take()
    except PlaceError as error:
        raise StartError(str(error)) from None
    except OSError as error:
        raise StartError(f"cannot make the folder {daemon.run_dir}: {error.strerror}") from None
    stack.push_async_callback(server.close)
    rule.control_dropped = lambda: server.dropped
    return server


async def _recall(rooms: Rooms, stack: AsyncExitStack) -> None:
    settings = rooms.settings
    await recall(
        rooms.store,
        rooms.pump.put,
        settings.roster.agents,
        settings.signed_in_at_start,
        settings.roster.queues,
        rooms.clock.now(),
    )
    if (calls := await asyncio.to_thread(calls_out, rooms.store.read, rooms.clock.now())).calls:
        rooms.pump.put(calls)
    memory = Memory(rooms.floor, rooms.store)
    stack.callback(memory.keep)
    employ(memory.keep_on(), stack)


def _cannot_listen(table: str, host: str, port: int, error: OSError) -> StartError:
    is_taken = error.errno == errno.EADDRINUSE
    advice = f"; stop what listens there, or choose another port in [{table}] of acd.toml" if is_taken else ""
    has_words = error.errno is not None and error.errno > 0
    why = os.strerror(error.errno or 0) if has_words else error.strerror  # asyncio's own words have the address too
    code = TRY_AGAIN if is_taken else CANNOT_START
    return StartError(f"{table}: cannot listen on {host}:{port}: {why}{advice}", code)


async def _open_speech(rooms: Rooms, stack: AsyncExitStack) -> None:
    wanted = rooms.settings.speech
    if wanted is None:
        return
    door = SpeechDoor(wanted)
    try:
        await door.open()
    except OSError as error:
        raise _cannot_listen("speech", wanted.host, wanted.port, error) from None
    stack.push_async_callback(door.close)
    rooms.speech = door


async def _open_callbacks(rooms: Rooms, stack: AsyncExitStack) -> None:
    hours = await take_up(lambda: rooms.settings, rooms.pump, rooms.store)
    employ(hours.keep(), stack)
    rooms.desk = Desk(lambda: rooms.settings, rooms.pump, rooms.store, rooms.clock)


async def _open_agi(rooms: Rooms, phones: Phones, stack: AsyncExitStack) -> None:
    wanted = rooms.settings.agi
    mouth = await asyncio.to_thread(open_mouth, rooms.settings)
    stack.push_async_callback(asyncio.to_thread, mouth.close)
    services = await _open_services(rooms, stack)
    _open_post(rooms, stack)
    announcements = Announcements(lambda: rooms.settings.messages.announcements, rooms.clock.now)
    await asyncio.to_thread(announcements.recall)
    verify = Tokens(wanted.secret.value).verify
    routes = routes_of(rooms, phones, services, announcements)
    server = AgiServer(wanted.host, wanted.port, routes, verify, mouth=mouth)
    try:
        await server.start()
    except OSError as error:
        raise _cannot_listen("agi", wanted.host, wanted.port, error) from None
    stack.push_async_callback(server.stop)
    rooms.agi = server


async def _open_services(rooms: Rooms, stack: AsyncExitStack) -> HouseServices:
    services = HouseServices(lambda: rooms.settings, rooms.store, rooms.clock)
    stack.push_async_callback(services.close)
    await services.recall()
    await load_for(rooms.settings.lookups.values())
    rooms.services = services
    return services


def _open_post(rooms: Rooms, stack: AsyncExitStack) -> None:
    put, now = partial(write, rooms), rooms.clock.now
    rooms.post = Post(lambda: rooms.settings, rooms.store, put, now)
    employ(rooms.post.work_on(), stack)
    employ(Keeper(lambda: rooms.settings).work_on(), stack)
    employ(Keeping(lambda: rooms.settings, rooms.store, put, now, time.time).work_on(), stack)


def _door(rooms: Rooms, phones: Phones, pbx: Pbx) -> Door:
    link = LinkSettings(pbx.name, pbx.host, pbx.port, pbx.username, pbx.secret.value)
    return Door(link, rooms.clock, rooms.pump.put, partial(phones.agent_at, pbx.name))
