"""R3: the daemon stays away: music for everybody, then the fallback for everybody."""

import asyncio
import time

import pytest

from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Scene, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "4"}
CALLERS = 8
BOUND_S = 20.0


@pytest.mark.long
async def test_music_then_the_fallback(scene: Scene, figure: Figure) -> None:
    scene.forgiven += AWAY
    callers = [await scene.waiting("billing") for _ in range(CALLERS)]
    scene.house.kill_daemon()
    try:
        died = time.monotonic()
        while time.monotonic() - died < BOUND_S - 6:
            await asyncio.gather(*(caller.hears_sound(frames=25, within_s=2) for caller in callers))
        figure(
            "R3",
            "with music before the bound",
            100 * sum(not each.call.is_over for each in callers) / CALLERS,
            unit="%",
            least=100,
        )

        def fallen() -> int:
            channels = {caller.channel for caller in callers}
            return sum(e.get("UserEvent") == "AcdFallback" and e.get("Channel") in channels for e in scene.eye.seen)

        await until(lambda: fallen() == CALLERS, lambda: f"{fallen()} took the fallback", within_s=BOUND_S)
        figure("R3", "at the fallback past the bound", 100 * fallen() / CALLERS, unit="%", least=100)
    finally:
        scene.house.start_daemon()
