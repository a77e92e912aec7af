"""R7: the manager connection is cut every two seconds while calls come and go."""

import asyncio
import itertools
import time

import pytest

from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from acd.core.records import Outcome
from tests.pbx.faults.conftest import IS_WHOLE, Figure
from tests.pbx.faults.crowd import AWAY, crowd
from tests.pbx.faults.desks import laid_out, manned, plan
from tests.pbx.scene import Scene, until

AGENTS = 15
PLAN, layout = plan(AGENTS), laid_out(AGENTS)
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "9"}
CALLERS, WITHIN_S = (1800, 900) if IS_WHOLE else (120, 300)
EVERY_S = 2.0


async def _cut(scene: Scene) -> float:
    """Asterisk ends the daemon's session; how long until there is a new one and the truth is known."""
    before = scene.ask(Status(), DaemonStatus).links[0].since
    with scene.house.switch.console() as console:
        lines = console.command("manager show connected")
        session = next(line for line in lines if line.split()[:1] == ["acd"])
        console.command(f"manager kick session {session.split()[4]}")
    cut = time.monotonic()

    def is_back() -> bool:
        link = scene.ask(Status(), DaemonStatus).links[0]
        return link.state is LinkState.UP and link.since > before and not scene.view().lost_pbxes

    await until(is_back, "the link is up again", within_s=10)
    return time.monotonic() - cut


@pytest.mark.long
@pytest.mark.timeout(WITHIN_S)
async def test_calls_go_on_while_the_link_is_cut(scene: Scene, figure: Figure) -> None:
    scene.forgiven += AWAY
    gaps = []
    with manned(scene), crowd(scene, CALLERS, "line", rate=3) as callers:
        while callers.is_running:
            gaps.append(await _cut(scene))
            await asyncio.sleep(EVERY_S)
        counts = callers.counts()
    scene.flush()
    with scene.reader() as reader:
        rows = reader.history(limit=2 * CALLERS)
        stories = [reader.story(row.contact) for row in rows]
    doubles = sum(
        early.ended > late.made
        for story in stories
        if story is not None
        for early, late in itertools.pairwise(sorted(story.offers, key=lambda offer: offer.made))
    )
    figure("R7", f"callers lost in {len(gaps)} cuts", CALLERS - counts.succeeded, most=0)
    figure("R7", "callers not answered", CALLERS - sum(row.outcome is Outcome.ANSWERED for row in rows), most=0)
    figure("R7", "double rings", doubles, most=0)
    figure("R7", "cut to known again, mean", sum(gaps) / len(gaps), unit="s", most=0.2)
