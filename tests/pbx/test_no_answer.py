"""An agent who does not take the call: the next best rings at once, the caller has noticed nothing and keeps his place;
who misses too often is paused."""

import pytest

from acd.control.requests import Ready
from acd.core.agent import MISSED_CALLS
from acd.core.records import AgentState, Outcome
from tests.pbx.scene import Caller, Scene, reaches, until


async def test_nobody_picks_up_so_the_next_best_rings(scene: Scene):
    anna, ben = await scene.at_work("1001", quick=9), await scene.at_work("1002", quick=1)
    caller = await scene.caller("quick")
    ring = await anna.rings()
    entered = (await _seen(caller)).entered
    await ring.ended()
    await reaches(caller, ben)
    assert (await _seen(caller)).entered == entered
    assert anna.seen().strikes == 1
    await caller.hang_up()
    story = await caller.story()
    assert [(offer.agent, offer.result) for offer in story.offers] == [("1001", "no_answer"), ("1002", "connected")]
    assert story.offers[0].rang is not None


async def _seen(caller: Caller):
    return await until(caller.seen, f"{caller.number} is known")


@pytest.mark.parametrize(
    ("code", "result", "strikes"),
    [(486, "busy", 1), (600, "busy", 1), (603, "rejected", 1), (503, "unreachable", 0), (404, "unreachable", 0)],
)
async def test_a_refusal_moves_on_at_once(scene: Scene, code: int, result: str, strikes: int):
    anna, ben = await scene.at_work("1001", sales=9), await scene.at_work("1002", sales=1)
    caller = await scene.caller("sales")
    await (await anna.rings()).reject(code)
    await reaches(caller, ben)
    assert anna.seen().strikes == strikes
    await caller.hang_up()
    assert [(offer.agent, offer.result) for offer in (await caller.story()).offers] == [
        ("1001", result),
        ("1002", "connected"),
    ]


async def test_an_unregistered_phone_is_not_rung(scene: Scene):
    anna, ben = await scene.at_work("1001", sales=9), await scene.at_work("1002", sales=1)
    await anna.phone.unregister()
    await until(lambda: anna.seen().phone_state == "lost", "the phone is known to be lost")
    caller = await scene.caller("sales")
    await reaches(caller, ben)
    assert (await _seen(caller)).offers == 1
    await anna.phone.register()


async def test_a_phone_that_comes_back_rings_for_who_waits(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    await anna.phone.unregister()
    await until(lambda: anna.seen().phone_state == "lost", "the phone is known to be lost")
    caller = await scene.waiting("sales")
    await anna.phone.register()
    await reaches(caller, anna)


async def test_a_phone_that_is_deaf(scene: Scene):
    """Registered, but no answer of any kind: its power is gone."""
    anna, ben = await scene.at_work("1001", quick=9), await scene.at_work("1002", quick=1)
    anna.plays_dead()
    caller = await scene.caller("quick")
    await reaches(caller, ben)
    anna.comes_alive()
    assert anna.seen().strikes == 0
    await caller.hang_up()
    assert [offer.result for offer in (await caller.story()).offers] == ["unreachable", "connected"]


async def test_the_only_agent_rings_again_after_cooling_down_and_not_before(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    await (await anna.rings()).reject(486)
    waits = await caller.waits("sales", offers=1)
    assert waits.position == 1
    refused = scene.view().at
    ring = await anna.rings()
    assert scene.view().at - refused > 0.8
    await ring.answer()
    await caller.talks_to(anna, ring)


async def test_strikes_pause_an_agent(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    for strike in range(1, 4):
        await (await anna.rings()).reject(603)
        await until(lambda strike=strike: anna.seen().strikes == strike, f"strike {strike}")
    assert (await anna.is_now(AgentState.PAUSED)).reason == MISSED_CALLS
    await caller.waits("sales", offers=3)
    scene.do(Ready("1001"))
    assert anna.seen().strikes == 0
    await reaches(caller, anna)


async def test_a_talk_clears_the_strikes(scene: Scene):
    anna, ben = await scene.at_work("1001", sales=9), await scene.at_work("1002", sales=1)
    first = await scene.caller("sales")
    await (await anna.rings()).reject(603)
    await reaches(first, ben)
    second = await scene.caller("sales")
    await reaches(second, anna)
    assert anna.seen().strikes == 0


async def test_a_missed_caller_keeps_his_place(scene: Scene):
    anna = await scene.at_work("1001", quick=5)
    first = await scene.caller("quick")
    ring = await anna.rings()
    second = await scene.waiting("quick")
    await ring.ended()
    assert (await first.waits("quick", offers=1)).position == 1
    assert (await second.waits("quick")).position == 2
    ben = await scene.at_work("1002", quick=5)
    await reaches(first, ben)


async def test_the_caller_hears_music_all_the_while(scene: Scene):
    anna = await scene.at_work("1001", quick=9)
    caller = await scene.caller("quick")
    ring = await anna.rings()
    while not ring.is_over:
        await caller.hears_sound(frames=10, within_s=2)
    await caller.hears_sound(frames=25, within_s=2)


async def test_who_missed_a_call_may_serve_the_next_caller(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    first = await scene.caller("sales")
    await (await anna.rings()).reject(486)
    await first.hang_up()
    assert (await first.row()).outcome is Outcome.ABANDONED
    second = await scene.caller("sales")
    await reaches(second, anna)
