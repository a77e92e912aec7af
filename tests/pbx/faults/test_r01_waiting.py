"""R1: fifty callers wait when the daemon is killed; it is started again."""

import time
from itertools import pairwise

from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY, all_wait, crowd, gone
from tests.pbx.scene import Scene

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "9"}
CALLERS = 50


async def test_a_killed_daemon_owns_fifty_callers_again(scene: Scene, figure: Figure) -> None:
    scene.forgiven += AWAY
    with crowd(scene, CALLERS, "billing", rate=25, stay_s=12) as callers:
        before = await all_wait(scene, CALLERS)
        scene.house.kill_daemon()
        started = time.monotonic()
        scene.house.start_daemon()
        after = await all_wait(scene, CALLERS)
        figure("R1", "start to all owned again", time.monotonic() - started, unit="s", most=2)
        entered = {each.number: each.entered for each in before}
        figure(
            "R1",
            "longest error of a wait",
            max(abs(each.entered - entered[each.number]) for each in after),
            unit="s",
            most=1,
        )
        # channels know the millisecond: who came in the same one may change places
        moved = sum(entered[early.number] > entered[late.number] for early, late in pairwise(after))
        figure("R1", "callers in another place", moved, most=0)
        figure("R1", "callers lost", await gone(callers, 30), most=0)
