"""R4: Asterisk is killed with fifty callers on hold and started again."""

import time

import pytest

from acd.control.requests import History
from acd.core.records import AgentState, ContactEnded, Outcome
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY, all_wait, crowd
from tests.pbx.scene import Scene, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "4"}
CALLERS = 50


@pytest.mark.long
async def test_a_killed_pbx_leaves_a_list_of_whom_to_call_back(scene: Scene, figure: Figure) -> None:
    scene.forgiven += AWAY
    switch = scene.house.switch
    with crowd(scene, CALLERS, "billing", rate=50) as callers:
        numbers = {each.number for each in await all_wait(scene, CALLERS)}
        switch.kill()
        callers.stop(0)
    switch.start()
    started = time.monotonic()
    await until(lambda: not scene.view().lost_pbxes, "its truth is known again", within_s=20)
    figure("R4", "Asterisk ready to known again", time.monotonic() - started, unit="s", most=2)
    await until(lambda: not scene.view().contacts, "nobody is believed to wait")
    lost = scene.ask(History(limit=200, outcome=Outcome.PBX_LOST), tuple[ContactEnded, ...])
    figure(
        "R4",
        "callers ended as pbx_lost, each with his number",
        len(numbers & {row.number for row in lost}),
        least=CALLERS,
    )
    busy = [agent for agent in scene.view().agents if agent.state is not AgentState.SIGNED_OUT]
    figure("R4", "agents not idle", len(busy), most=0)
