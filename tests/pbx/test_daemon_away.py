"""The daemon dies: callers on hold stay there, talks go on, and a new one owns them all again; if none comes in time,
the fallback."""

import asyncio
import os
import signal
import time

from acd.control.requests import Move, Pause
from acd.core.records import AgentState, Outcome
from acd.store.queries import Story
from tests.pbx import usual
from tests.pbx.scene import Caller, Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "8"}


async def test_callers_keep_their_music_and_then_take_the_fallback(scene: Scene):
    scene.forgiven += usual.AWAY
    caller = await scene.waiting("sales")
    scene.house.kill_daemon()
    try:
        died = time.monotonic()
        while time.monotonic() - died < 3:
            await caller.hears_sound(frames=25, within_s=2)
        assert not caller.call.is_over
        await scene.says_sorry(caller)
        assert time.monotonic() - died < 14
        await caller.ended(within_s=15)
    finally:
        scene.house.start_daemon()


async def test_a_new_call_hears_music_for_a_while_and_then_takes_the_fallback(scene: Scene):
    scene.forgiven += usual.AWAY
    scene.house.stop_daemon()
    try:
        began = time.monotonic()
        caller = await scene.caller("sales")
        await caller.hears_sound(frames=25, within_s=2)
        await scene.says_sorry(caller)
        assert 3 <= time.monotonic() - began < 5
        await caller.ended(within_s=15)
    finally:
        scene.house.start_daemon()


async def test_a_new_call_is_served_by_a_daemon_that_comes_meanwhile(scene: Scene):
    scene.forgiven += usual.AWAY
    scene.house.switch.command("dialplan set global ACD_TAKE_OVER_S 30")
    scene.house.kill_daemon()
    try:
        caller = await scene.caller("sales")
        await caller.hears_sound(frames=25, within_s=2)
    finally:
        scene.house.start_daemon()
        scene.house.switch.command("dialplan set global ACD_TAKE_OVER_S 3")
    assert (await caller.waits("sales")).position == 1


async def test_a_new_call_takes_the_fallback_at_once_where_nobody_is_to_wait(scene: Scene):
    """Whether the daemon died just now, its pulse is known to be late, or it hangs."""
    scene.forgiven += usual.AWAY
    scene.house.switch.command("dialplan set global ACD_TAKE_OVER_S 0")
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        assert await _sorry_after(scene) < 4  # two of them the visit's own
        scene.house.kill_daemon()
        assert await _sorry_after(scene) < 2
        await asyncio.sleep(4)  # there is nothing to see that could be waited for
        assert await _sorry_after(scene) < 2
    finally:
        scene.house.switch.command("dialplan set global ACD_TAKE_OVER_S 3")
        scene.house.kill_daemon()
        scene.house.start_daemon()


async def _sorry_after(scene: Scene) -> float:
    """Seconds from a new call to its apology."""
    began = time.monotonic()
    caller = await scene.caller("sales")
    await scene.says_sorry(caller)
    found = time.monotonic() - began
    await caller.hang_up()
    return found


async def test_a_new_daemon_owns_everybody_again(scene: Scene):
    scene.forgiven += usual.AWAY
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002", support=5)
    talking = await scene.caller("sales")
    talk = await reaches(talking, anna)
    waiting = [await scene.waiting("billing") for _ in range(3)]
    before = {caller.number: (await caller.waits()).entered for caller in waiting}
    ringing = await scene.caller("support")
    ring = await ben.rings()
    scene.house.kill_daemon()
    scene.house.start_daemon()
    await talking.talks_to(anna, talk)
    for place, caller in enumerate(waiting, 1):
        seen = await caller.waits("billing")
        assert seen.position == place
        assert abs(seen.entered - before[caller.number]) < 0.01
    assert (await talking.connected()).agent == "1001"
    assert anna.seen().state is AgentState.TALKING
    await ring.ended()
    await reaches(ringing, ben)
    await talking.hang_up()
    row = await talking.row()
    assert (row.outcome, row.agent) == (Outcome.ANSWERED, "1001")
    await anna.is_now(AgentState.READY)


