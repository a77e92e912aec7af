"""R22, on SQLite: a second daemon of the same configuration refuses in one line, and touches nothing."""

import subprocess
import sys
import time
from pathlib import Path

from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Scene, reaches

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}
MOST_S = 8.0


def _second(config: Path) -> tuple[int, list[str], float]:
    """Its exit code, what it said, and how long it took."""
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-m", "acd", "run", "--config", str(config)], capture_output=True, text=True, timeout=30
    )
    return run.returncode, [line for line in run.stderr.splitlines() if line], time.monotonic() - began


async def test_a_second_one_refuses(scene: Scene, figure: Figure) -> None:
    anna = await scene.at_work("1001", sales=5)
    waiting = await scene.waiting("billing")
    code, said, took = _second(scene.house.config)
    figure("R22", "lines a second daemon says", len(said), least=1, most=1)
    figure("R22", "its start to its refusal", took, unit="s", most=MOST_S)
    assert code != 0
    assert "another daemon is running" in said[0], said
    assert (await waiting.waits("billing")).position == 1
    await reaches(await scene.caller("sales"), anna)
