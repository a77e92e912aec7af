"""R31: whoever finds a way out finds it capped. Callers sent to a destination that dials out or who press a key that
leads there, call-backs: no hour has more of them over the trunk than it may, also after a restart of the daemon."""

from dataclasses import replace

from acd.control.house import DaemonStatus
from acd.control.requests import CallBack, Status
from acd.core.outbound import CallOut
from acd.lab.phone import Phone
from tests.pbx import backs
from tests.pbx.backs import NUMBER, OTHER, back, restarts
from tests.pbx.eye import Message
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Scene, until

CALLS, TO_PARTNER = 4, 2
QUEUES = f"""
[outbound]
an_hour = {CALLS}
per_number_an_hour = 1
per_destination_an_hour = {TO_PARTNER}
destinations = ["partner"]
[destinations]
partner = "Our partner, over the trunk"
[queue.keyed]
needs = {{ keyed = 1 }}
keys = {{ 3 = {{ destination = "partner" }} }}
"""
FLOWS = {
    "main": "start: bye\nnodes:\n  bye: {hangup: [vm-goodbye]}\n",
    "partner": "start: go\nnodes:\n  go: {transfer: partner}\n",
    "keyed": "start: wait\nnodes:\n  wait: {handoff: keyed}\n",
}
CALLBACK = """
[callback]
trunk = "trunk"
number = "+4930111111"
countries = ["DE"]
[queue.agent-first]
needs = { agent-first = 1 }
wrap_s = 0
whisper = false
callback = { attempts = 9, gap_s = 0.2, busy_gap_s = 0.2, ring_s = 4 }
"""
PLAN = replace(backs.PLAN, queues=QUEUES + CALLBACK, flows=FLOWS)
GLOBALS = backs.GLOBALS
DIALPLAN = """
[acd-destinations](+)
exten => partner,1,Dial(PJSIP/+4930901899@trunk,20)
 same => n,Hangup()
"""


def _went_out(scene: Scene) -> list[Message]:
    return [each for each in scene.eye.seen if each["Event"] == "DialBegin" and "trunk" in each["DestChannel"]]


async def _goes_to_partner(scene: Scene, outside: Phone) -> None:
    caller = await scene.caller("partner")
    call = await outside.ringing()
    await call.answer()
    await caller.hang_up()
    await call.ended()


async def _is_refused(scene: Scene) -> None:
    since = len(scene.eye.seen)
    caller = await scene.caller("partner")
    said = await scene.hears_said("all-circuits-busy-now", since=since)
    await scene.hears_said("please-try-call-later", since=said)
    await caller.ended(within_s=12)


async def test_no_hour_has_more_calls_out_than_it_may(scene: Scene, outside: Phone, figure: Figure) -> None:
    for _ in range(TO_PARTNER):
        await _goes_to_partner(scene, outside)
    await _is_refused(scene)
    held = await scene.caller("keyed")
    await held.waits("keyed")
    await held.press("3")
    await scene.hears_said("all-circuits-busy-now")
    await held.waits("keyed")  # he pressed a key that is closed, and has lost nothing
    await held.hang_up()

    anna = await scene.at_work("1001", agent_first=5)
    booked = scene.ask(CallBack(NUMBER, "agent-first"), str)
    ring = await anna.rings()
    await ring.answer()
    await (await outside.ringing()).reject(486)
    await ring.ended()
    await until(lambda: (seen := back(scene)) and seen.state == "resting", "its number had its one call")

    def is_capped() -> bool:
        scene.flush()
        with scene.reader() as reader:
            return any(row.contact == booked and row.refused for _, row in reader.recorded(CallOut, 0, 9e9))

    await until(is_capped, "the second try of the call-back is refused and written")
    restarts(scene)
    await until(lambda: scene.agent("1001").state == "ready", "the daemon is back", within_s=10)
    await _is_refused(scene)  # another daemon knows what the hour had
    assert scene.ask(Status(), DaemonStatus).counters.calls_out_refused >= 1
    scene.can("1001", agent_first=5)  # what is changed by hand lives as long as the daemon
    second = scene.ask(CallBack(OTHER, "agent-first"), str)
    ring = await anna.rings()
    await ring.answer()
    await (await outside.ringing()).reject(486)
    await ring.ended()
    scene.ask(CallBack("+4930901822", "agent-first"), str)  # the fifth call of the hour

    def all_rest() -> bool:
        found = [each for each in scene.view().contacts if each.callback is not None]
        return len(found) == 3 and all(each.state == "resting" for each in found)

    await until(all_rest, lambda: f"they rest: {scene.view().contacts}, {second}")
    assert anna.is_silent()
    assert outside.is_silent()
    figure("R31", f"calls out past a cap of {CALLS} within an hour", len(_went_out(scene)), most=CALLS)
