"""The manager connection is cut while people wait, ring and talk: nobody notices."""

import asyncio

from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from acd.core.records import AgentState, Outcome
from tests.pbx.scene import Scene, reaches, until


async def _cut(scene: Scene) -> None:
    """Asterisk ends the daemon's session; returns when there is a new one and the truth is known."""
    before = scene.ask(Status(), DaemonStatus).links[0].since
    session = next(line for line in scene.house.switch.command("manager show connected") if line.split()[:1] == ["acd"])
    with scene.house.switch.console() as console:
        console.command(f"manager kick session {session.split()[4]}")

    def is_back() -> bool:
        link = scene.ask(Status(), DaemonStatus).links[0]
        return link.state is LinkState.UP and link.since > before and not scene.view().lost_pbxes

    await until(is_back, lambda: f"the link is up again: {scene.ask(Status(), DaemonStatus).links}", within_s=10)


async def test_while_callers_wait(scene: Scene):
    callers = [await scene.waiting("sales") for _ in range(2)]
    entered = [(await caller.waits()).entered for caller in callers]
    await _cut(scene)
    assert [(await caller.waits()).position for caller in callers] == [1, 2]
    assert [(await caller.waits()).entered for caller in callers] == entered
    anna = await scene.at_work("1001", sales=5)
    await reaches(callers[0], anna)


async def test_while_a_phone_rings(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    await _cut(scene)
    if ring.is_over:
        ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)
    await caller.hang_up()
    row = await caller.row()
    assert (row.outcome, row.agent) == (Outcome.ANSWERED, "1001")


async def test_while_two_talk(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await reaches(caller, anna)
    await _cut(scene)
    await caller.talks_to(anna, ring)
    assert anna.seen().state is AgentState.TALKING
    await caller.hang_up()
    await ring.ended()
    row = await caller.row()
    assert (row.outcome, row.agent) == (Outcome.ANSWERED, "1001")
    await anna.is_now(AgentState.READY)


async def test_who_hangs_up_in_the_gap_is_noticed(scene: Scene):
    anna = await scene.at_work("1001", support=5)
    waiting, talking = await scene.waiting("sales"), await scene.caller("support")
    ring = await reaches(talking, anna)
    await asyncio.gather(_cut(scene), waiting.hang_up(), talking.hang_up(), ring.ended())
    assert (await waiting.row()).outcome is Outcome.ABANDONED
    assert (await talking.row()).outcome is Outcome.ANSWERED
    await anna.is_now(AgentState.READY)


async def test_who_calls_in_the_gap_is_found(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    cutting = asyncio.create_task(_cut(scene))
    caller = await scene.caller("sales")
    await cutting
    await reaches(caller, anna)
