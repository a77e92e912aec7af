"""R28: agents send their callers on, to a colleague, a queue, a number outside, a place to park, nowhere; at once,
after a consultation, or without picking up. As shipped, phones may not (`allow_transfer=no`) and the talk goes on.
Where an admin lets them, each contact has one end and each phone is free again."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.core.records import AgentState, Outcome
from acd.lab.calls import Incoming
from acd.lab.house import House
from acd.lab.phone import Phone
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.transfers import attended, blind, consults, forwards
from tests.pbx.scene import Agent, Caller, Scene, reaches, until

DIALPLAN = f"""{usual.DIALPLAN}
[acd-agent-codes](+)
exten => _100X,1,Dial(PJSIP/${{EXTEN}},20)
 same => n,Hangup()
exten => 8000,1,Goto(acd-in,support,1)
exten => 8001,1,Answer()
 same => n,MusicOnHold(default,30)
 same => n,Hangup()
exten => _90X.,1,Dial(PJSIP/${{EXTEN:1}}@trunk,20)
 same => n,Hangup()

[acd-in](+)
exten => sales,1,Set(ACD_FLOW=sales)
 same => n,Goto(s,1)
exten => support,1,Set(ACD_FLOW=support)
 same => n,Goto(s,1)
"""
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "5", "ACD_MIN_TALK_S": "0"}
QUEUE, PARK, OUTSIDE, NOWHERE = "8000", "8001", "90441632960000", "7777"
DONE = 202


@pytest.fixture(scope="module", params=["as shipped", "allowed"])
def house(request: pytest.FixtureRequest, real_asterisk: None) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        house = House(Path(folder), usual.PLAN, dialplan=DIALPLAN, **GLOBALS)
        if request.param == "allowed":
            _allow(house.layout.etc)
        with house:
            yield house


def _allow(etc: Path) -> None:
    phones, modules = etc / "pjsip.d/acd.conf", etc / "modules.conf"
    head, phone, rest = phones.read_text(encoding="utf-8").partition("[acd-phone](!)")
    phones.write_text(head + phone + rest.replace("allow_transfer=no", "allow_transfer=yes", 1), encoding="utf-8")
    modules.write_text(f"{modules.read_text(encoding='utf-8')}\nload=res_pjsip_refer.so\n", encoding="utf-8")


@pytest.fixture
def is_allowed(request: pytest.FixtureRequest) -> bool:
    return "allowed" in request.node.name


async def _talk(scene: Scene, anna: Agent) -> tuple[Caller, Incoming]:
    caller = await scene.caller("sales")
    return caller, await reaches(caller, anna)


async def _one_end(scene: Scene, caller: Caller, agents: list[Agent], figure: Figure, what: str, ends: int = 1) -> None:
    """He hangs up: each contact he was has its end, the first one an answer, and everybody is free."""
    await caller.hang_up()
    rows = await caller.rows(ends)
    figure("R28", f"{what}: ends of {ends} contact{'s' * (ends > 1)}", len(rows), least=ends, most=ends)
    assert rows[0].outcome is Outcome.ANSWERED, rows
    assert rows[0].agent == "1001"
    for agent in agents:
        await agent.is_now(AgentState.READY)
    await until(lambda: not scene.house.switch.channels(), lambda: f"no leg is left: {scene.house.switch.channels()}")


@pytest.mark.long
async def test_at_once(scene: Scene, is_allowed: bool, figure: Figure) -> None:
    scene.forgiven += ["not found", "res_pjsip_refer"]
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002")
    async with Phone.outside(scene.house.layout) as outside:
        for what, number in (("colleague", "1002"), ("outside", OUTSIDE), ("park", PARK), ("nowhere", NOWHERE)):
            caller, ring = await _talk(scene, anna)
            answer = await blind(anna, ring, number)
            if not is_allowed or what == "nowhere":
                assert is_allowed or answer >= 300
                await caller.talks_to(anna, ring)
            else:
                assert answer == DONE
                if what != "park":
                    other = await (ben.phone if what == "colleague" else outside).ringing()
                    await other.answer()
                    await other.hears(caller.tone)
                await ring.hang_up()
                await anna.is_now(AgentState.READY)
                await caller.hears_sound(frames=10)
            await _one_end(scene, caller, [anna, ben], figure, f"{'sent' if is_allowed else 'refused'}: {what}")
        assert is_allowed or (ben.is_silent() and outside.is_silent())


@pytest.mark.long
async def test_to_a_queue(scene: Scene, is_allowed: bool, figure: Figure) -> None:
    """He is another contact there, and the next agent's."""
    if not is_allowed:
        pytest.skip("refused like all others")
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002", support=5)
    caller, ring = await _talk(scene, anna)
    assert await blind(anna, ring, QUEUE) == DONE
    second = await ben.rings()
    await second.answer()
    await caller.talks_to(ben, second)
    await ring.hang_up()
    await anna.is_now(AgentState.READY)
    await _one_end(scene, caller, [anna, ben], figure, "sent: queue", ends=2)


@pytest.mark.long
async def test_the_caller_hangs_up_in_the_middle(scene: Scene, is_allowed: bool, figure: Figure) -> None:
    if not is_allowed:
        pytest.skip("refused like all others")
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002")
    caller, ring = await _talk(scene, anna)
    assert await blind(anna, ring, "1002") == DONE
    other = await ben.rings()
    await ring.hang_up()
    await caller.hang_up()
    await other.ended(within_s=1)
    await _one_end(scene, caller, [anna, ben], figure, "caller left while his next one rang")


@pytest.mark.long
@pytest.mark.parametrize("is_blonde", [False, True], ids=["after a talk", "while it rings"])
async def test_with_a_consultation(scene: Scene, is_allowed: bool, is_blonde: bool, figure: Figure) -> None:
    scene.forgiven += ["res_pjsip_refer"]
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002")
    caller, ring = await _talk(scene, anna)
    consultation = await consults(anna, "1002")
    other = await ben.rings()
    if not is_blonde:
        await other.answer()
        await consultation.answered()
    answer = await attended(anna, ring, "1002")
    what = "while it rang" if is_blonde else "after a consultation"
    if is_allowed and answer == DONE:
        if is_blonde:
            await other.answer()
        await other.hears(caller.tone)
        await ring.hang_up()
    else:
        await consultation.hang_up()
        await caller.talks_to(anna, ring)
    await _one_end(scene, caller, [anna, ben], figure, f"{'sent' if answer == DONE else 'refused'} {what}")


@pytest.mark.long
async def test_a_ringing_phone_forwards(scene: Scene, is_allowed: bool, figure: Figure) -> None:
    """A forward is a refusal: the next agent rings, and nobody at its number does."""
    anna, ben = await scene.at_work("1001", sales=8), await scene.at_work("1002", sales=5)
    dmitri = await scene.phone("1004")
    async with Phone.outside(scene.house.layout) as outside:
        for what, number in (("colleague", "1004"), ("outside", OUTSIDE), ("nowhere", NOWHERE)):
            await until(lambda: anna.seen().state is AgentState.READY and anna.seen().until is None, "she has rested")
            caller = await scene.caller("sales")
            forwards(anna, await anna.rings(), number)
            ring = await ben.rings()
            await ring.answer()
            await caller.talks_to(ben, ring)
            figure(
                "R28", f"forwarded to {what}: rung there", int(not (dmitri.is_silent() and outside.is_silent())), most=0
            )
            await caller.hang_up()
            assert (await caller.row()).agent == "1002"
            await ben.is_now(AgentState.READY)
