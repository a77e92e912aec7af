"""Told to stop: who is still served, who is not, and when it is over."""

import asyncio
from typing import cast

import pytest

from acd.clock import Clock
from acd.control.duty import Draining, DrainWay
from acd.drain import LOOK_S, Drain
from ivr.agi.session import Session as RealSession
from tests.visits.conftest import Session

SOON_S = 3.0


class Door:
    """A drain with `waiting` callers, and what it told."""

    def __init__(self, way: DrainWay = DrainWay.SERVE, for_s: float = 60.0) -> None:
        self.waiting = 0
        self.told: list[Draining] = []
        self.drain = Drain(way, for_s, Clock())
        self.drain.waiting = lambda: self.waiting
        self.drain.tell = lambda what, _at: self.told.append(what)
        self.served: list[str] = []
        self.is_open = asyncio.Event()

    async def visit(self, route: str) -> Session:
        """One caller's visit by `route`, to its end."""

        async def serve(_session: RealSession) -> None:
            self.served.append(route)
            await self.is_open.wait()

        session = Session()
        await self.drain.at({"flow": serve, "hold": serve, "key": serve, "after": serve})[route](
            cast(RealSession, session)
        )
        return session


async def is_over(door: Door) -> None:
    await asyncio.wait_for(door.drain.over(), SOON_S)


async def goes_on(door: Door) -> asyncio.Task[None]:
    over = asyncio.create_task(door.drain.over())
    await asyncio.sleep(2 * LOOK_S)
    assert not over.done()
    return over


async def test_nobody_is_waited_for_where_they_are_left() -> None:
    door = Door(DrainWay.LEAVE)
    door.waiting = 3
    assert door.drain.state is None
    door.drain.told()
    await is_over(door)
    assert [(each.way, each.waiting) for each in door.told] == [(DrainWay.LEAVE, 3)]


async def test_it_is_over_when_nobody_waits() -> None:
    door = Door()
    door.waiting = 1
    door.drain.told()
    over = await goes_on(door)
    state = door.drain.state
    assert state is not None
    assert (state.way, state.waiting, state.until - state.since) == (DrainWay.SERVE, 1, 60.0)
    door.waiting = 0
    await asyncio.wait_for(over, SOON_S)


@pytest.mark.parametrize("again", ["signal", "shorter"])
async def test_who_is_in_a_hurry_says_so(again: str) -> None:
    door = Door()
    door.waiting = 1
    door.drain.told()
    over = await goes_on(door)
    if again == "signal":
        door.drain.told()
    else:
        door.drain.begin(DrainWay.SERVE, 0.0)
    await asyncio.wait_for(over, SOON_S)


async def test_it_is_over_when_its_time_is() -> None:
    door = Door(for_s=0.3)
    door.waiting = 1
    door.drain.told()
    await is_over(door)
    assert door.waiting == 1


async def test_who_is_in_a_flow_may_come_to_wait() -> None:
    door = Door()
    inside = asyncio.create_task(door.visit("flow"))
    await asyncio.sleep(0)
    door.drain.told()
    over = await goes_on(door)
    door.is_open.set()
    await inside
    await asyncio.wait_for(over, SOON_S)


async def test_newcomers_are_not_served_and_those_on_hold_are() -> None:
    door = Door()
    door.is_open.set()
    door.drain.told()
    for route in ("flow", "hold", "key", "after"):
        assert (await door.visit(route)).left == {}
    assert door.served == ["hold", "key", "after"]


async def test_who_waits_is_sent_to_the_fallback() -> None:
    door = Door(DrainWay.FALLBACK)
    door.is_open.set()
    door.waiting = 1
    await door.visit("hold")
    door.drain.told()
    session = await door.visit("hold")
    assert door.served == ["hold"]
    assert session.left == {"ACD_QUEUE": "", "ACD_DESTINATION": "fallback", "ACD_NEXT": "transfer"}
    assert session.set[-1][0] == "ACD_NEXT"
