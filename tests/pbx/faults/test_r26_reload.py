"""R26: while people talk, ring and wait the configuration is read again: a bad one changes nothing and says where it is
bad; an agent taken away finishes his talk; the callers of a queue under a new name are not lost."""

import re

import pytest

from acd.control.client import RequestRefusedError
from acd.control.requests import Reload
from acd.core.records import Outcome
from acd.lab.house import Plan
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Scene, reaches

PLAN, DIALPLAN, GLOBALS = usual.PLAN, usual.DIALPLAN, usual.GLOBALS
WAIT = 5
BAD = {
    "a mistake in TOML": ("[queue.sales]\n", "[queue.sales\n"),
    "a rule that is none": ("[queue.sales]\n", "[queue.sales]\nwrapup = 60\n"),
    "a value that is none": ("[queue.sales]\n", "[queue.sales]\nring_s = -1\n"),
}


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_nobody_is_lost(scene: Scene, figure: Figure) -> None:
    house = scene.house
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002", support=5)
    talking, ringing = await scene.caller("sales"), await scene.caller("support")
    talk, ring = await reaches(talking, anna), await ben.rings()
    waiting = [await scene.waiting("billing") for _ in range(WAIT)]
    told = 0
    for old, new in BAD.values():
        house.write(Plan(PLAN.queues.replace(old, new), PLAN.agents, PLAN.flows))
        with pytest.raises(RequestRefusedError, match="the old one stays") as refused:
            scene.ask(Reload(), list[str])
        told += re.search(r"queues\.toml(:12:|: queue\.sales\.)", str(refused.value)) is not None
    figure("R26", f"bad files of {len(BAD)} refused by file and place", told, least=len(BAD))
    agents = PLAN.agents.replace('[agent.1001]\nname = "Anna Alvarez"\n', "")
    queues = PLAN.queues.replace("[queue.billing]", "[queue.invoices]")
    flows = {name: text.replace("handoff: billing", "handoff: invoices") for name, text in PLAN.flows.items()}
    house.write(Plan(queues, agents, flows))
    try:
        lines = scene.ask(Reload(), list[str])
        assert any("billing" in line for line in lines), lines
        assert any("1001" in line for line in lines), lines
        await talking.talks_to(anna, talk)
        await ring.answer()
        await ringing.talks_to(ben, ring)
        await talking.hang_up()
        lost = (await talking.row()).outcome is not Outcome.ANSWERED
        for caller in waiting:
            await caller.ended(within_s=20)  # at the fallback
        ends = [(await caller.row()).outcome for caller in waiting]
        figure("R26", "calls cut, or without an end in the books", lost + (len(ends) != WAIT), most=0)
        later = await scene.waiting("billing", "invoices")
        await later.hang_up()
    finally:
        house.write(PLAN)
        scene.ask(Reload(), list[str])
