"""Where callers go who may not wait, or not any longer: another queue, a named destination, a goodbye."""

import asyncio
import time

import pytest

from acd.control.requests import SignOut
from acd.core.records import Outcome
from acd.lab import sipp
from acd.lab.sipp import Person
from tests.pbx.eye import played
from tests.pbx.scene import Caller, Scene, reaches, until


async def _at_the_desk(caller: Caller) -> None:
    await caller.is_played("pls-hold-while-try")
    row = await caller.row()
    assert (row.outcome, row.agent) == (Outcome.OVERFLOWED, None)
    await caller.ended()


async def _is_turned_away(caller: Caller, sound: str) -> None:
    if sound:
        await caller.is_played(sound)
    await caller.ended()
    assert (await caller.row()).outcome is Outcome.TURNED_AWAY


async def _is_served_in_sales(scene: Scene, caller: Caller, before: str) -> None:
    await caller.waits("sales")
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)
    await caller.hang_up()
    story = await caller.story()
    assert [stay.queue for stay in story.stays] == [before, "sales"]
    assert [stay.outcome for stay in story.stays] == ["moved", "answered"]


# --- full ---


async def test_full_to_a_queue(scene: Scene):
    await scene.waiting("full-queue")
    await _is_served_in_sales(scene, await scene.caller("full-queue"), "full-queue")


async def test_full_to_a_destination(scene: Scene):
    await scene.waiting("full-desk")
    await _at_the_desk(await scene.caller("full-desk"))


async def test_full_goodbye(scene: Scene):
    await scene.waiting("full-bye")
    await _is_turned_away(await scene.caller("full-bye"), "vm-goodbye")


async def test_a_caller_whose_phone_rings_counts(scene: Scene):
    anna = await scene.at_work("1001", full_desk=5)
    first = await scene.caller("full-desk")
    ring = await anna.rings()
    await _at_the_desk(await scene.caller("full-desk"))
    await ring.answer()
    await first.talks_to(anna, ring)
    await scene.waiting("full-desk")


# --- late ---


async def test_late_to_a_queue(scene: Scene):
    await scene.at_work("1002", late_queue=5, billing=5)
    await _is_served_in_sales(scene, await _no_one_free(scene, "late-queue"), "late-queue")


async def _no_one_free(scene: Scene, queue: str) -> Caller:
    busy = await scene.caller("billing")
    await reaches(busy, scene.agents["1002"])
    return await scene.caller(queue)


async def test_late_to_a_destination(scene: Scene):
    caller = await scene.waiting("late-desk")
    await _at_the_desk(caller)
    row = await caller.row()
    assert 1 <= row.ended - row.entered < 1.5


async def test_late_goodbye(scene: Scene):
    await _is_turned_away(await scene.waiting("late-bye"), "vm-goodbye")


async def test_a_rush_of_late_callers_is_sent_on_to_the_last(scene: Scene):
    """Their second is over when the first hold round begins: that is where Asterisk loses a Redirect's first step."""
    people = [Person(f"48099{number:05}") for number in range(80)]
    with sipp.callers(scene.house.layout, people, number="late-bye", rate=20) as rush:
        assert (await asyncio.to_thread(rush.wait, 40)).succeeded == len(people)

    def unheard() -> set[str]:
        heard = {event["CallerIDNum"] for event in scene.eye.seen if played(event) == "vm-goodbye"}
        return {person.number for person in people} - heard

    await until(lambda: not unheard(), lambda: f"all are told goodbye; missing: {unheard()}")


@pytest.mark.parametrize(("ends_in_s", "is_told"), [(60, True), (-1, False)])
async def test_sent_on_as_a_visit_s_time_is_over(scene: Scene, ends_in_s: int, is_told: bool):
    """The T of [acd-sent], as if taken in the instant of the Redirect: the call's own end still counts."""
    caller = await scene.waiting("billing")
    said = {"ACD_ENDS": f"{time.time() + ends_in_s:.3f}", "ACD_SENT": "goodbye", "ACD_MESSAGE": "vm-goodbye"}
    with scene.house.switch.console() as console:
        for variable, value in said.items():
            console.action("Setvar", Channel=caller.channel, Variable=variable, Value=value)
        console.action("Redirect", Channel=caller.channel, Context="acd-sent", Exten="T", Priority="1")
    await caller.ended()
    await caller.row()
    told = [event for event in scene.eye.seen if played(event) == "vm-goodbye"]
    assert bool(told) is is_told


async def test_late_while_a_phone_rings_waits_for_its_answer(scene: Scene):
    """The offer is not cut: only when it fails is the caller late."""
    anna = await scene.at_work("1001", late_desk=5)
    caller = await scene.caller("late-desk")
    ring = await anna.rings()
    entered = (await scene.until_seen(caller)).entered
    while scene.view().at - entered < 1.5:
        await caller.hears_sound()
    assert not ring.is_over
    await ring.reject(486)
    await _at_the_desk(caller)


# --- nobody there ---


async def test_nobody_to_a_queue(scene: Scene):
    await _is_served_in_sales(scene, await scene.caller("empty-queue"), "empty-queue")


async def test_nobody_to_a_destination(scene: Scene):
    await scene.at_work("1001", sales=9)  # signed in, and cannot serve
    await _at_the_desk(await scene.caller("empty-desk"))


async def test_nobody_goodbye_without_a_word(scene: Scene):
    await _is_turned_away(await scene.caller("empty-bye"), "")


async def test_the_last_one_goes_home(scene: Scene):
    anna = await scene.at_work("1001", empty_desk=5, sales=5)
    busy = await scene.caller("sales")
    await reaches(busy, anna)
    caller = await scene.waiting("empty-desk")
    scene.do(SignOut("1001"))
    assert (await caller.waits("empty-desk")).position == 1
    await busy.hang_up()
    await _at_the_desk(caller)


@pytest.mark.parametrize("queue", ["empty-desk", "full-desk"])
async def test_who_can_be_served_is_not_sent_away(scene: Scene, queue: str):
    anna = await scene.at_work("1001", **{queue: 5})
    await reaches(await scene.caller(queue), anna)
