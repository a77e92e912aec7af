"""R2: the daemon is killed at an instant of a call, named or drawn by lot, started again, and the caller gets his agent
all the same."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from acd.core.records import AgentState, Outcome
from acd.fault_points import VARIABLE
from acd.lab.trouble import LabError
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Agent, Caller, Scene, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}
FEW = ("after ContactArrived", "before RingAgent", "after RingAgent", "before OfferConnected", "before CallerLeft")
MORE = (
    "before ContactArrived",
    "before OfferRang",
    "after OfferRang",
    "before OfferAnswered",
    "after OfferAnswered",
    "after OfferConnected",
    "before Record",
    "before Record 3",
    "before Record 5",
    "after Record 7",
    "after CallerLeft",
)
DRAWN = 100
SEED = 20261122


@asynccontextmanager
async def _willing(agent: Agent) -> AsyncIterator[None]:
    """The agent picks up whatever rings."""

    async def pick_up() -> None:
        while True:
            with suppress(AssertionError, TimeoutError):
                await (await agent.phone.ringing(within_s=60)).answer()

    task = asyncio.create_task(pick_up())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Striker:
    """One call after the other between a caller and Anna, the daemon dying once in each."""

    def __init__(self, scene: Scene, anna: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene, self.house, self.anna, self._patch = scene, scene.house, anna, monkeypatch
        self.calls = self.died = self.lost = 0

    async def at(self, point: str) -> None:
        """The daemon dies by itself at a named point, some of which come while it starts."""
        self.calls += 1
        self.house.stop_daemon()
        self._patch.setenv(VARIABLE, point)
        with suppress(LabError):
            self.house.start_daemon()
        self._patch.delenv(VARIABLE)
        self._revive()
        await self._at_work()
        async with _willing(self.anna):
            caller = await self.scene.caller("sales")
            with suppress(AssertionError):
                await until(lambda: not self.house.is_running or self._talks(caller), "he talks", within_s=6)
            self._revive()
            await self._ends(caller)

    async def after(self, seconds: float) -> None:
        """The daemon is killed so long after the caller dialled."""
        self.calls += 1
        await self._at_work()
        async with _willing(self.anna):
            dialling = asyncio.create_task(self.scene.caller("sales"))
            await asyncio.sleep(seconds)
            self.house.kill_daemon()
            self._revive()
            await self._ends(await dialling)

    def _revive(self) -> None:
        if not self.house.is_running:
            self.died += 1
            self.house.kill_daemon()
            self.house.start_daemon()

    async def _at_work(self) -> None:
        if self.anna.seen().state is AgentState.SIGNED_OUT:
            await self.scene.signs_in(self.anna)
        self.scene.flush()  # what a killed daemon had not written yet, nobody knows

    def _talks(self, caller: Caller) -> bool:
        with suppress(Exception):  # it may die while it is asked
            seen = caller.seen()
            return seen is not None and seen.state == "connected"
        return False

    async def _ends(self, caller: Caller) -> None:
        await until(lambda: self._talks(caller), lambda: f"he talks: {caller.seen()}, {self.anna.seen()}", within_s=15)
        self.scene.flush()
        await caller.hang_up()
        with suppress(AssertionError):
            await until(lambda: not self.house.is_running, "it dies at the end", within_s=0.5)
        self._revive()
        # who hung up while nobody looked is known to be gone, not how
        self.lost += (await caller.row()).outcome not in (Outcome.ANSWERED, Outcome.PBX_LOST)
        await until(
            lambda: self.anna.seen().state is AgentState.READY, lambda: f"she is ready again: {self.anna.seen()}"
        )


def _note(striker: Striker, figure: Figure, what: str) -> None:
    figure("R2", f"killed at {what}", striker.died, least=striker.calls)
    figure("R2", f"callers lost at {what}", striker.lost, most=0)


@pytest.fixture
async def striker(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Striker:
    scene.forgiven += AWAY
    anna = await scene.phone("1001")
    scene.can("1001", sales=5)
    return Striker(scene, anna, monkeypatch)


async def _at_all(striker: Striker, points: Sequence[str]) -> None:
    for point in points:
        await striker.at(point)
        assert striker.died == striker.calls, f"{point} was never reached"


async def test_at_a_few_named_instants(striker: Striker, figure: Figure) -> None:
    await _at_all(striker, FEW)
    _note(striker, figure, "some named instants")


@pytest.mark.long
async def test_at_more_named_instants(striker: Striker, figure: Figure) -> None:
    await _at_all(striker, MORE)
    _note(striker, figure, "more named instants")


@pytest.mark.long
@pytest.mark.timeout(1200)
async def test_at_instants_drawn_by_lot(striker: Striker, figure: Figure) -> None:
    draw = random.Random(SEED)
    for _ in range(DRAWN):
        await striker.after(draw.uniform(0.0, 1.5))
    _note(striker, figure, "instants drawn by lot")