async def test_nobody_counts_twice_in_the_reports(scene: Scene):
    """One talks, one waits, one was moved to another queue and waits there, one will give up."""
    scene.forgiven += usual.AWAY
    began = time.time()
    anna = await scene.at_work("1001", sales=5)
    talking = await scene.caller("sales")
    talk = await reaches(talking, anna)
    stays, leaves = await scene.waiting("billing"), await scene.waiting("billing")
    moved = await scene.waiting("support")
    scene.do(Move(moved.contact, "billing"))
    await moved.waits("billing")
    await until(lambda: written(scene, talking).stays, "the talk counts as one", within_s=8)
    before = {caller: written(scene, caller) for caller in (talking, stays, leaves, moved)}
    scene.house.kill_daemon()
    scene.house.start_daemon()
    await leaves.waits("billing")
    await moved.waits("billing")
    await talking.talks_to(anna, talk)
    await leaves.hang_up()
    assert (await leaves.row()).outcome is Outcome.ABANDONED
    await talking.hang_up()
    await talk.ended()
    scene.can("1001", billing=5)
    for caller in (stays, moved):
        ring = await reaches(caller, anna)
        await caller.hang_up()
        await ring.ended()
    after = {caller: await caller.story() for caller in before}
    for caller, story in after.items():
        assert story.entries == before[caller].entries
        assert [each.queue for each in story.stays] == [each.queue for each in story.entries]
    assert after[talking].stays == before[talking].stays
    came = before[moved].entries[-1].at
    assert [(each.since, each.outcome) for each in after[moved].stays[1:]] == [(came, Outcome.ANSWERED)]
    with scene.reader() as reader:
        found = {each.queue: each for each in reader.queues(began, time.time() + 1)}
    figures = {name: (each.offered, each.answered, each.abandoned, each.waiting) for name, each in found.items()}
    assert figures == {"sales": (1, 1, 0, 0), "support": (1, 0, 0, 0), "billing": (3, 2, 1, 0)}


def written(scene: Scene, caller: Caller) -> Story:
    """The rows there are of him by now."""
    scene.flush()
    with scene.reader() as reader:
        story = reader.story(caller.contact)
    assert story is not None
    return story


async def test_agents_are_signed_in_as_before(scene: Scene):
    scene.forgiven += usual.AWAY
    anna, ben = await scene.at_work("1001"), await scene.at_work("1002")
    scene.do(Pause("1002", "lunch"))
    scene.flush()
    scene.house.kill_daemon()
    scene.house.start_daemon()
    await anna.is_now(AgentState.READY)
    assert (await ben.is_now(AgentState.PAUSED)).reason == "lunch"
    assert scene.agent("1003").state is AgentState.SIGNED_OUT


async def test_a_caller_who_leaves_meanwhile_is_accounted_for(scene: Scene):
    scene.forgiven += usual.AWAY
    caller, stays = await scene.waiting("billing"), await scene.waiting("billing")
    scene.flush()  # what a killed daemon had not written yet, nobody knows
    scene.house.kill_daemon()
    await caller.hang_up()
    scene.house.start_daemon()
    assert (await stays.waits("billing")).position == 1
    assert (await caller.row()).outcome is Outcome.PBX_LOST


async def test_an_orderly_stop_keeps_callers_on_hold(scene: Scene):
    scene.forgiven += usual.AWAY
    caller = await scene.waiting("sales")
    assert scene.house.stop_daemon() == 0
    await caller.hears_sound(frames=25)
    scene.house.start_daemon()
    assert (await caller.waits("sales")).position == 1
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)


async def test_an_agent_hangs_up_while_the_daemon_is_away(scene: Scene):
    scene.forgiven += usual.AWAY
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await reaches(caller, anna)
    scene.flush()  # what a killed daemon had not written yet, nobody knows
    scene.flush()
    scene.house.kill_daemon()
    await caller.hang_up()
    await ring.ended()
    scene.house.start_daemon()
    await anna.is_now(AgentState.READY)
    assert (await caller.row()).outcome in (Outcome.PBX_LOST, Outcome.ANSWERED)
