"""The composition root: builds the rooms from the settings, opens them in order, closes them in the other. No rules.

Store, floor and pump first; then the door callers come in by (FastAGI); then the PBXes, whose first snapshot tells
who is on hold already; the control socket last, so that whoever can ask finds a house that works. A room that cannot
be opened at all ends the start with a clear sentence and exit code 2; a PBX that is not there yet does not: the
daemon waits for it.
"""

import asyncio
import logging
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from acd.clock import Clock
from acd.config.errors import ConfigErrors
from acd.config.read import read
from acd.config.settings import Pbx, Settings
from acd.control.house import RefusedError
from acd.control.place import PlaceError
from acd.control.server import ControlServer
from acd.core.commands import Command, HangUpCaller, Record, RingAgent, SendCaller, StopRinging
from acd.core.events import AgentPaused, AgentSignedIn, Event
from acd.core.floor import Floor
from acd.core.records import AgentState, FlowWalked
from acd.core.routing.estimates import HandleTime
from acd.core.view import QueueView
from acd.house import Rooms, Rule
from acd.pbx.door import Door
from acd.pbx.link import LinkSettings
from acd.pump import Pump
from acd.store import Store, StoreError
from acd.store.batch import Estimate
from acd.visits.agent import AgentVisit
from acd.visits.facts import HouseFacts
from acd.visits.flow import FlowVisit
from acd.visits.hold import HoldVisit
from acd.watchers import Watchers
from ivr.agi.server import AgiServer, Handler
from ivr.agi.session import Session
from ivr.agi.token import Tokens

log = logging.getLogger(__name__)
CANNOT_START = 2
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class StartError(Exception):
    """A room that cannot be opened; the message is for the admin."""


def run(config_dir: Path) -> int:
    """Runs until told to stop (SIGTERM, SIGINT); SIGHUP reloads. The exit code: 0, or 2 when it cannot start."""
    try:
        settings = read(config_dir)
    except ConfigErrors as errors:
        print(errors, file=sys.stderr)
        return CANNOT_START
    logging.basicConfig(level=settings.daemon.log_level.upper(), format=LOG_FORMAT)
    try:
        asyncio.run(_serve(settings))
    except StartError as error:
        print(f"acd: cannot start: {error}", file=sys.stderr)
        return CANNOT_START
    return 0


async def _serve(settings: Settings) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with AsyncExitStack() as stack:
        rule = await open_house(settings, stack)
        loop.add_signal_handler(signal.SIGHUP, lambda: reloads.add(loop.create_task(_reload(rule))))
        reloads: set[asyncio.Task[None]] = set()
        log.info("ready")
        await told.wait()
        log.info("stopping: callers on hold stay there")


async def _reload(rule: Rule) -> None:
    try:
        await rule.reload()
    except RefusedError as error:
        log.error("%s", error)


async def open_house(settings: Settings, stack: AsyncExitStack) -> Rule:
    """Opens every room; `stack` closes them. Raises StartError."""
    clock = Clock()
    store = await _open_store(settings, stack)
    floor = Floor(settings.roster)
    watchers = Watchers()
    doors: dict[str, Door] = {}

    def journal(event: Event, now: float) -> None:
        store.journal(event, now)
        watchers.notice(event, now)

    def carry_out(command: Command, now: float) -> None:
        match command:
            case Record(row):
                store.put(row, now)
            case RingAgent(pbx=pbx) | StopRinging(pbx=pbx) | SendCaller(pbx=pbx) | HangUpCaller(pbx=pbx):
                doors[pbx].carry_out(command)
        watchers.notice(command, now)

    pump = Pump(floor, clock, journal=journal, carry_out=carry_out)
    stack.callback(pump.stop)
    rooms = Rooms(settings, clock, floor, pump, store, doors, watchers)
    await _remember(rooms)
    stack.callback(_keep_handle_times, rooms)
    await _open_agi(rooms, stack)
    for pbx in settings.pbxes.values():
        doors[pbx.name] = _door(rooms, pbx)
        await doors[pbx.name].open()
        stack.push_async_callback(doors[pbx.name].close)
    rule = Rule(rooms)
    await _open_control(rule, rooms, stack)
    return rule


