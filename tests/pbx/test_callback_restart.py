"""The daemon is killed while callers are to be called back: places, calls and talks outlive it, no call is doubled."""

import asyncio
import sys

from acd.core.records import AgentState, Outcome
from acd.lab.phone import Phone
from tests.pbx import backs, usual
from tests.pbx.backs import back, booked, dialled_by_agent, end_of, is_down, restarts, talk, talk_to_the_end
from tests.pbx.scene import Scene, until

PLAN, GLOBALS = backs.PLAN, backs.GLOBALS


async def test_a_call_back_keeps_its_place_across_a_restart(scene: Scene, outside: Phone):
    scene.forgiven += usual.AWAY
    await booked(scene)
    before = await is_down(scene, "waiting")
    scene.house.kill_daemon()  # at once: he has been told that he is put down
    scene.house.start_daemon()
    after = await is_down(scene, "waiting")
    assert (after.contact, after.entered, after.position) == (before.contact, before.entered, 1)
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing()
    await call.answer()
    await talk(anna, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    assert (await end_of(scene, before.contact)).outcome is Outcome.CALLED_BACK


async def test_a_dial_is_not_doubled_by_a_restart(scene: Scene, outside: Phone):
    """Agent first: the customer's phone rings when the daemon dies."""
    scene.forgiven += usual.AWAY
    await booked(scene)
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing()
    contact = (await is_down(scene, "offered")).contact
    restarts(scene)
    await call.ended()  # the old call is taken back before another is made
    scene.can("1001", agent_first=5)
    ring = await anna.rings(within_s=12)
    await ring.answer()
    call = await outside.ringing()
    assert outside.is_silent()
    await call.answer()
    await talk_to_the_end(scene, contact, anna, ring, outside, call)


async def test_a_customer_called_first_is_not_called_twice_over_a_restart(scene: Scene, outside: Phone):
    scene.forgiven += usual.AWAY
    await booked(scene, "customer-first")
    anna = await scene.at_work("1001", customer_first=5)
    call = await outside.ringing()
    contact = (await is_down(scene, "offered")).contact
    restarts(scene)
    scene.can("1001", customer_first=5)
    await call.ended()
    call = await outside.ringing(within_s=12)
    assert outside.is_silent()
    await call.answer()
    ring = await anna.rings()
    await ring.answer()
    await talk_to_the_end(scene, contact, anna, ring, outside, call)


async def test_a_customer_who_waits_on_hold_is_found_by_the_next_daemon(scene: Scene, outside: Phone):
    scene.forgiven += usual.AWAY
    await booked(scene, "customer-first")
    anna = await scene.at_work("1001", customer_first=5)
    call = await outside.ringing()
    await call.answer()
    ring = await anna.rings()
    contact = (await is_down(scene, "offered")).contact
    restarts(scene)
    await ring.ended()
    scene.can("1001", customer_first=5)
    ring = await anna.rings(within_s=12)
    await ring.answer()
    await talk_to_the_end(scene, contact, anna, ring, outside, call)


async def test_a_talk_goes_on_over_a_restart(scene: Scene, outside: Phone):
    scene.forgiven += usual.AWAY
    await booked(scene)
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing()
    await call.answer()
    await talk(anna, ring, outside, call)
    contact = (await is_down(scene, "connected")).contact
    restarts(scene)
    await talk(anna, ring, outside, call)
    assert anna.seen().state is AgentState.TALKING
    await call.hang_up()
    await ring.ended()
    assert (await end_of(scene, contact)).outcome is Outcome.CALLED_BACK
    assert back(scene) is None


async def test_a_talk_that_has_long_been_one_ends_as_a_call_back_over_a_restart(scene: Scene, outside: Phone):
    scene.forgiven += usual.AWAY
    contact, anna, ring, call = await dialled_by_agent(scene, outside, "agent-first")
    await call.answer()
    await talk(anna, ring, outside, call)

    def is_written() -> bool:
        scene.flush()
        with scene.reader() as reader:
            return contact in [row.contact for row in reader.callbacks().talked]

    await until(is_written, "its stay is written", within_s=8)
    restarts(scene)
    assert back(scene) is None or anna.seen().state is AgentState.TALKING
    await call.hang_up()
    await ring.ended()
    assert (await end_of(scene, contact)).outcome is Outcome.CALLED_BACK
    with scene.reader() as reader:
        story = reader.story(contact)
    assert story is not None
    assert [each.outcome for each in story.stays] == [Outcome.CALLED_BACK]


async def test_the_journal_gives_every_decision_again(scene: Scene, outside: Phone):
    """Of all that the tests above did, restarts included."""
    contact, anna, ring, call = await dialled_by_agent(scene, outside, "agent-first")
    await call.answer()
    await talk(anna, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    await end_of(scene, contact)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "acd", "replay", "--verify", "--config", str(scene.house.config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    assert out.decode().endswith("journal replay reproduces every decision bit for bit: yes\n")
