"""R24, on a real Asterisk: after many calls memory, descriptors and threads are where they were. The long ones are
`bench/load.py --only soak` and `bench/floor.py --only soak`."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from bench.duel.both import ENGINE
from bench.strain import soak
from bench.strain.rig import rig
from bench.strain.samples import look
from tests.pbx.faults.conftest import Figure

WARM_UP, CALLS, AGENTS = 400, 1000, 60


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_a_thousand_calls_leave_nothing_behind(real_asterisk: None, figure: Figure) -> None:
    await asyncio.to_thread(_run, figure)


def _run(figure: Figure) -> None:
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder, rig(Path(folder), AGENTS) as made:
        with made.side(ENGINE):
            made.run(ENGINE, soak.traffic(WARM_UP, 1), within_s=WARM_UP / soak.RATE + 60)
            before = look(made.house.pid)
            turn = made.run(ENGINE, soak.traffic(CALLS, 2), within_s=CALLS / soak.RATE + 60)
            after = look(made.house.pid)
        figure("R24", f"callers connected of {CALLS}", turn.seen.connected, least=CALLS)
        figure("R24", "descriptors more than before", after.descriptors - before.descriptors, most=0)
        figure("R24", "threads more than before", after.threads - before.threads, most=0)
        found = made.outcomes()
        figure("R24", "callers without a terminal row", found["open"], most=0)
        figure("R24", "answered rows", found.get("answered", 0), least=WARM_UP + CALLS)
