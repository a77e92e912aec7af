"""R19 under calls, on SQLite: the store is locked, full, deleted while calls are assigned."""

import pytest

from acd.control.house import DaemonStatus
from acd.control.requests import Status
from acd.core.records import Outcome
from tests.pbx.faults import store_troubles
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.faults.desks import laid_out, manned, plan
from tests.pbx.faults.store_troubles import CALLERS, Trouble, is_healed, is_troubled, p99, traffic
from tests.pbx.scene import Scene

AGENTS = 15
PLAN, layout = plan(AGENTS, "whisper = false\n"), laid_out(AGENTS)
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "4", "ACD_MIN_TALK_S": "0"}
MOST_S = 0.1
FORGIVEN = [*AWAY, "store: "]
TROUBLES: dict[str, Trouble] = {"locked": store_troubles.locked, "full": store_troubles.full}


async def under_trouble(scene: Scene, figure: Figure, troubles: dict[str, Trouble]) -> None:
    scene.forgiven += FORGIVEN
    with manned(scene, talk_s=0.5):
        undisturbed, lost = await traffic(scene)
        figure("R19", "assignment p99, store well", p99(undisturbed), unit="s")
        for number, (what, trouble) in enumerate(troubles.items(), 2):
            async with trouble(scene):
                found, gone = await traffic(scene)
                alarm = "" if what == "cut" else await is_troubled(scene)  # which heals between two cuts
            figure("R19", f"assignment p99, store {what}", p99(found), unit="s", most=max(MOST_S, 2 * p99(undisturbed)))
            figure("R19", f"calls lost, store {what} ({alarm[:40]})", lost + gone, most=0)
            await is_healed(scene)
            with scene.reader() as reader:
                rows = reader.history(limit=number * CALLERS + 1)
            answered = [row for row in rows if row.outcome is Outcome.ANSWERED]
            figure("R19", f"rows missing after store {what}", number * CALLERS - len(answered), most=0)
        figure("R19", "rows given up", scene.ask(Status(), DaemonStatus).store.lost, most=0)


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_calls_are_assigned_as_before(scene: Scene, figure: Figure) -> None:
    await under_trouble(scene, figure, TROUBLES)


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_a_deleted_store_is_made_again(scene: Scene, figure: Figure) -> None:
    """What stood in it is lost; of those who come after it everything is written."""
    scene.forgiven += FORGIVEN
    with manned(scene, talk_s=0.5):
        async with store_troubles.deleted(scene):
            found, lost = await traffic(scene)
    figure("R19", "assignment p99, store deleted", p99(found), unit="s", most=MOST_S)
    figure("R19", "calls lost, store deleted", lost, most=0)
    await is_healed(scene)
    with scene.reader() as reader:
        rows = reader.history(limit=2 * CALLERS)
    figure("R19", "rows missing of those who came after", CALLERS - len(rows), most=0)
