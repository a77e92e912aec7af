"""Somebody hangs up: the caller at every stage, the agent at every stage."""

import asyncio
import time

from acd.core.records import AgentState, Outcome
from tests.pbx.scene import Scene, reaches, until

STOPS_S = 0.5


async def test_the_caller_while_he_waits(scene: Scene):
    caller = await scene.waiting("sales")
    await caller.hang_up()
    row = await caller.row()
    assert (row.outcome, row.offers, row.agent, row.connected) == (Outcome.ABANDONED, 0, None, None)


async def test_the_caller_while_a_phone_rings(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    await caller.hang_up()
    await ring.ended(within_s=STOPS_S)
    assert (await caller.row()).outcome is Outcome.ABANDONED
    assert (await anna.is_now(AgentState.READY)).strikes == 0
    assert [offer.result for offer in (await caller.story()).offers] == ["cancelled"]


async def test_the_caller_in_the_instant_the_phone_begins_to_ring(scene: Scene):
    """The Originate is on its way, or the phone has just been told."""
    anna = await scene.at_work("1001", sales=5)
    for _ in range(4):
        caller = await scene.caller("sales")
        await until(lambda caller=caller: (seen := caller.seen()) and seen.offers, "an offer is made")
        await caller.hang_up()
        assert (await caller.row()).outcome is Outcome.ABANDONED
        await until(lambda: not scene.legs(), "no phone rings any more", within_s=STOPS_S)
        await anna.is_now(AgentState.READY)


async def test_the_caller_just_as_the_agent_picks_up(scene: Scene):
    # gone between the dialplan's last look and its next step, or while Bridge() moves him: Asterisk says so
    scene.forgiven += ["ACD_TALK_", "ACD_TOLD", "ACD_UNTIL", "Can't move channel", "Could not gain control"]
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    answering = asyncio.create_task(ring.answer())
    await caller.hang_up()
    await asyncio.gather(answering, return_exceptions=True)
    await ring.ended()
    assert (await caller.row()).outcome in (Outcome.ABANDONED, Outcome.ANSWERED)
    await anna.is_now(AgentState.READY)


async def test_the_caller_during_the_whisper(scene: Scene):
    anna = await scene.at_work("1001", whispered=5)
    caller = await scene.caller("whispered")
    ring = await anna.rings()
    await ring.answer()
    await scene.whispers()
    await caller.hang_up()
    await ring.ended(within_s=STOPS_S)
    row = await caller.row()
    assert (row.outcome, row.connected) == (Outcome.ABANDONED, None)
    assert (await anna.is_now(AgentState.READY)).strikes == 0


async def test_the_caller_in_talk(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)
    await caller.hang_up()
    await ring.ended(within_s=STOPS_S)
    row = await caller.row()
    assert (row.outcome, row.agent, row.ended_by_agent) == (Outcome.ANSWERED, "1001", False)


async def test_the_agent_before_the_bridge(scene: Scene):
    """He picks up and is gone during the whisper: the caller waits on and the next best rings."""
    anna, ben = await scene.at_work("1001", whispered=9), await scene.at_work("1002", whispered=1)
    caller = await scene.caller("whispered")
    ring = await anna.rings()
    await ring.answer()
    await scene.whispers()
    await ring.hang_up()
    await reaches(caller, ben)
    await caller.hang_up()
    assert [offer.result for offer in (await caller.story()).offers] == ["dropped", "connected"]


async def test_the_agent_right_after_the_bridge(scene: Scene):
    """That was no talk: the caller is back on hold at his old place and reaches the next agent."""
    anna = await scene.at_work("1001", sales=9)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    entered = (await until(caller.seen, "he is known")).entered
    await ring.answer()
    await caller.connected()
    await ring.hang_up()
    later = await scene.waiting("sales")
    seen = await caller.waits("sales")
    assert (seen.entered, seen.position) == (entered, 1)
    assert (await later.waits("sales")).position == 2
    await caller.hears_sound(frames=25)
    ben = await scene.at_work("1002", sales=1)
    await reaches(caller, ben)
    await caller.hang_up()
    row = await caller.row()
    assert (row.outcome, row.agent, row.entered, row.offers) == (Outcome.ANSWERED, "1002", entered, 2)
    assert [offer.result for offer in (await caller.story()).offers] == ["dropped", "connected"]


async def test_the_agent_after_a_real_talk(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)
    began = time.monotonic()
    while time.monotonic() - began < 2.1:  # past ACD_MIN_TALK_S
        await caller.hears_sound(frames=10)
    await ring.hang_up()
    await caller.ended()
    row = await caller.row()
    assert (row.outcome, row.agent, row.ended_by_agent) == (Outcome.ANSWERED, "1001", True)
    await anna.is_now(AgentState.READY)


async def test_both_at_once(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)
    await asyncio.gather(caller.hang_up(), ring.hang_up())
    assert (await caller.row()).agent in ("1001", None)
    await anna.is_now(AgentState.READY)
