"""The heartbeat with a scripted floor: order, replies, failures, timers."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.clock import Clock
from acd.core.commands import Command, HangUpCaller, Record, Reply, WakeMe
from acd.core.events import AgentReady, AgentSignedIn, Event, TimerRang
from acd.core.floor import Floor
from acd.core.records import Refused
from acd.core.roster import AgentProfile, Roster
from acd.pump import Pump

HANG_UP = HangUpCaller("main", "main-1.1", "PJSIP/trunk-1")
REFUSED = Record(Refused(1.0, "CallerLeft", "main-1.1", "unknown"))


class ScriptedFloor:
    def __init__(self) -> None:
        self.handled: list[Event] = []
        self.answer: Callable[[Event], list[Command]] = lambda event: []

    def handle(self, event: Event, now: float) -> list[Command]:
        self.handled.append(event)
        return self.answer(event)


class Room:
    """A pump with all that came out of it."""

    def __init__(self) -> None:
        self.floor = ScriptedFloor()
        self.journal: list[Event] = []
        self.carried: list[Command] = []
        self.on_carry: Callable[[Command], None] = lambda command: None
        self.pump = Pump(self.floor, Clock(), journal=self._write, carry_out=self._carry)  # type: ignore[arg-type]

    def _write(self, event: Event, now: float) -> None:
        self.journal.append(event)

    def _carry(self, command: Command, now: float) -> None:
        self.carried.append(command)
        self.on_carry(command)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.pump.stop()


def test_an_event_is_journalled_handled_and_its_commands_carried_out(room: Room) -> None:
    room.floor.answer = lambda event: [HANG_UP, REFUSED]
    room.pump.put(TimerRang("a"))
    assert room.journal == room.floor.handled == [TimerRang("a")]
    assert room.carried == [HANG_UP, REFUSED]
    assert (room.pump.handled, room.pump.refused, room.pump.failed) == (1, 1, 0)


@given(st.lists(st.integers(0, 3), max_size=12))
@settings(max_examples=60)
def test_events_made_by_commands_wait_their_turn(brood: list[int]) -> None:
    """Each handled event makes some more while its commands go out: all are handled, in the order they were put."""
    room, put = Room(), [TimerRang("0")]

    def more(command: Command) -> None:
        for _ in range(brood.pop(0) if brood else 0):
            put.append(TimerRang(str(len(put))))
            room.pump.put(put[-1])

    room.floor.answer = lambda event: [HANG_UP]
    room.on_carry = more
    room.pump.put(put[0])
    assert room.floor.handled == put


def test_commands_of_one_event_are_all_out_before_the_next_is_handled(room: Room) -> None:
    seen: list[object] = []

    def answer(event: Event) -> list[Command]:
        seen.append(event)
        return [HANG_UP, REFUSED] if event == TimerRang("a") else []

    def carry(command: Command) -> None:
        seen.append(command)
        if command is HANG_UP:
            room.pump.put(TimerRang("b"))

    room.floor.answer, room.on_carry = answer, carry
    room.pump.put(TimerRang("a"))
    assert seen == [TimerRang("a"), HANG_UP, REFUSED, TimerRang("b")]


def test_who_asks_gets_his_own_reply(room: Room) -> None:
    room.floor.answer = lambda event: [Reply("another", ok=False), Reply(event.asked, ok=True)]  # type: ignore[union-attr]
    replies = [room.pump.ask(lambda asked: AgentReady("1001", asked)) for _ in range(2)]
    assert [reply.ok for reply in replies] == [True, True]
    assert replies[0].asked != replies[1].asked
    assert room.carried == []


def test_a_reply_that_does_not_come_is_an_error_at_once(room: Room) -> None:
    reply = room.pump.ask(lambda asked: AgentReady("1001", asked))
    assert not reply.ok
    assert "no answer" in reply.error


def test_a_failing_floor_loses_one_event_and_is_told_to_who_asked(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: Event) -> list[Command]:
        raise RuntimeError("broken")

    room.floor.answer = fail
    assert not room.pump.ask(lambda asked: AgentReady("1001", asked)).ok
    room.floor.answer = lambda event: [HANG_UP]
    room.pump.put(TimerRang("a"))
    assert room.carried == [HANG_UP]
    assert room.pump.failed == 1
    assert "could not handle AgentReady" in caplog.text


def test_a_failing_journal_or_command_holds_up_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(room.pump, "_journal", fail)
    room.floor.answer, room.on_carry = lambda event: [HANG_UP, REFUSED], fail
    room.pump.put(TimerRang("a"))
    assert room.carried == [HANG_UP, REFUSED]
    assert room.pump.failed == 3


async def test_the_floor_is_woken_when_it_asked(room: Room) -> None:
    rang = asyncio.Event()
    now = Clock().now()

    def answer(event: Event) -> list[Command]:
        if event == TimerRang("start"):
            return [WakeMe(now + 0.03, "late"), WakeMe(now + 0.01, "soon")]
        if event == TimerRang("late"):
            rang.set()
        return []

    room.floor.answer = answer
    room.pump.put(TimerRang("start"))
    async with asyncio.timeout(5):
        await rang.wait()
    assert room.floor.handled == [TimerRang("start"), TimerRang("soon"), TimerRang("late")]
    assert Clock().now() >= now + 0.03


async def test_after_the_stop_no_timer_rings(room: Room) -> None:
    over = asyncio.Event()
    now = Clock().now()
    room.floor.answer = lambda event: [WakeMe(now, "never")]
    room.pump.put(TimerRang("start"))
    room.pump.stop()
    asyncio.get_running_loop().call_later(0.01, over.set)
    await over.wait()
    assert room.floor.handled == [TimerRang("start")]


def test_a_real_floor_answers() -> None:
    profile = AgentProfile("1001", "Ann", "main", "PJSIP/1001", {"sales": 5})
    floor = Floor(Roster({}, {"1001": profile}))
    pump = Pump(floor, Clock(), journal=lambda *_: None, carry_out=lambda *_: None)
    assert pump.ask(lambda asked: AgentSignedIn("1001", asked)).ok
    again = pump.ask(lambda asked: AgentSignedIn("1001", asked))
    assert (again.ok, again.error) == (False, "agent '1001' is signed in already (ready)")
