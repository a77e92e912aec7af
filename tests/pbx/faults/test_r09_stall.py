"""R9: the daemon's loop is blocked while calls come, wait, are given up and are answered: nobody is lost, no caller
rings two phones, and no phone is rung for somebody who is gone."""

import os
import time

import pytest

from acd.fault_points import VARIABLE
from acd.supervise.life import Patience
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY, crowd
from tests.pbx.faults.desks import laid_out, manned, plan
from tests.pbx.faults.rings import doubles, for_nobody
from tests.pbx.oracle import left_over
from tests.pbx.scene import Scene, until
from tests.pbx.test_supervised import pid, supervised

AGENTS = 6
PLAN, layout = plan(AGENTS, "whisper = false\n"), laid_out(AGENTS)
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "30"}
CALLERS, LEAVERS = 24, 20
POINT = "before OfferConnected 8"  # some talk, and twice as many wait
GIVEN_UP_S = Patience().watchdog_s + Patience().abort_s


async def _calls(scene: Scene) -> int:
    """Some stay until they are served, and some give up after four seconds; how many of the first were lost."""
    with (
        manned(scene),
        crowd(scene, LEAVERS, "line", rate=4, stay_s=4.0) as leave,
        crowd(scene, CALLERS, "line", rate=4) as stay,
    ):
        await until(lambda: not (stay.is_running or leave.is_running), "all calls are over", within_s=90)
        return CALLERS - stay.counts().succeeded


def _note(scene: Scene, figure: Figure, how: str, lost: int, since: int) -> None:
    figure("R9", f"{how}: callers lost", lost, most=0)
    figure("R9", f"{how}: double rings", doubles(scene.eye.seen[since:]), most=0)
    figure("R9", f"{how}: phones rung for who is gone", for_nobody(scene.eye.seen[since:]), most=0)


@pytest.mark.long
@pytest.mark.timeout(150)
@pytest.mark.parametrize("seconds", [1, 5, 15])
async def test_a_loop_that_stands_still(
    scene: Scene, figure: Figure, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    scene.forgiven += [*AWAY, "the watchdog is not fed"]
    monkeypatch.setenv(VARIABLE, f"{POINT} for {seconds}")
    scene.house.stop_daemon()
    scene.house.start_daemon()
    since = len(scene.eye.seen)
    lost = await _calls(scene)
    _note(scene, figure, f"blocked {seconds} s", lost, since)
    await until(lambda: not left_over(scene), lambda: f"all is over: {left_over(scene)}", within_s=15)
    monkeypatch.delenv(VARIABLE)
    scene.house.stop_daemon()
    scene.house.start_daemon()


@pytest.mark.long
@pytest.mark.timeout(200)
async def test_a_loop_that_stands_still_under_its_supervisor(
    scene: Scene, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty seconds are more than it is given: another daemon takes over meanwhile."""
    scene.forgiven += [*AWAY, "SIGKILL", "SIGABRT", "watchdog", "reset by peer", "Broken pipe"]
    monkeypatch.setenv(VARIABLE, "before OfferConnected 24 for 30")  # the next one, too, but that has fewer calls left
    with supervised(scene.house):
        first = await until(lambda: pid(scene.house), "the daemon is up", within_s=20)
        monkeypatch.delenv(VARIABLE)
        since, began = len(scene.eye.seen), time.monotonic()
        lost = await _calls(scene)
        second = await until(lambda: pid(scene.house), "a daemon is up", within_s=20)
        assert second != first
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
        _note(scene, figure, "blocked 30 s, supervised", lost, since)
        figure("R9", "blocked 30 s, supervised: all served after", time.monotonic() - began, unit="s")
