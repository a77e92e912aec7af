"""R16: the agent's phone refuses, is not picked up, is out of order, not registered, dead: the next agent rings at once
and the caller keeps his place."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from acd.control.requests import Pause
from acd.core.records import AgentState, Outcome
from acd.lab.phone import PhoneError
from tests.pbx.eye import Message
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Agent, Scene, until

RING_S = 1.0  # of the queue `quick`
MOST_S = 1.0
AROUND_S = (-0.05, -0.02, 0.0, 0.02, 0.05)
Fails = Callable[[Scene, Agent], Awaitable[None]]  # returns in the instant it has failed


def _refused(code: int) -> Fails:
    async def refuse(_: Scene, anna: Agent) -> None:
        await (await anna.rings()).reject(code)

    return refuse


async def _not_picked_up(_: Scene, anna: Agent) -> None:
    await (await anna.rings()).ended()


async def _dropped(_: Scene, anna: Agent) -> None:
    ring = await anna.rings()
    await ring.answer()
    await ring.hang_up()


async def _unregistered_ringing(_: Scene, anna: Agent) -> None:
    ring = await anna.rings()
    await anna.phone.unregister()
    await ring.ended()


async def _dead(scene: Scene, _: Agent) -> None:
    def is_over(event: Message) -> bool:
        return event["Event"] == "Hangup" and event["Channel"].startswith("PJSIP/1001-")

    await scene.eye.sees(is_over, "the end of the leg to her phone", since=len(scene.eye.seen))


async def _rested(scene: Scene, agent: Agent) -> None:
    """Ready and cooled down, also after too many missed calls."""
    seen = await agent.is_now(AgentState.READY, AgentState.PAUSED)
    if seen.state is AgentState.PAUSED:
        scene.ready(agent)
    await until(lambda: agent.seen().until is None, lambda: f"{agent.id} has cooled down: {agent.seen()}")


FAILS: dict[str, Fails] = {
    "busy (486)": _refused(486),
    "declined (603)": _refused(603),
    "out of order (503)": _refused(503),
    "not picked up": _not_picked_up,
    "dropped before the bridge": _dropped,
    "unregistered while it rings": _unregistered_ringing,
    "dead": _dead,
}


@pytest.mark.long
@pytest.mark.parametrize("how", FAILS)
async def test_the_next_one_rings(scene: Scene, figure: Figure, how: str) -> None:
    anna, ben = await scene.at_work("1001", quick=9), await scene.at_work("1002", quick=1)
    if how == "dead":
        anna.plays_dead()
    caller = await scene.caller("quick")
    await FAILS[how](scene, anna)
    failed = time.monotonic()
    ring = await ben.rings()
    figure("R16", f"{how}: to the next agent", time.monotonic() - failed, unit="s", most=MOST_S)
    await ring.answer()
    await caller.talks_to(ben, ring)
    if how == "dead":
        anna.comes_alive()
    elif how.startswith("unregistered"):
        await anna.phone.register()


@pytest.mark.long
async def test_the_place_is_kept(scene: Scene, figure: Figure) -> None:
    anna, ben = await scene.at_work("1001", quick=9), await scene.at_work("1002", quick=1)
    moved = 0
    for how in ("busy (486)", "declined (603)", "out of order (503)", "not picked up", "dropped before the bridge"):
        await _rested(scene, anna)
        scene.do(Pause("1002", "break"))
        first = await scene.caller("quick")
        offered = asyncio.create_task(FAILS[how](scene, anna))
        await until(lambda first=first: (seen := first.seen()) and seen.offers, "an offer is made")
        later = await scene.caller("quick")
        await offered
        scene.do(Pause("1001", "break"))
        scene.ready(ben)
        ring = await ben.rings()
        moved += ring.shown.number != first.number
        await ring.answer()
        for caller in (later, first):  # in this order: nobody is to ring for the other
            await caller.hang_up()
            await caller.row()
    figure("R16", "callers who lost their place", moved, most=0)


@pytest.mark.long
async def test_nobody_is_rung_who_is_not_registered(scene: Scene, figure: Figure) -> None:
    anna, ben = await scene.at_work("1001", quick=9), await scene.at_work("1002", quick=1)
    await anna.phone.unregister()
    await until(lambda: anna.seen().phone_state == "lost", "the phone is known to be lost")
    caller = await scene.caller("quick")
    ring = await ben.rings()
    seen = await scene.until_seen(caller)
    figure("R16", "not registered: offers until the next agent", seen.offers, most=1)
    await ring.answer()
    await caller.talks_to(ben, ring)
    await anna.phone.register()


@pytest.mark.long
async def test_picked_up_in_the_instant_the_ring_ends(scene: Scene, figure: Figure) -> None:
    anna, ben = await scene.at_work("1001", quick=9), await scene.at_work("1002", quick=1)
    lost = 0
    for offset in AROUND_S:
        await _rested(scene, anna)
        await _rested(scene, ben)
        caller = await scene.caller("quick")
        ring = await anna.rings()
        await asyncio.sleep(RING_S + offset)
        with suppress(PhoneError):
            await ring.answer(within_s=0.5)
        with suppress(PhoneError):
            await (await ben.rings(within_s=1.0)).answer()
        await caller.connected()
        await caller.hang_up()
        lost += (await caller.row()).outcome is not Outcome.ANSWERED
    figure("R16", f"callers lost, picked up {RING_S:g} s ± 50 ms after the ring", lost, most=0)
