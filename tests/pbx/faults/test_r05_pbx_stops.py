"""R5: Asterisk is restarted at once, and stopped gracefully, by its own console: nobody is rung on a PBX that goes, who
waited is written down with his number, and the house is at work again after it."""

import time
from contextlib import suppress

import pytest

from acd.control.requests import History
from acd.core.records import AgentState, ContactEnded, Outcome
from acd.lab.console import ConsoleError
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY, all_wait, crowd
from tests.pbx.scene import Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "9"}
CALLERS = 20
FORGIVEN = [*AWAY, "shutting down", "shutdown", "Failed to grab", "Refusing", "Unable to", "did not answer", "Shutting"]


async def _is_known(scene: Scene) -> None:
    await until(lambda: not scene.view().lost_pbxes, "its truth is known again", within_s=20)


def _say(scene: Scene, command: str) -> None:
    """At Asterisk's console; it may be gone before it answers."""
    with suppress(ConsoleError):
        scene.house.switch.command(command)


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_restarted_at_once(scene: Scene, figure: Figure) -> None:
    scene.forgiven += FORGIVEN
    switch = scene.house.switch
    anna = await scene.at_work("1001", sales=5)
    with crowd(scene, CALLERS, "billing", rate=25) as callers:
        waiting = await all_wait(scene, CALLERS)
        _say(scene, "core restart now")
        callers.stop(0)
    await until(lambda: bool(scene.view().lost_pbxes), "it is lost", within_s=8)
    scene.can("1001", billing=5)  # had anybody been still believed to wait, he would be offered now
    switch.stop()
    switch.start()
    ready = time.monotonic()
    await _is_known(scene)
    figure("R5", "core restart now: ready to known again", time.monotonic() - ready, unit="s", most=2)
    await until(lambda: not scene.view().contacts, "nobody is believed to wait")
    figure("R5", "core restart now: phones rung", 0 if anna.is_silent() else 1, most=0)
    lost = scene.ask(History(limit=200, outcome=Outcome.PBX_LOST), tuple[ContactEnded, ...])
    numbers = {each.number for each in waiting}
    figure(
        "R5",
        "core restart now: pbx_lost, each with his number",
        len(numbers & {row.number for row in lost}),
        least=CALLERS,
    )
    idle = (AgentState.READY, AgentState.SIGNED_OUT)
    figure(
        "R5", "core restart now: agents not idle", sum(each.state not in idle for each in scene.view().agents), most=0
    )
    await anna.phone.register()
    again = await scene.caller("billing", number="4890005")
    await reaches(again, anna)
    await again.hang_up()


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_stopped_gracefully(scene: Scene, figure: Figure) -> None:
    """A talk goes on to its end; who waits is not brought to anybody any more, for the PBX makes no more legs."""
    scene.forgiven += FORGIVEN
    switch = scene.house.switch
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002", billing=0)
    talking = await scene.caller("sales")
    ring = await reaches(talking, anna)
    waiting = await scene.waiting("billing")
    _say(scene, "core stop gracefully")
    scene.can("1002", billing=5)
    await waiting.hears_sound(frames=25)
    await talking.talks_to(anna, ring)
    figure("R5", "core stop gracefully: phones rung", 0 if ben.is_silent() else 1, most=0)
    await talking.hang_up()
    await waiting.hang_up()
    await until(lambda: not switch.is_running, "it ends when the last call has", within_s=20)
    await until(lambda: bool(scene.view().lost_pbxes), "it is lost", within_s=8)
    switch.stop()
    switch.start()
    await _is_known(scene)
    figure("R5", "core stop gracefully: calls cut", int((await talking.row()).outcome is not Outcome.ANSWERED), most=0)
    for agent in (anna, ben):
        await agent.phone.register()
        await agent.is_now(AgentState.READY, within_s=15)
