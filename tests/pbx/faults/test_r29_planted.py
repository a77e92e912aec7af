"""R29: legs nobody asked for and callers nobody owns stand in the PBX: the legs end, the callers are owned, and real
calls go on."""

import time
from contextlib import suppress

from acd.lab.console import Console, ConsoleError
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "9"}
LEGS, CALLERS = 20, 5
PHONES = ("1002", "1003", "1004")
MOST_S = 10.0


def _plant(console: Console, first: int) -> set[str]:
    """The contacts of the callers; ids from `first` on."""
    for each in range(LEGS):
        console.action(
            "Originate",
            Channel=f"PJSIP/{PHONES[each % len(PHONES)]}",
            ChannelId=f"acd-main-1763769287.{first + each}-1",
            Context="acd-agent",
            Exten="s",
            Priority="1",
            Timeout="60000",
            Async="true",
        )
    contacts = {f"main-1763769287.{first + LEGS + each}" for each in range(CALLERS)}
    for contact in contacts:
        console.action(
            "Originate",
            Channel="Local/wait@acd-doctor/n",
            ChannelId=f"{contact}-1",
            OtherChannelId=f"{contact}-2",
            Context="acd-hold",
            Exten="s",
            Priority="1",
            Variable=f"ACD_CALL_ID={contact},ACD_QUEUE=support,ACD_VISIT=0",
            Async="true",
        )
    return contacts


def _seen(scene: Scene) -> int:
    return sum(e["Event"] == "Newchannel" and e["Uniqueid"].startswith("acd-main-1763769287") for e in scene.eye.seen)


async def _cleaned(scene: Scene, real: set[str], contacts: set[str], since: float) -> float:
    def is_clean() -> bool:
        return set(scene.legs()) == real and contacts <= {each.contact for each in scene.view().contacts}

    await until(is_clean, lambda: f"no such leg, all owned: {scene.legs()}, {scene.view().contacts}", within_s=15)
    return time.monotonic() - since


async def test_what_was_planted_is_found(scene: Scene, figure: Figure) -> None:
    scene.forgiven += AWAY
    house = scene.house
    anna = await scene.at_work("1001", sales=5)
    for agent in PHONES:
        await scene.phone(agent)
    waiting, talking = await scene.waiting("billing"), await scene.caller("sales")
    talk = await reaches(talking, anna)
    real = set(scene.legs())
    assert len(real) == 1
    with house.switch.console() as console:
        planted = time.monotonic()
        contacts = _plant(console, 900)
        await until(lambda: _seen(scene) == LEGS, lambda: f"the legs are made: {_seen(scene)}")
        took = await _cleaned(scene, real, contacts, planted)
        figure("R29", f"{LEGS} legs ended, {CALLERS} callers owned", took, unit="s", most=MOST_S)
        scene.flush()
        house.kill_daemon()
        contacts |= _plant(console, 950)
        await until(lambda: len(scene.legs()) == LEGS + 1, lambda: f"the legs are made: {scene.legs()}")
        began = time.monotonic()
        house.start_daemon()
        figure("R29", "planted while it was away", await _cleaned(scene, real, contacts, began), unit="s", most=MOST_S)
        await talking.talks_to(anna, talk)
        figure("R29", "real calls touched", int((await waiting.waits("billing")).position != 1), most=0)
        for contact in contacts:
            with suppress(ConsoleError):
                console.action("Hangup", Channel=f"{contact}-1")
