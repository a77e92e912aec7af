"""R8: what the PBX says comes late, in another order, twice or not at all, while calls come and go: nobody is lost, no
caller rings two phones at once, and in the end the books and the PBX say the same."""

import asyncio

import pytest

from acd.control.house import Compared, DaemonStatus
from acd.control.requests import Heal, Status
from acd.core.records import Outcome
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crooked import Bend, crooked
from tests.pbx.faults.crowd import AWAY, crowd
from tests.pbx.faults.desks import laid_out, manned, plan
from tests.pbx.faults.rings import doubles
from tests.pbx.oracle import left_over
from tests.pbx.scene import Scene, until

AGENTS = 10
PLAN, layout = plan(AGENTS, "whisper = false\n"), laid_out(AGENTS)
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "20"}
CALLERS = 50
SWEEP_S = 3.0
BENDS = {
    "late by 5 s": Bend(late_s=(5.0, 5.0)),
    "in another order": Bend(late_s=(0.0, 1.5)),
    "1 % lost, 5 % doubled": Bend(lost=0.01, doubled=0.05),
    "10 % lost, late too": Bend(lost=0.1, doubled=0.05, late_s=(0.0, 0.5)),
    "byte by byte": Bend(bytewise=True),
}


@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize("how", BENDS)
async def test_events_that_are_not_to_be_relied_on(scene: Scene, figure: Figure, how: str) -> None:
    scene.forgiven += [*AWAY, "deadline", "not sent"]
    since = len(scene.eye.seen)
    with crooked(scene.house, BENDS[how], sweep_s=SWEEP_S) as wire:
        with manned(scene), crowd(scene, CALLERS, "line", rate=3) as callers:
            await until(lambda: not callers.is_running, "all callers are served", within_s=150)
            counts = callers.counts()
        wire.straighten()
        await until(lambda: not left_over(scene), lambda: f"the sweep ends all: {left_over(scene)}", within_s=30)
        await asyncio.sleep(2 * SWEEP_S)  # what came with the end of the phones is swept too
        different = scene.ask(Heal(dry_run=True), Compared).differences
        healed = sum(scene.ask(Status(), DaemonStatus).healed.values())
        scene.flush()
    with scene.reader() as reader:
        rows = reader.history(limit=CALLERS)
    answered = sum(row.outcome is Outcome.ANSWERED for row in rows)
    figure("R8", f"{how}: callers lost", CALLERS - counts.succeeded, most=0)
    figure("R8", f"{how}: double rings", doubles(scene.eye.seen[since:]), most=0)
    figure("R8", f"{how}: differences after the sweep", len(different), most=0)
    figure("R8", f"{how}: rows that do not say answered", CALLERS - answered)
    figure("R8", f"{how}: differences healed", healed)
