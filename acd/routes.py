"""The FastAGI routes: which visit of the PBX goes where, and the rooms it needs. No rules."""

from functools import partial

from acd.core.records import Row
from acd.core.view import AgentView, QueueView
from acd.house import Rooms
from acd.messages.announcements import Announcements
from acd.messages.desk import MessageDesk
from acd.phones import Phones
from acd.visits.after import AfterVisit
from acd.visits.agent import AgentVisit
from acd.visits.announcer import Announcer
from acd.visits.booking import FlowBooker
from acd.visits.doctor import knocked
from acd.visits.facts import HouseFacts
from acd.visits.flow import FlowVisit
from acd.visits.hold import HoldVisit
from acd.visits.hold_words import HoldWords
from acd.visits.leavings import Leavings
from acd.visits.messages import MessagesVisit
from acd.visits.notice import Notice
from acd.visits.outgoing import Exit
from acd.visits.services import HouseServices
from acd.visits.wishes import Wishes
from ivr.agi.server import Handler


def write(rooms: Rooms, row: Row, at: float) -> None:
    """A row of ours, not of the Floor's."""
    rooms.store.put(row, at)
    rooms.watchers.tell(row, at)


def routes_of(
    rooms: Rooms, phones: Phones, services: HouseServices, announcements: Announcements
) -> dict[str, Handler]:
    """Which visit of the PBX goes where."""

    def queue(name: str) -> QueueView | None:
        return rooms.floor.queue(name, rooms.clock.now())

    def is_up(pbx: str) -> bool:
        return pbx in rooms.doors and rooms.doors[pbx].is_up

    def is_known(number: str) -> bool:
        return bool(rooms.store.read.history(1, number=number))

    def an_agent(name: str) -> AgentView | None:
        return next((each for each in rooms.floor.view(rooms.clock.now()).agents if each.agent == name), None)

    put = partial(write, rooms)
    facts = HouseFacts(queue, is_known, Wishes(rooms.store.read, rooms.clock.now), announcements.is_on)
    announcer = Announcer(announcements, lambda: rooms.settings.messages.announcements)
    rooms.message_desk = MessageDesk(lambda: rooms.settings, rooms.store, announcements, put, rooms.clock.now)
    leavings = Leavings(lambda: rooms.settings, put, rooms.post.came if rooms.post else lambda: None)
    ear = rooms.speech.ear if rooms.speech is not None else None
    booker = FlowBooker(rooms.desk, rooms.clock) if rooms.desk is not None else None
    may_go = Exit(lambda: rooms.settings, rooms.pump).may_go
    around = ear, leavings, booker, services, announcer, may_go
    flows = FlowVisit(lambda: rooms.settings, facts, rooms.store, rooms.clock, put, *around)
    words = HoldWords(lambda: rooms.settings)
    notice = Notice(lambda: rooms.settings)
    hold = HoldVisit(rooms.pump, is_up, notice, words, announcer)
    agent = AgentVisit(
        rooms.pump,
        phones.agent_at,
        lambda: rooms.settings.pins,
        rooms.clock,
        services.guards.agents,
        MessagesVisit(lambda: rooms.settings, rooms.store, phones.agent_at, an_agent, put, rooms.clock.now),
    )
    after = AfterVisit(lambda: rooms.settings, rooms.pump, flows)
    doctor = partial(knocked, settings=lambda: rooms.settings, speech=rooms.speech)
    routes: dict[str, Handler] = {"flow": flows, "after": after, "hold": hold.round, "key": hold.key}
    routes |= {"notice": notice.called_back}
    return (rooms.drain.at(routes) if rooms.drain else routes) | {"agent": agent, "doctor": doctor}
