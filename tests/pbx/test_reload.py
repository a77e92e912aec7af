"""The configuration changes while people talk, ring and wait."""

import pytest

from acd.control.client import RequestRefusedError
from acd.control.requests import Reload
from acd.core.records import AgentState
from acd.lab.house import Plan
from tests.pbx import usual
from tests.pbx.scene import Scene, reaches

PLAN, DIALPLAN, GLOBALS = usual.PLAN, usual.DIALPLAN, usual.GLOBALS


@pytest.fixture(autouse=True)
def as_before(house):
    """The house's configuration is put back after each test."""
    yield
    house.write(PLAN)
    house.client.ask(Reload(), list[str])


def _with(old: str, new: str, *, agents: bool = False) -> Plan:
    text = PLAN.agents if agents else PLAN.queues
    assert old in text
    changed = text.replace(old, new)
    return Plan(PLAN.queues if agents else changed, changed if agents else PLAN.agents, PLAN.flows)


async def test_a_change_touches_no_call(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    ben = await scene.at_work("1002", support=5)
    talking, waiting = await scene.caller("sales"), await scene.waiting("billing")
    talk = await reaches(talking, anna)
    ringing = await scene.caller("support")
    ring = await ben.rings()
    scene.house.write(_with("[queue.sales]\n", "[queue.sales]\nwrap_s = 60\n"))
    lines = scene.ask(Reload(), list[str])
    assert any("sales" in line and "wrap_s" in line for line in lines), lines
    await talking.talks_to(anna, talk)
    assert not ring.is_over
    assert (await waiting.waits("billing")).position == 1
    await ring.answer()
    await ringing.talks_to(ben, ring)
    await talking.hang_up()
    await anna.is_now(AgentState.WRAPPING)
    scene.ready(anna)


async def test_a_bad_change_is_refused_and_the_old_one_kept(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    talk = await reaches(caller, anna)
    scene.house.write(_with("[queue.sales]\n", "[queue.sales]\nwrap = 60\nring_s = -1\n"))
    with pytest.raises(RequestRefusedError, match=r"(?s)the old one stays.*queue.sales"):
        scene.ask(Reload(), list[str])
    await caller.talks_to(anna, talk)
    await caller.hang_up()
    await anna.is_now(AgentState.READY)
    second = await scene.caller("sales")
    await reaches(second, anna)


async def test_a_queue_taken_away_under_a_waiting_caller(scene: Scene):
    """He is not lost: he takes the fallback."""
    caller = await scene.waiting("idlest")
    flows = {name: text.replace("handoff: idlest", "handoff: sales") for name, text in PLAN.flows.items()}
    start = PLAN.queues.index("[queue.idlest]")
    end = PLAN.queues.index("[queue.", start + 1)
    scene.house.write(Plan(PLAN.queues[:start] + PLAN.queues[end:], PLAN.agents, flows))
    scene.ask(Reload(), list[str])
    await caller.ended(within_s=15)
    assert (await caller.row()).queue == "idlest"


async def test_an_agent_taken_away_finishes_his_talk(scene: Scene):
    dmitri = await scene.at_work("1004", sales=5)
    caller = await scene.caller("sales")
    talk = await reaches(caller, dmitri)
    scene.house.write(_with('[agent.1004]\nname = "Dmitri Novak"\n', "", agents=True))
    scene.ask(Reload(), list[str])
    await caller.talks_to(dmitri, talk)
    await caller.hang_up()
    assert (await caller.row()).agent == "1004"
