"""The daemon dies, and the next one finds its agents at what they were: wrapping up until the same moment, talking
since the same moment; and who failed a caller is not rung for him again."""

import time

from acd.core.records import AgentState, Outcome
from acd.lab.house import Plan
from tests.pbx import usual
from tests.pbx.scene import Scene, reaches, until

WRAP_S = 60.0
PLAN = Plan(
    f"[defaults]\nwhisper = false\nring_s = 8\nwrap_s = {WRAP_S:g}\nannounce_every_s = 600\n"
    'weights = { preset = "best_skill", handle = 0, price = 0, answer = 0, idle = 0 }\n'
    "[queue.line]\nneeds = { line = 1 }\n",
    "[defaults]\ncooldowns = { rejected_s = 1 }\n"
    '[agent.1001]\nname = "Anna"\nskills = { line = 9 }\n[agent.1002]\nname = "Ben"\nskills = { line = 5 }\n',
    {"line": "start: wait\nnodes:\n  wait: {handoff: line}\n"},
)
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}


def again(scene: Scene) -> None:
    scene.house.kill_daemon()
    scene.house.start_daemon()


async def test_talks_and_wrap_ups_go_on_as_they_were(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    anna = await scene.phone("1001")
    await scene.signs_in(anna)
    caller = await scene.caller("line")
    await reaches(caller, anna)
    began = anna.seen().since
    again(scene)
    assert abs(anna.seen().since - began) <= 1.0, "the PBX knows it to the second"
    await caller.hang_up()
    wrapping = await anna.is_now(AgentState.WRAPPING)
    row = await caller.row()
    assert row.connected is not None
    assert abs(row.connected - began) < 1.0
    scene.flush()
    again(scene)
    seen = anna.seen()
    assert seen.state is AgentState.WRAPPING
    assert seen.until is not None
    assert wrapping.until is not None
    assert abs(seen.until - wrapping.until) < 0.05
    assert abs(seen.since - wrapping.since) < 0.05
    scene.ready(anna)


async def test_a_talk_that_ended_while_nobody_looked_is_followed_by_a_wrap_up(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    anna = await scene.phone("1001")
    await scene.signs_in(anna)
    caller = await scene.caller("line")
    await reaches(caller, anna)
    began = anna.seen().since
    scene.flush()
    scene.house.kill_daemon()
    await caller.hang_up()
    await until(lambda: not scene.house.switch.channels(), "all channels are gone")
    scene.house.start_daemon()
    seen = anna.seen()
    assert seen.state is AgentState.WRAPPING
    assert seen.until is not None
    assert 0 < seen.until - time.time() <= WRAP_S
    row = await caller.row()
    assert (row.outcome, row.agent, row.connected) == (Outcome.ANSWERED, "1001", began), "it was a talk, if a young one"
    scene.ready(anna)


async def test_who_failed_a_caller_is_not_rung_for_him_after_the_restart(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    anna, ben = await scene.phone("1001"), await scene.phone("1002")
    await scene.signs_in(anna)
    await scene.signs_in(ben)
    caller = await scene.caller("line")
    await (await anna.rings()).reject()
    ring = await ben.rings()
    scene.flush()
    again(scene)
    await ring.ended()
    await reaches(caller, ben)
    assert anna.is_silent()
    await caller.hang_up()
    assert (await caller.row()).outcome is Outcome.ANSWERED
    await ben.is_now(AgentState.WRAPPING)
    scene.ready(ben)
