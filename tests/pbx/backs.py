"""A house that calls its callers back, and what tests of it have in common."""

import asyncio

from acd.control.requests import CallBack
from acd.core.records import ContactEnded, Outcome
from acd.core.view import ContactView
from acd.lab.calls import Incoming
from acd.lab.house import Plan
from acd.lab.phone import Phone
from tests.pbx import usual
from tests.pbx.scene import Agent, Caller, Scene, until

NUMBER, NATIONAL = "+4930901820", "30901820"
OTHER = "+4930901821"

_BACK = "attempts = 2, gap_s = 1, busy_gap_s = 0.5, ring_s = 4"
QUEUES = f"""
[callback]
trunk = "trunk"
number = "+4930111111"
countries = ["DE"]
per_number_a_day = 100
[outbound]
per_number_an_hour = 1000
[queue.agent-first]
needs = {{ agent-first = 1 }}
callback = {{ {_BACK} }}
keys = {{ 2 = {{ flow = "callback", node = "ask" }} }}
[queue.customer-first]
needs = {{ customer-first = 1 }}
callback = {{ first = "customer", {_BACK} }}
keys = {{ 2 = {{ flow = "callback", node = "ask" }} }}
[queue.closed-back]
needs = {{ closed-back = 1 }}
callback = {{ hours = "never", {_BACK} }}
[queue.taped-back]
needs = {{ taped-back = 1 }}
record = true
callback = {{ {_BACK} }}
[queue.hasty-back]
needs = {{ hasty-back = 1 }}
whisper = true
callback = {{ {_BACK} }}
"""
CALENDARS = """
[never]
zone = "UTC"
week = { mon = "00:00-00:01" }
[never.special]
"01-01..12-31" = "closed"
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
# Offered by rule: to those who call outside the hours, and to those who would wait behind somebody.
BY_RULE = """
start: which
nodes:
  which:
    decide:
      - {when: {open: never}, go: wait}
      - {when: {fact: queue.agent-first.waiting, at_least: 1}, go: behind}
      - else: closed
  wait: {handoff: agent-first}
  closed: {callback: agent-first, booked: thanks, refused: sorry, failed: sorry}
  behind: {callback: agent-first, booked: later, refused: sorry, failed: sorry}
  thanks: {hangup: [auth-thankyou]}
  later: {hangup: [queue-thankyou]}
  sorry: {hangup: [vm-sorry]}
"""
_STRAIGHT = {
    name: f"start: wait\nnodes:\n  wait: {{handoff: {name}}}\n"
    for name in ("agent-first", "customer-first", "hasty-back")
}
PLAN = Plan(
    usual._DEFAULTS + QUEUES,
    usual.AGENTS,
    {**_STRAIGHT, "main": FLOW, "callback": FLOW, "by-rule": BY_RULE},
    calendars=CALENDARS,
    trunks=("trunk",),
)
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "8"}


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


def restarts(scene: Scene) -> None:
    """The daemon is killed, but not before it has written who is at work."""
    scene.flush()
    scene.house.kill_daemon()
    scene.house.start_daemon()


def back(scene: Scene, number: str = NUMBER) -> ContactView | None:
    return next((x for x in scene.view().contacts if x.callback is not None and x.number == number), None)


async def is_down(scene: Scene, *states: str, tries: int = 0) -> ContactView:
    def look() -> ContactView | None:
        found = back(scene)
        return found if found and found.state in states and found.callback and found.callback.tries == tries else None

    return await until(look, lambda: f"a call-back {states} after {tries} tries: {back(scene)}", within_s=8)


async def dialled_by_agent(scene: Scene, outside: Phone, queue: str) -> tuple[str, Agent, Incoming, Incoming]:
    """A call-back of `queue`, its agent, who has picked up, his call, and the customer's, which rings."""
    contact = scene.ask(CallBack(NUMBER, queue), str)
    anna = await scene.at_work("1001", **{queue.replace("-", "_"): 5})
    ring = await anna.rings()
    await ring.answer()
    return contact, anna, ring, await outside.ringing()


async def talk(agent: Agent, ring: Incoming, outside: Phone, call: Incoming) -> None:
    await asyncio.gather(ring.hears(outside.tone), call.hears(agent.tone))


async def end_of(scene: Scene, contact: str) -> ContactEnded:
    def look() -> ContactEnded | None:
        scene.flush()
        with scene.reader() as reader:
            story = reader.story(contact)
        return story.end if story else None

    return await until(look, f"{contact} has ended", within_s=10)


async def talk_to_the_end(
    scene: Scene, contact: str, agent: Agent, ring: Incoming, outside: Phone, call: Incoming
) -> None:
    """They talk until the customer hangs up, and he counts as called back."""
    await talk(agent, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    assert (await end_of(scene, contact)).outcome is Outcome.CALLED_BACK
