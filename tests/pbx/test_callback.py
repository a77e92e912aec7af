"""Callers who need not hold: they keep their place, and are called back, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from acd.control.requests import Drop
from acd.core.records import AgentState, ContactEnded, Outcome
from acd.core.view import ContactView
from acd.lab.calls import Incoming
from acd.lab.house import Plan
from acd.lab.phone import Phone
from tests.pbx import usual
from tests.pbx.scene import Agent, Caller, Scene, until

NUMBER, NATIONAL = "+4930901820", "30901820"
OTHER = "+4930901821"
AWAY = ["AGI", "agi", "ast_agi", "launch_netscript", "Connect", "connection"]

_BACK = "attempts = 2, gap_s = 1, busy_gap_s = 0.5, ring_s = 4"
QUEUES = f"""
[callback]
trunk = "trunk"
number = "+4930111111"
countries = ["DE"]
per_number_a_day = 100
[queue.agent-first]
needs = {{ agent-first = 1 }}
callback = {{ {_BACK} }}
keys = {{ 2 = {{ flow = "callback", node = "ask" }} }}
[queue.customer-first]
needs = {{ customer-first = 1 }}
callback = {{ first = "customer", {_BACK} }}
keys = {{ 2 = {{ flow = "callback", node = "ask" }} }}
[queue.hasty-back]
needs = {{ hasty-back = 1 }}
whisper = true
callback = {{ {_BACK} }}
"""
FLOW = """
start: ask
entries: [ask]
nodes:
  ask: {menu: [beep], keys: {1: book, 2: other}, timeout_s: 3, on_failure: sorry}
  other: {collect: phone, prompt: [vm-enter-num-to-call], least: 2, most: 18, on_failure: sorry, next: book_other}
  book: {callback: held, booked: thanks, duplicate: already, refused: other, failed: sorry}
  book_other: {callback: held, at: "{phone}", booked: thanks, duplicate: already, refused: sorry, failed: sorry}
  thanks: {hangup: [auth-thankyou]}
  already: {hangup: [queue-thankyou]}
  sorry: {hangup: [vm-sorry]}
"""
_STRAIGHT = {
    name: f"start: wait\nnodes:\n  wait: {{handoff: {name}}}\n"
    for name in ("agent-first", "customer-first", "hasty-back")
}
PLAN = Plan(usual._DEFAULTS + QUEUES, usual.AGENTS, {**_STRAIGHT, "main": FLOW, "callback": FLOW}, trunks=("trunk",))
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "5"}


@pytest.fixture
async def outside(scene: Scene) -> AsyncIterator[Phone]:
    """Whoever is called back."""
    async with Phone.outside(scene.house.layout) as phone:
        yield phone
        for contact in scene.view().contacts:
            if contact.callback is not None:
                scene.do(Drop(contact.contact))


async def booked(scene: Scene, queue: str = "agent-first", number: str = NATIONAL) -> Caller:
    """A caller holds, presses 2, confirms his number and is thanked."""
    caller = await scene.caller(queue, number=f"0{number}")
    await caller.waits(queue)
    await caller.press("2")
    await scene.hears_said("beep")
    await caller.press("1")
    await scene.hears_said("auth-thankyou")
    await caller.call.ended(within_s=8)
    return caller


def back(scene: Scene, number: str = NUMBER) -> ContactView | None:
    return next((x for x in scene.view().contacts if x.callback is not None and x.number == number), None)


async def is_down(scene: Scene, *states: str, tries: int = 0) -> ContactView:
    def look() -> ContactView | None:
        found = back(scene)
        return found if found and found.state in states and found.callback and found.callback.tries == tries else None

    return await until(look, lambda: f"a call-back {states} after {tries} tries: {back(scene)}", within_s=8)


async def talk(agent: Agent, ring: Incoming, outside: Phone, call: Incoming) -> None:
    await asyncio.gather(ring.hears(outside.tone), call.hears(agent.tone))


async def end_of(scene: Scene, contact: str) -> ContactEnded:
    def look() -> ContactEnded | None:
        scene.flush()
        with scene.reader() as reader:
            story = reader.story(contact)
        return story.end if story else None

    return await until(look, f"{contact} has ended", within_s=10)


async def test_who_presses_a_key_is_called_back_by_an_agent(scene: Scene, outside: Phone):
    await booked(scene)
    waiting = await is_down(scene, "waiting")
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    assert ring.shown.number == NUMBER
    await ring.answer()
    call = await outside.ringing()
    assert call.dialled == NUMBER
    assert call.shown.number == "+4930111111"
    await call.answer()
    await talk(anna, ring, outside, call)
    assert anna.seen().state is AgentState.TALKING
    await call.hang_up()
    await ring.ended()
    row = await end_of(scene, waiting.contact)
    assert (row.outcome, row.agent, row.number) == (Outcome.CALLED_BACK, "1001", NUMBER)
    assert row.entered < row.connected
    with scene.reader() as reader:
        (left,) = reader.history(number=f"0{NATIONAL}")
        (queue,) = [each for each in reader.queues(0, row.ended + 10) if each.queue == "agent-first"]
    assert left.outcome is Outcome.LEFT_BY_KEY
    assert abs(left.entered - row.entered) < 0.01
    assert queue.abandoned == 0
    assert queue.offered == sum(queue.outcomes.values()) + queue.waiting


async def test_a_call_back_keeps_its_place_across_a_restart(scene: Scene, outside: Phone):
    scene.forgiven += AWAY
    await booked(scene)
    before = await is_down(scene, "waiting")
    scene.house.kill_daemon()
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
