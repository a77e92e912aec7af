"""A visit to the daemon shortens the call's time limit until the daemon speaks: nobody's call is cut by that, and none
lasts longer than it may."""

import asyncio
import os
import signal
import time

from tests.pbx import usual
from tests.pbx.scene import Scene
from tests.pbx.test_pulse import visits

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
LONGEST_S = 12.0
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9", "ACD_MAX_CALL_S": f"{LONGEST_S:g}"}
SHORT_S = 2.0  # what a visit has until the daemon speaks
SLACK_S = 1.0


async def test_a_call_ends_at_its_limit_whatever_its_visits_were(scene: Scene) -> None:
    """Many rounds on hold, one of them to a daemon that hangs."""
    caller = await scene.waiting("sales")
    began = time.monotonic()
    seen = len(scene.eye.seen)
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        await visits(scene, caller, since=seen)
        await asyncio.sleep(SHORT_S + 0.5)  # nothing tells that he is back
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    await caller.ended(within_s=LONGEST_S + SLACK_S)
    assert time.monotonic() - began > LONGEST_S - SLACK_S
    await caller.row()


async def test_a_visit_may_last(scene: Scene) -> None:
    caller = await scene.caller("desk")
    await caller.is_told("beep")
    await asyncio.sleep(SHORT_S + 0.5)  # he thinks
    await caller.press("1")
    await caller.waits("sales")


async def test_an_agent_takes_a_caller_out_of_a_visit_that_hangs(scene: Scene) -> None:
    caller = await scene.caller("sales")
    anna = await scene.at_work("1001", sales=5)
    ring = await anna.rings()
    seen = len(scene.eye.seen)
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        await visits(scene, caller, since=seen)
        await ring.answer()
        await caller.talks_to(anna, ring)
        await asyncio.sleep(SHORT_S + 0.5)  # nothing is to happen
        await caller.talks_to(anna, ring)
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    assert (await caller.connected()).agent == "1001"


async def test_who_is_sent_on_from_a_visit_that_hangs(scene: Scene) -> None:
    """As a leader does that takes over from one that hangs."""
    caller = await scene.waiting("sales")
    seen = len(scene.eye.seen)
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        await visits(scene, caller, since=seen)
        with scene.house.switch.console() as console:
            console.action("Setvar", Channel=caller.channel, Variable="ACD_SENT", Value="hold")
            console.action("Redirect", Channel=caller.channel, Context="acd-sent", Exten="s", Priority="1")
        await asyncio.sleep(SHORT_S + 0.5)  # nothing is to happen
        await caller.hears_sound(frames=10)
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    await caller.waits("sales")


async def test_a_talk_counts(scene: Scene) -> None:
    anna = await scene.at_work("1001", sales=5)
    began = time.monotonic()
    caller = await scene.caller("sales")
    ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)
    await caller.ended(within_s=LONGEST_S + SLACK_S)
    assert time.monotonic() - began > LONGEST_S - SLACK_S
    await ring.ended()
    await caller.row()
