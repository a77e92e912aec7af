"""An agent's day: wrap-up, pause, sign-out, and the short codes on his phone."""

import pytest

from acd.control.client import RequestRefusedError
from acd.control.requests import Pause, SignIn, SignOut
from acd.core.records import AgentState, Outcome
from tests.pbx import usual
from tests.pbx.scene import Agent, Scene, reaches

READY, PAUSED, OUT, WRAPPING = AgentState.READY, AgentState.PAUSED, AgentState.SIGNED_OUT, AgentState.WRAPPING


async def test_wrap_up_is_honoured(scene: Scene):
    anna = await scene.at_work("1001", wrapping=5)
    first = await scene.caller("wrapping")
    await reaches(first, anna)
    second = await scene.waiting("wrapping")
    await first.hang_up()
    began = (await anna.is_now(WRAPPING)).since
    assert anna.is_silent()
    ring = await anna.rings()
    assert scene.view().at - began >= 1.5
    await ring.answer()
    await second.talks_to(anna, ring)
    await second.hang_up()
    await anna.is_now(READY)


async def test_wrap_up_can_be_ended_early(scene: Scene):
    anna = await scene.at_work("1001", tidying=5)
    first = await scene.caller("tidying")
    await reaches(first, anna)
    second = await scene.waiting("tidying")
    await first.hang_up()
    await anna.is_now(WRAPPING)
    scene.ready(anna)
    await reaches(second, anna)
    await second.hang_up()
    await anna.is_now(WRAPPING)
    scene.ready(anna)


async def test_ready_is_refused_to_who_is_ready(scene: Scene):
    anna = await scene.at_work("1001")
    with pytest.raises(RequestRefusedError, match="neither paused nor wrapping"):
        scene.ready(anna)


async def test_pause_during_the_ring(scene: Scene):
    anna, ben = await scene.at_work("1001", sales=9), await scene.at_work("1002", sales=1)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    scene.do(Pause("1001", "lunch"))
    await ring.ended(within_s=0.5)
    seen = await anna.is_now(PAUSED)
    assert (seen.reason, seen.strikes) == ("lunch", 0)
    await reaches(caller, ben)


async def test_pause_in_talk_comes_after_it(scene: Scene):
    anna = await scene.at_work("1001", sales=9)
    caller = await scene.caller("sales")
    ring = await reaches(caller, anna)
    scene.do(Pause("1001", "lunch"))
    await caller.talks_to(anna, ring)
    assert anna.seen().state is AgentState.TALKING
    await caller.hang_up()
    await anna.is_now(PAUSED)


async def test_sign_out_during_the_ring(scene: Scene):
    anna, ben = await scene.at_work("1001", sales=9), await scene.at_work("1002", sales=1)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    scene.do(SignOut("1001"))
    await ring.ended(within_s=0.5)
    await anna.is_now(OUT)
    await reaches(caller, ben)


async def test_sign_out_in_talk_comes_after_it(scene: Scene):
    anna = await scene.at_work("1001", tidying=9)
    caller = await scene.caller("tidying")
    ring = await reaches(caller, anna)
    scene.do(SignOut("1001"))
    await caller.talks_to(anna, ring)
    await caller.hang_up()
    await anna.is_now(OUT)
    assert (await caller.row()).outcome is Outcome.ANSWERED


async def test_who_signs_in_again_while_his_old_leg_ends_is_rung_again(scene: Scene):
    anna = await scene.at_work("1001", sales=9)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    scene.do(SignOut("1001"))
    scene.do(SignIn("1001"))
    await ring.ended(within_s=0.5)
    await reaches(caller, anna)


# --- from the phone ---


async def _dials(agent: Agent, code: str):
    call = await agent.phone.call(code)
    await call.answered()
    return call


async def test_sign_in_with_the_right_pin(scene: Scene):
    chiara = await scene.phone("1003")
    assert chiara.seen().state is OUT
    call = await _dials(chiara, "*11")
    await scene.hears_said("agent-pass")
    await call.press(usual.PIN + "#")
    await chiara.is_now(READY)
    await scene.hears_said("agent-loginok")
    await call.ended()


async def test_a_wrong_pin_signs_nobody_in(scene: Scene):
    chiara = await scene.phone("1003")
    call = await _dials(chiara, "*11")
    at = 0
    for _ in range(3):
        at = await scene.hears_said("agent-pass", since=at) + 1
        await call.press("1234#")
        at = await scene.hears_said("auth-incorrect", since=at)
    await call.ended(within_s=10)
    assert chiara.seen().state is OUT
    call = await _dials(chiara, "*11")
    await scene.hears_said("agent-pass", since=at)
    await call.press(usual.PIN + "#")
    await chiara.is_now(READY)


async def test_an_agent_without_a_pin_signs_in_from_his_own_phone(scene: Scene):
    anna = await scene.phone("1001")
    call = await _dials(anna, "*11")
    await anna.is_now(READY)
    await call.ended()


async def test_pause_ready_and_out_by_code(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    for code, state in (("*13", PAUSED), ("*14", READY), ("*12", OUT)):
        call = await _dials(anna, code)
        await anna.is_now(state)
        await call.ended()


async def test_a_code_that_makes_no_sense_is_refused(scene: Scene):
    anna = await scene.phone("1001")
    call = await _dials(anna, "*12")
    await scene.hears_said("beeperr")
    await call.ended()
    assert anna.seen().state is OUT


async def test_nobody_is_rung_while_he_dials_a_code(scene: Scene):
    """His phone has a call that is not ours: it is not offered another; when it ends, it is."""
    chiara = await scene.at_work("1003", sales=5)
    call = await chiara.phone.call("*11")
    await call.answered()
    await scene.hears_said("agent-pass")
    assert chiara.seen().phone_state == "taken"
    caller = await scene.waiting("sales")
    assert chiara.is_silent()
    await call.hang_up()
    await reaches(caller, chiara)