async def _open_store(settings: Settings, stack: AsyncExitStack) -> Store:
    def on_trouble(trouble: str | None) -> None:
        log.error("store: %s; rows wait in memory, calls go on", trouble) if trouble else log.info("store: works again")

    try:
        store = await asyncio.to_thread(Store.open, settings.store_url, on_trouble)
    except StoreError as error:
        raise StartError(str(error)) from None
    stack.callback(store.close)
    return store


async def _remember(rooms: Rooms) -> None:
    """What the last daemon knew of the agents: who was signed in, who paused and why, how long calls take them."""
    read = rooms.store.read
    try:
        states = await asyncio.to_thread(read.last_agent_states)
        kept = await asyncio.to_thread(read.estimates)
    except StoreError as error:
        raise StartError(str(error)) from None
    rooms.floor.learn(HandleTime(each.agent, each.key, each.count, each.count * each.mean_s) for each in kept)
    for agent in rooms.settings.roster.agents:
        last = states.get(agent)
        signed_in = last.state is not AgentState.SIGNED_OUT if last else agent in rooms.settings.signed_in_at_start
        if signed_in:
            rooms.pump.put(AgentSignedIn(agent, "start"))
        if last and last.state is AgentState.PAUSED:
            rooms.pump.put(AgentPaused(agent, last.reason, "start"))


def _keep_handle_times(rooms: Rooms) -> None:
    times = rooms.floor.handle_times()
    rooms.store.keep_estimates(Estimate(each.agent, each.key, each.count, each.total_s / each.count) for each in times)


async def _open_agi(rooms: Rooms, stack: AsyncExitStack) -> None:
    wanted = rooms.settings.agi
    server = AgiServer(wanted.host, wanted.port, _routes(rooms), Tokens(wanted.secret.value).verify)
    try:
        await server.start()
    except OSError as error:
        raise StartError(f"agi: cannot listen on {wanted.host}:{wanted.port}: {error.strerror}") from None
    stack.push_async_callback(server.stop)
    rooms.agi = server


def _routes(rooms: Rooms) -> dict[str, Handler]:
    """Which visit of the PBX goes where."""

    def settings() -> Settings:
        return rooms.settings

    def queue(name: str) -> QueueView | None:
        return next((each for each in rooms.floor.view(rooms.clock.now()).queues if each.queue == name), None)

    def is_known(number: str) -> bool:
        return bool(rooms.store.read.history(1, number=number))

    def write(row: FlowWalked, at: float) -> None:
        rooms.store.put(row, at)
        rooms.watchers.tell(row, at)

    flows = FlowVisit(settings, HouseFacts(queue, is_known), rooms.store, rooms.clock, write)
    hold = HoldVisit(rooms.pump, flows)
    agent = AgentVisit(rooms.pump, settings, rooms.clock)
    return {"flow": flows, "hold": hold.round, "key": hold.key, "agent": agent, "doctor": _knock}


async def _knock(session: Session) -> None:
    """The doctor only wants to know that we are there."""
    await session.set_variable("ACD_NEXT", "ok")


def _door(rooms: Rooms, pbx: Pbx) -> Door:
    def agent_of(phone: str) -> str | None:
        agents = rooms.settings.roster.agents.values()
        return next((each.id for each in agents if each.phone == phone and each.pbx == pbx.name), None)

    link = LinkSettings(pbx.name, pbx.host, pbx.port, pbx.username, pbx.secret.value)
    return Door(link, rooms.clock, rooms.pump.put, agent_of)


async def _open_control(rule: Rule, rooms: Rooms, stack: AsyncExitStack) -> None:
    daemon = rooms.settings.daemon
    server = ControlServer(rule, daemon.socket, group=daemon.group)
    try:
        daemon.run_dir.mkdir(parents=True, exist_ok=True)
        await server.open()
    except (PlaceError, OSError) as error:
        raise StartError(str(error)) from None
    stack.push_async_callback(server.close)
    rule.control_dropped = lambda: server.dropped
