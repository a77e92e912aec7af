"""R22, on PostgreSQL: the leader of two daemons dies, hangs, is cut off from the database, ends in order. The other
takes over in three seconds, everybody keeps his place, and the one before writes nothing and rings nobody any more."""

import asyncio
import re
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from acd.control.house import DaemonStatus
from acd.control.requests import Status
from acd.core.records import AgentState
from acd.lab.house import Plan
from acd.lab.postgres import cluster
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.faults.pair import Daemon, PairHouse, pair
from tests.pbx.scene import Caller, Scene, reaches, until

PLAN = Plan(
    queues="[defaults]\nwrap_s = 0\nring_s = 8\nwhisper = false\nsay_position = false\nsay_wait = false\n"
    "[queue.line]\nneeds = { line = 1 }\n",
    agents='[agent.1001]\nname = "Anna"\n[agent.1002]\nname = "Ben"\n',
    flows={
        "main": "start: wait\nnodes:\n  wait: {handoff: line}\n",
        "menu": "start: ask\nnodes:\n  ask: {menu: [tt-weasels], keys: {1: wait}, timeout_s: 20, retries: 3, "
        "silent: [], wrong: [], on_failure: wait}\n  wait: {handoff: line}\n",
    },
)
DIALPLAN = "[acd-in](+)\nexten => menu,1,Set(ACD_FLOW=menu)\n same => n,Goto(s,1)\n"
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "9", "ACD_TAKE_OVER_S": "6"}
Two = tuple[Daemon, Daemon]
TAKE_OVER_S = 3.0
STALE = ["leads no more", "for another may lead", "another daemon leads", "store: ", "the lead could not", "lost: "]


@pytest.fixture(scope="module")
def house(real_asterisk: None) -> Iterator[PairHouse]:
    with (
        cluster() as server,
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        pair(Path(folder), PLAN, server, dialplan=DIALPLAN, **GLOBALS) as house,
    ):
        yield house


@pytest.fixture
def two(house: PairHouse) -> Two:
    """Who leads and who stands by, at the start of the test: before its scene. Daemons end with the thread that started
    them, so this is no coroutine."""
    return house.bring_up()


async def taken_over(house: PairHouse, standby: Daemon, began: float) -> float:
    """Seconds from `began` until the other leads and knows what there is."""
    await until(standby.leads, lambda: f"{standby.name} leads: {standby.status()}; {house.last_words()}", within_s=15)
    house.follow(standby)
    return time.monotonic() - began


async def line(scene: Scene, count: int) -> list[Caller]:
    return [await scene.waiting("5551234", "line") for _ in range(count)]


async def keep_their_places(callers: list[Caller], entered: dict[str, float]) -> float:
    """The worst error of a wait, in seconds."""
    errors = []
    for place, caller in enumerate(callers, 1):
        found = await caller.waits("line")
        assert found.position == place
        errors.append(abs(found.entered - entered[caller.number]))
    return max(errors)


@pytest.mark.long
async def test_the_leader_is_killed(two: Two, scene: Scene, house: PairHouse, figure: Figure) -> None:
    leader, standby = two
    scene.forgiven += [*AWAY, *STALE]
    callers = await line(scene, 4)
    entered = {each.number: (await each.waits()).entered for each in callers}
    anna = await scene.at_work("1002", other=5)
    scene.flush()
    began = time.monotonic()
    leader.end()
    late = await scene.caller("5551234", answered=True)  # while nobody is there
    figure("R22", "leader killed: taken over", await taken_over(house, standby, began), unit="s", most=TAKE_OVER_S)
    figure("R22", "leader killed: wait error", await keep_their_places(callers, entered), unit="s", most=0.1)
    assert (await late.waits("line", within_s=8)).position == 5
    await anna.is_now(AgentState.READY)
    scene.can("1002", line=5)
    await reaches(callers[0], anna)


