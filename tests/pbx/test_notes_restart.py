"""The daemon is killed, and the next one knows of its agents what no state of theirs tells: what they wished for during
a talk, how often they failed and until when they are left alone, and the skills an operator gave them."""

from acd.control.requests import ChangeSkills, Pause
from acd.core.records import AgentState
from acd.core.view import AgentView
from acd.lab.house import Plan
from tests.pbx import usual
from tests.pbx.scene import Agent, Scene, reaches, until

PLAN = Plan(
    "[defaults]\nwhisper = false\nwrap_s = 0.5\nannounce_every_s = 600\n"
    'weights = { preset = "best_skill", handle = 0, price = 0, answer = 0, idle = 0 }\n'
    "[queue.line]\nneeds = { line = 1 }\n",
    "[defaults]\ncooldowns = { busy_s = 60 }\n"
    '[agent.1001]\nname = "Anna"\nskills = { line = 9 }\n[agent.1002]\nname = "Ben"\nskills = { line = 5 }\n',
    {"line": "start: wait\nnodes:\n  wait: {handoff: line}\n"},
)
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}


async def has_failed(agent: Agent) -> AgentView:
    def look() -> AgentView | None:
        seen = agent.seen()
        return seen if seen.strikes and seen.until is not None else None

    return await until(look, lambda: f"{agent.id} cools down: {agent.seen()}")


async def test_what_was_noted_of_agents_holds(scene: Scene) -> None:
    scene.forgiven += usual.AWAY
    anna, ben = await scene.phone("1001"), await scene.phone("1002")
    await scene.signs_in(anna)
    await scene.signs_in(ben)
    caller = await scene.caller("line")
    ring = await reaches(caller, anna)
    scene.do(Pause("1001", "lunch"))
    other = await scene.caller("line")
    await (await ben.rings()).reject()
    cooling = await has_failed(ben)
    scene.do(ChangeSkills("1002", {"line": 0, "french": 3}))
    scene.flush()
    scene.house.kill_daemon()
    scene.house.start_daemon()
    seen = ben.seen()
    assert (seen.strikes, seen.skills) == (1, {"french": 3})
    assert (seen.until, seen.state) == (cooling.until, AgentState.READY)
    assert anna.seen().state is AgentState.TALKING
    await caller.talks_to(anna, ring)
    await caller.hang_up()
    assert (await anna.is_now(AgentState.PAUSED)).reason == "lunch"
    await other.hang_up()
    assert ben.is_silent()
