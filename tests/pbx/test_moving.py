"""A caller on hold who is moved: by an operator, or by a key of his own."""

import pytest

from acd.control.client import RequestRefusedError
from acd.control.requests import Drop, Move, Prioritise
from acd.core.records import Outcome
from tests.pbx.scene import Scene, reaches

# --- by an operator ---


async def test_moved_to_another_queue(scene: Scene):
    caller = await scene.waiting("support")
    entered = (await caller.waits()).entered
    scene.do(Move(caller.contact, "sales"))
    assert (await caller.waits("sales")).entered == entered
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)


async def test_moved_to_a_place(scene: Scene):
    first, second, third = [await scene.waiting("sales") for _ in range(3)]
    scene.do(Move(third.contact, "sales", 1))
    assert [(await each.waits()).position for each in (third, first, second)] == [1, 2, 3]


async def test_prioritised(scene: Scene):
    first, second = [await scene.waiting("calm") for _ in range(2)]
    scene.do(Prioritise(second.contact, 10))
    assert [(await each.waits()).position for each in (second, first)] == [1, 2]


async def test_dropped_while_waiting(scene: Scene):
    caller = await scene.waiting("sales")
    scene.do(Drop(caller.contact))
    await caller.ended()
    assert (await caller.row()).outcome is Outcome.DROPPED


async def test_dropped_while_a_phone_rings(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    scene.do(Drop(caller.contact))
    await ring.ended(within_s=0.5)
    await caller.ended()
    assert (await caller.row()).outcome is Outcome.DROPPED


async def test_dropped_in_talk(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await reaches(caller, anna)
    scene.do(Drop(caller.contact))
    await ring.ended()
    await caller.ended()
    row = await caller.row()
    assert (row.outcome, row.agent) == (Outcome.DROPPED, "1001")


async def test_what_cannot_be_moved_is_refused(scene: Scene):
    with pytest.raises(RequestRefusedError, match="no contact 'main-0'"):
        scene.do(Move("main-0", "sales"))
    caller = await scene.waiting("sales")
    with pytest.raises(RequestRefusedError, match="no queue 'nowhere'"):
        scene.do(Move(caller.contact, "nowhere"))


# --- by a key ---


async def test_a_key_leads_into_a_flow(scene: Scene):
    caller = await scene.waiting("keyed")
    await caller.press("1")
    await caller.is_told("beep")
    assert (await caller.row()).outcome is Outcome.LEFT_BY_KEY
    await caller.hang_up()


async def test_a_key_leads_to_another_queue_without_a_word(scene: Scene):
    caller = await scene.waiting("keyed")
    entered = (await caller.waits()).entered
    await caller.press("2")
    assert (await caller.waits("sales")).entered == entered
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)


async def test_a_key_leads_to_a_goodbye(scene: Scene):
    caller = await scene.waiting("keyed")
    await caller.press("3")
    await caller.is_played("vm-goodbye")
    await caller.ended()
    assert (await caller.row()).outcome is Outcome.LEFT_BY_KEY


async def test_a_key_leads_to_a_destination(scene: Scene):
    caller = await scene.waiting("keyed")
    await caller.press("#")
    await caller.is_played("pls-hold-while-try")
    await caller.ended()
    assert (await caller.row()).outcome is Outcome.LEFT_BY_KEY


async def test_a_key_that_leads_nowhere_changes_nothing(scene: Scene):
    caller = await scene.waiting("keyed")
    await caller.press("90")
    await caller.hears_sound(frames=50)
    assert (await caller.waits("keyed")).position == 1


async def test_a_key_while_a_phone_rings_stops_it(scene: Scene):
    anna = await scene.at_work("1001", keyed=5)
    caller = await scene.caller("keyed")
    ring = await anna.rings()
    await caller.press("1")
    await ring.ended(within_s=1)
    await caller.is_told("beep")


async def test_from_the_flow_into_another_queue(scene: Scene):
    """He left a queue by a key and chose another: he waits again, and is served."""
    caller = await scene.waiting("keyed")
    await caller.press("1")
    await caller.is_told("beep")
    await caller.press("1")
    await caller.waits("sales", within_s=0.8)  # at once: not when the hold loop comes round
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)
    await caller.hang_up()
    rows = await caller.rows(2)
    assert [(row.queue, row.outcome) for row in rows] == [
        ("keyed", Outcome.LEFT_BY_KEY),
        ("sales", Outcome.ANSWERED),
    ]
    assert rows[0].contact == caller.contact
    assert rows[1].contact == f"{caller.contact}.1"


async def test_round_through_a_flow_back_into_the_same_queue(scene: Scene):
    caller = await scene.waiting("keyed")
    await caller.press("*")
    await caller.rows(1)
    await caller.waits("keyed", within_s=0.8)
    await caller.press("*")
    await caller.rows(2)
    anna = await scene.at_work("1001", keyed=5)
    await reaches(caller, anna)
    await caller.hang_up()
    assert [row.outcome for row in await caller.rows(3)] == [
        Outcome.LEFT_BY_KEY,
        Outcome.LEFT_BY_KEY,
        Outcome.ANSWERED,
    ]
