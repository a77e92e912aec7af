"""R6: Asterisk hangs (SIGSTOP) and goes on: noticed in time, and nothing is rung late."""

import os
import signal
import time

import pytest

from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "9"}
HANGS_S = 10.0


@pytest.mark.long
async def test_a_pbx_that_hangs_is_noticed(scene: Scene, figure: Figure) -> None:
    scene.forgiven += [*AWAY, "deadline", "did not answer"]
    caller = await scene.waiting("sales")
    anna = await scene.phone("1001")
    scene.can("1001", sales=5)
    switch = scene.house.switch
    hung = time.monotonic()
    os.kill(switch.pid, signal.SIGSTOP)
    try:
        await until(
            lambda: scene.ask(Status(), DaemonStatus).links[0].state is not LinkState.UP, "it is noticed", within_s=15
        )
        figure("R6", "hung to noticed", time.monotonic() - hung, unit="s", most=6)
        await scene.signs_in(anna)
        await until(lambda: time.monotonic() - hung > HANGS_S, "it hangs long enough", within_s=HANGS_S + 1)
        rung = 0 if anna.is_silent() else 1
    finally:
        os.kill(switch.pid, signal.SIGCONT)
    figure("R6", "phones rung while it hung", rung, most=0)
    await until(lambda: not scene.view().lost_pbxes, "its truth is known again", within_s=20)
    await reaches(caller, anna)
    await caller.hang_up()
    story = await caller.story()
    figure("R6", "rings for one caller", len(story.offers), most=1)
