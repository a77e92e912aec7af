"""Two looks must agree; what they agree on is counted, said without a number, and healed."""

import asyncio

import pytest

from acd.core.differences import Kind
from acd.core.events import ContactArrived, Event, PbxLost, PbxSnapshot, RosterChanged, Swept
from acd.core.floor import Floor
from acd.core.roster import QueueRules, Roster
from acd.pbx.sight import Sight
from acd.sweep import Sweeper

START = 1_000_000.0
NUMBER = "48600123456"


def caller(which: int) -> ContactArrived:
    return ContactArrived(f"main-{which}", "main", f"PJSIP/trunk-{which}", "q", START, number=NUMBER)


class Pbx:
    """Shows these callers on hold, or nothing where it cannot be looked at."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.holding: list[ContactArrived] = []
        self.is_known = True
        self.looks = self.resyncs = 0
        self.between: ContactArrived | None = None  # comes between two looks

    def _snapshot(self) -> PbxSnapshot:
        return PbxSnapshot("main", tuple(self.holding), (), ())

    async def look(self) -> Sight | None:
        self.looks += 1
        seen = Sight(self._snapshot(), frozenset(each.contact for each in self.holding))
        if self.between is not None and self.looks == 2:
            self._floor.handle(self.between, START)
            self.between = None
        return seen if self.is_known else None

    async def look_afresh(self) -> None:
        self.resyncs += 1
        self._floor.handle(PbxLost("main"), START)
        self._floor.handle(self._snapshot(), START)


class Hall:
    def __init__(self) -> None:
        self.at = START
        self.floor = Floor(Roster({}, {}))
        self.floor.handle(RosterChanged(Roster({"q": QueueRules("q", max_wait_s=60.0)}, {})), START)
        self.pbx = Pbx(self.floor)
        self.put: list[Event] = []
        self.sweeper = Sweeper(self.floor, {"main": self.pbx}, self.take, lambda: self.at)
        self.sweeper.confirm_s = 0.0

    def take(self, event: Event) -> None:
        self.put.append(event)
        self.floor.handle(event, self.at)


@pytest.fixture
async def hall() -> Hall:
    return Hall()


async def test_a_house_that_is_well_is_looked_at_once(hall: Hall) -> None:
    assert await hall.sweeper.heal() == []
    assert (hall.pbx.looks, hall.pbx.resyncs, hall.put) == (1, 0, [])


async def test_what_two_looks_show_is_healed_counted_and_said(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    hall.pbx.holding = [caller(1), caller(2)]
    [first, second] = await hall.sweeper.heal()
    assert (first.kind, first.who, second.who) == (Kind.CALLER_UNKNOWN, "main-1", "main-2")
    assert (hall.pbx.looks, hall.pbx.resyncs) == (2, 1)
    assert hall.sweeper.healed == {"caller not owned": 2}
    assert "main: the books differed and are healed: caller not owned 2 (main-1: " in caplog.text
    assert NUMBER not in caplog.text
    assert await hall.sweeper.heal() == []


async def test_what_only_one_look_shows_was_on_its_way(hall: Hall) -> None:
    hall.pbx.holding, hall.pbx.between = [caller(1)], caller(1)
    assert await hall.sweeper.heal() == []
    assert (hall.pbx.looks, hall.pbx.resyncs) == (2, 0)


async def test_a_dry_run_heals_nothing(hall: Hall) -> None:
    hall.pbx.holding = [caller(1)]
    assert len(await hall.sweeper.differences()) == 1
    assert (hall.pbx.resyncs, hall.sweeper.healed) == (0, {})
    assert len(await hall.sweeper.differences()) == 1


async def test_a_pbx_that_cannot_be_looked_at_has_no_difference(hall: Hall) -> None:
    hall.pbx.holding, hall.pbx.is_known = [caller(1)], False
    assert await hall.sweeper.heal() == []


async def test_a_deadline_nobody_kept_ends(hall: Hall) -> None:
    hall.floor.handle(caller(1), START)
    hall.pbx.holding, hall.at = [caller(1)], START + 70
    [found] = await hall.sweeper.heal()
    assert str(found) == "main-1: waits past its queue's limit"
    assert hall.put == [Swept()]
    assert hall.pbx.resyncs == 0
    assert not hall.floor.view(hall.at).contacts


async def test_sweeps_go_on_after_one_that_failed(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> Sight | None:
        del hall.pbx.look  # type: ignore[method-assign]
        raise RuntimeError("not today")

    hall.pbx.look = fail  # type: ignore[method-assign]
    hall.pbx.holding = [caller(1)]
    async with asyncio.timeout(5):
        sweeping = asyncio.create_task(hall.sweeper.sweep_on(0.001))
        while not hall.sweeper.healed:  # noqa: ASYNC110 - it has no event of its own
            await asyncio.sleep(0.001)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    assert "a sweep failed" in caplog.text


async def test_two_who_heal_at_once_heal_once(hall: Hall) -> None:
    hall.pbx.holding = [caller(1)]
    healed = await asyncio.gather(hall.sweeper.heal(), hall.sweeper.heal())
    assert sorted(map(len, healed)) == [0, 1]
    assert hall.pbx.resyncs == 1
