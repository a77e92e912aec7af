"""R31, its second half: a caller dials and presses what would be a call out elsewhere; none leaves over the trunk. The
first half, guessing PINs, is in tests/visits/ and tests/pbx/test_self_service.py."""

from acd.lab.phone import Phone
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Caller, Scene, until

PLAN, DIALPLAN, GLOBALS = usual.PLAN, usual.DIALPLAN, usual.GLOBALS
DIALLED = (
    *("9", "9011441632960000", "011441632960000", "00441632960000", "+441632960000", "*72", "*72441632960000", "%23"),
    *("5551234%26PJSIP%2F441632960000%40trunk", "441632960000%40trunk", "5551234%2Fn", "PJSIP%2Ftrunk", "acd-callback"),
    *("%24%7BEXTEN%7D", "desk", "wait", "caller", "2" * 200, "9" + "0" * 200),
)
PRESSED = ("9", "9011441632960000#", "*72441632960000#", "3" + "0" * 40 + "#1")


async def _over(scene: Scene, caller: Caller) -> None:
    await until(lambda: caller.call.is_over or caller.call.is_answered, "it is refused or answered")
    await caller.hang_up()


async def test_no_call_leaves(scene: Scene, figure: Figure) -> None:
    scene.forgiven += ["rejected because extension not found"]
    async with Phone.outside(scene.house.layout) as outside:
        for dialled in DIALLED:
            await _over(scene, await scene.caller(dialled, answered=False))
        for keys in PRESSED:
            caller = await scene.caller()
            await caller.press(keys)
            await caller.hang_up()
        await until(lambda: not scene.house.switch.channels(), "all calls are over")
        rung = 0 if outside.is_silent() else 1
    dialled_out = [
        event
        for event in scene.eye.seen
        if event["Event"] == "DialBegin" or event.get("Application") in ("Dial", "Originate", "FollowMe", "Transfer")
    ]
    figure("R31", f"calls out, {len(DIALLED)} dialled and {len(PRESSED)} pressed", len(dialled_out) + rung, most=0)