async def test_the_leader_hangs_and_wakes(two: Two, scene: Scene, house: PairHouse, figure: Figure) -> None:
    """What it wakes to would have it ring: a talk is over, and somebody waits whom the one before owned."""
    leader, standby = two
    scene.forgiven += [*AWAY, *STALE]
    anna = await scene.at_work("1001", line=5)
    talking = await scene.caller("5551234")
    ring = await reaches(talking, anna)
    second = await scene.waiting("5551234", "line")
    asked = await scene.caller("menu")
    await asked.is_told("tt-weasels")
    scene.flush()
    epoch, _ = house.row()
    began, stopped = time.monotonic(), len(scene.eye.seen)
    leader.signal(signal.SIGSTOP)
    figure("R22", "leader hangs: taken over", await taken_over(house, standby, began), unit="s", most=TAKE_OVER_S)
    assert house.row()[0] == epoch + 1
    await asked.is_told("tt-weasels", since=stopped)  # by the new one
    await asked.press("1")
    assert (await asked.waits("line")).position == 2
    await asked.hang_up()
    await second.waits("line")
    await anna.is_now(AgentState.TALKING)
    scene.can("1001", line=5)
    await talking.hang_up()
    await ring.ended()
    await reaches(second, anna)  # nothing the old leader knows of
    await second.hang_up()
    await until(lambda: not scene.legs(), "no leg is left")
    written, legs, seen = house.written_by(epoch), _legs(scene), len(house.last_log())
    leader.signal(signal.SIGCONT)
    assert leader.process is not None
    code = await asyncio.to_thread(leader.process.wait, 15)
    figure("R22", "leader wakes: batches it still writes", house.written_by(epoch) - written, most=0)
    figure("R22", "leader wakes: legs it still dials", _legs(scene) - legs, most=0)
    assert code == 75
    said = house.last_log()[seen:]
    assert re.search(r"not done, for another may lead: RingAgent", said), said
    assert anna.is_silent()


@pytest.mark.long
async def test_the_leader_is_cut_off(two: Two, scene: Scene, house: PairHouse, figure: Figure) -> None:
    leader, standby = two
    scene.forgiven += [*AWAY, *STALE]
    callers = await line(scene, 2)
    seen = len(house.last_log())
    began = time.monotonic()
    leader.cable.cut()
    figure("R22", "leader cut off: taken over", await taken_over(house, standby, began), unit="s", most=TAKE_OVER_S)
    said = house.last_log()[seen:]
    stopped, leads = _when(said, "leads no more: the store could not be reached"), _when(said, "this daemon leads \\(")
    figure("R22", "leader cut off: two lead", max(0.0, (stopped - leads)), unit="s", most=0)
    assert leader.process is not None
    assert await asyncio.to_thread(leader.process.wait, 20) == 75
    ben = await scene.at_work("1002", line=5)
    await reaches(callers[0], ben)


async def test_the_leader_ends_in_order(two: Two, scene: Scene, house: PairHouse, figure: Figure) -> None:
    leader, standby = two
    scene.forgiven += [*AWAY, *STALE]
    callers = await line(scene, 2)
    found = standby.status()
    assert found is not None
    assert found.duty.leader in house.row()[1]
    with (standby.config / "agents.toml").open("a") as agents:  # changed since it began to stand by
        agents.write('[agent.1003]\nname = "Chiara"\n')
    began = time.monotonic()
    leader.signal(signal.SIGTERM)
    figure("R22", "leader told to end: taken over", await taken_over(house, standby, began), unit="s", most=TAKE_OVER_S)
    assert leader.process is not None
    assert leader.process.wait(5) == 0
    assert [(await each.waits("line")).position for each in callers] == [1, 2]
    await until(lambda: len(scene.view().agents) == 3, "the configuration of the day is in force")
    anna = await scene.at_work("1001", line=5)
    await reaches(callers[0], anna)
    assert scene.ask(Status(), DaemonStatus).duty.epoch == house.row()[0]


def _legs(scene: Scene) -> int:
    """How many agents' legs there have been."""
    return sum(each["Event"] == "Newchannel" and each["Uniqueid"].startswith("acd-") for each in scene.eye.seen)


def _when(said: str, what: str) -> float:
    found = re.search(rf"(?m)^(\S+ \S+) .*{what}", said)
    assert found is not None, said
    return datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S,%f").timestamp()
