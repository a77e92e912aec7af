"""R21: the daemon's time of day is stepped, as somebody sets its machine's clock, while people wait, ring, talk and
wrap up; and it is started by a clock that is wrong from the first. Waits, order, timers and rows are right all the
same.

Only the daemon's clock is faked; to it that is the same as a PBX whose clock was stepped.
"""

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from acd.control.requests import Reload
from acd.core.records import AgentState, Outcome
from acd.lab.faketime import SteppedClock
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Caller, Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}
HOUR_S, DAY_S = 3600.0, 86_400.0
STEPS = {"an hour on": HOUR_S, "an hour back": -HOUR_S, "a day on": DAY_S, "a day back": -DAY_S, "a second back": -1.0}
WRAP_S = 60.0  # of the queue tidying
MOST_S = 1.0


@pytest.fixture
def clock(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[SteppedClock]:
    """The daemon's, right at first."""
    house = scene.house
    scene.forgiven += usual.AWAY
    clock = SteppedClock(house.folder / "clock")
    house.stop_daemon()
    with monkeypatch.context() as patch:
        for name, value in clock.environment.items():
            patch.setenv(name, value)
        house.start_daemon()
    yield clock
    house.stop_daemon()
    house.start_daemon()


class Watch:
    """When who came to wait, by a clock nobody steps."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._since: dict[Caller, float] = {}

    async def waiting(self, queue: str) -> Caller:
        caller = await self._scene.waiting(queue)
        self._since[caller] = time.monotonic()
        return caller

    def error_s(self) -> float:
        """The longest by which the daemon has a wait wrong."""
        view = self._scene.view()
        waits = {each.number: view.at - each.entered for each in view.contacts if each.state == "waiting"}
        return max(
            abs(time.monotonic() - since - waits.get(caller.number, -DAY_S)) for caller, since in self._since.items()
        )

    def moved(self) -> int:
        """Callers who are not at their place in line."""
        places = {each.number: each.position for each in self._scene.view().contacts}
        return sum(places.get(caller.number) != place for place, caller in enumerate(self._since, 1))


def _time_of_day(scene: Scene) -> float:
    """By the daemon's clock, as its log has it."""
    scene.ask(Reload(), list[str])
    last = scene.house.log.read_text(encoding="utf-8").splitlines()[-1]
    return datetime.strptime(last[:19], "%Y-%m-%d %H:%M:%S").timestamp()


async def _answered_in_s(caller: Caller) -> tuple[float, float]:
    """His wait and his talk, as his row has them."""
    row = await caller.row()
    assert row.outcome is Outcome.ANSWERED
    assert row.connected is not None
    return row.connected - row.entered, row.ended - row.connected


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_a_step_changes_nothing(scene: Scene, clock: SteppedClock, figure: Figure) -> None:
    anna, ben = await scene.at_work("1001", tidying=5), await scene.at_work("1002", support=5)
    chiara = await scene.at_work("1003", sales=5)
    wrapped = await scene.caller("tidying")
    await reaches(wrapped, anna)
    await wrapped.hang_up()
    ends = (await anna.is_now(AgentState.WRAPPING)).until
    watch = Watch(scene)
    for _ in range(2):
        await watch.waiting("billing")
    off = 0.0
    for what, step in STEPS.items():
        began = time.monotonic()
        talking, ringing = await scene.caller("support"), await scene.caller("sales")
        talk, ring = await reaches(talking, ben), await chiara.rings()
        off += step
        clock.step(off)
        assert abs(_time_of_day(scene) - time.time() - off) < 30, "its clock was not stepped"
        await watch.waiting("billing")
        await until(lambda: time.monotonic() - began > 2.5, "two rounds on hold are over")  # noqa: B023
        await talking.talks_to(ben, talk)
        assert not ring.is_over, "the ring was given up"
        await ring.answer()
        await ringing.talks_to(chiara, ring)
        figure("R21", f"{what}: error of a wait", watch.error_s(), unit="s", most=MOST_S)
        figure("R21", f"{what}: callers in another place", watch.moved(), most=0)
        seen = anna.seen()
        figure(
            "R21", f"{what}: wrap-up that ended or moved", int((seen.state, seen.until) != ("wrapping", ends)), most=0
        )
        wrong = 0
        for caller, agent in ((talking, ben), (ringing, chiara)):
            await caller.hang_up()
            waited, talked = await _answered_in_s(caller)
            wrong += not 0 <= waited + talked <= time.monotonic() - began
            await agent.is_now(AgentState.READY)
        figure("R21", f"{what}: rows with a wrong time", wrong, most=0)
    scene.ready(anna)


@pytest.mark.long
@pytest.mark.timeout(180)
@pytest.mark.parametrize("what", ["an hour on", "a day back"])
async def test_a_daemon_with_a_wrong_clock(scene: Scene, clock: SteppedClock, figure: Figure, what: str) -> None:
    """Some wait when it starts by another clock than theirs, others come after."""
    house = scene.house
    watch = Watch(scene)
    for _ in range(3):
        await watch.waiting("billing")
    clock.step(STEPS[what])
    scene.flush()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in clock.environment.items():
            patch.setenv(name, value)
        house.kill_daemon()
        house.start_daemon()
    await until(lambda: len(scene.view().contacts) == 3, "all are owned again")
    assert abs(scene.view().at - time.time() - STEPS[what]) < 30
    await watch.waiting("billing")
    figure("R21", f"started with a clock {what}: error of a wait", watch.error_s(), unit="s", most=MOST_S)
    figure("R21", f"started with a clock {what}: callers in another place", watch.moved(), most=0)
