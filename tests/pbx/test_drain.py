"""Told to stop, the daemon takes no new work and sees to those who wait; talks need nothing of it."""

import time

from acd.control.duty import Draining, DrainWay
from acd.control.requests import Stop
from acd.core.records import AgentState, Outcome
from tests.pbx import usual
from tests.pbx.scene import Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "20"}


def drain(scene: Scene, way: DrainWay, for_s: float = 30.0) -> Draining:
    return scene.ask(Stop(way, for_s), Draining)


async def ends(scene: Scene) -> None:
    """By itself, in order."""
    await until(lambda: not scene.house.is_running, lambda: f"it ends: {scene.house.last_words()}", within_s=10)
    assert scene.house.stop_daemon() == 0


async def test_those_who_wait_are_served_and_nobody_else(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002", support=5)
    talking = await scene.caller("support")
    talk = await reaches(talking, ben)
    waiting = await scene.waiting("billing")
    try:
        assert drain(scene, DrainWay.SERVE).waiting == 1
        late = await scene.caller("sales")  # anna is free for him
        await scene.says_sorry(late)
        assert anna.is_silent()
        scene.can("1001", billing=5)
        ring = await reaches(waiting, anna)
        await ends(scene)
        await talking.talks_to(ben, talk)
        await waiting.talks_to(anna, ring)
    finally:
        scene.house.start_daemon()
    assert (await talking.connected()).agent == "1002"
    assert (await waiting.connected()).agent == "1001"


async def test_those_who_wait_are_sent_to_the_fallback(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    first, second = await scene.waiting("billing"), await scene.waiting("sales")
    try:
        assert drain(scene, DrainWay.FALLBACK).waiting == 2
        for caller in (first, second):
            await scene.says_sorry(caller)
        await ends(scene)
    finally:
        scene.house.start_daemon()
    for caller in (first, second):
        assert (await caller.row()).outcome is Outcome.OVERFLOWED


async def test_told_once_more_it_goes_at_once(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    caller = await scene.waiting("billing")
    try:
        drain(scene, DrainWay.SERVE, 60)
        began = time.monotonic()
        assert scene.house.stop_daemon() == 0
        assert time.monotonic() - began < 5
        await caller.hears_sound(frames=25)
    finally:
        scene.house.start_daemon()
    assert (await caller.waits("billing")).position == 1
    anna = await scene.at_work("1001", billing=5)
    await reaches(caller, anna)
    assert anna.seen().state is AgentState.TALKING
