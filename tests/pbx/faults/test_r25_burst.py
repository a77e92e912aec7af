"""R25: five hundred INVITEs within a second, fifty agents: everybody is accounted for."""

from pathlib import Path

import pytest

from acd.lab.layout import Layout, lay_out
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import crowd, gone
from tests.pbx.scene import Scene

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "4"}
CALLERS = 500


def layout(folder: Path) -> Layout:
    """With ports for all of them, though others on this machine take some."""
    return lay_out(folder, rtp_ports=4 * CALLERS)


@pytest.mark.long
async def test_a_burst_is_accounted_for(scene: Scene, figure: Figure) -> None:
    scene.forgiven += ["Taskprocessor"]  # a queue of Asterisk's own, for a moment
    with crowd(scene, CALLERS, "billing", rate=CALLERS, stay_s=15) as callers:
        figure("R25", "calls that did not go as they should", await gone(callers, 60), most=0)
    scene.flush()
    with scene.reader() as reader:
        rows = reader.history(limit=2 * CALLERS)
    figure(
        "R25", "callers with one terminal row", len([row for row in rows if row.number.startswith("49")]), least=CALLERS
    )
