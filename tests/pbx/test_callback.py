"""Callers who need not hold: they keep their place, and are called back, whatever happens meanwhile."""

import asyncio
import os
import re
import signal
import time
from pathlib import Path

import pytest

from acd.control.requests import CallBack, Drop, History
from acd.core.records import AgentState, ContactEnded, Outcome
from acd.lab.phone import Phone
from tests.pbx import backs
from tests.pbx.backs import (
    NATIONAL,
    NUMBER,
    OTHER,
    back,
    booked,
    dialled_by_agent,
    end_of,
    is_down,
    talk,
    talk_to_the_end,
)
from tests.pbx.eye import Message
from tests.pbx.scene import Scene, until

PLAN, GLOBALS = backs.PLAN, backs.GLOBALS
MIN_TALK_S = 2.1  # a little over the shipped ACD_MIN_TALK_S


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


async def test_a_busy_line_is_tried_again(scene: Scene, outside: Phone):
    await booked(scene)
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    await ring.answer()
    await (await outside.ringing()).reject(486)
    await ring.ended()
    contact = (await is_down(scene, "resting", tries=1)).contact
    assert anna.seen().strikes == 0
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing()
    await call.answer()
    await talk(anna, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    row = await end_of(scene, contact)
    assert (row.outcome, row.offers) == (Outcome.CALLED_BACK, 2)


async def test_a_phone_that_nobody_answers_is_tried_until_the_attempts_end(scene: Scene, outside: Phone):
    await booked(scene)
    anna = await scene.at_work("1001", agent_first=5)
    contact = ""
    for _ in range(2):
        ring = await anna.rings(within_s=8)
        contact = contact or (await is_down(scene, "offered")).contact
        await ring.answer()
        call = await outside.ringing()
        await call.ended(within_s=8)
        await ring.ended()
    row = await end_of(scene, contact)
    assert (row.outcome, row.connected) == (Outcome.CALLBACK_FAILED, None)
    with scene.reader() as reader:
        assert [each.result for each in reader.story(contact).offers] == ["not_reached", "not_reached"]
    assert (anna.seen().state, anna.seen().strikes) == (AgentState.READY, 0)


async def test_the_customer_is_called_first_where_the_queue_says_so(scene: Scene, outside: Phone):
    await booked(scene, "customer-first")
    anna = await scene.at_work("1001", customer_first=5)
    call = await outside.ringing()
    contact = (await is_down(scene, "offered")).contact
    assert anna.is_silent()
    await call.answer()
    ring = await anna.rings()
    assert ring.shown.number == NUMBER
    await ring.answer()
    await talk(anna, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    row = await end_of(scene, contact)
    assert (row.outcome, row.agent) == (Outcome.CALLED_BACK, "1001")


def is_told_to_hold(event: Message) -> bool:
    """On the channel of one who was called over the trunk."""
    is_word = event["Event"] == "VarSet" and (event["Variable"], event["Value"]) == ("ACD_NEXT", "hold")
    return is_word and event["Channel"].startswith("PJSIP/trunk")


async def test_a_customer_called_first_who_is_not_there_is_called_again(scene: Scene, outside: Phone):
    await booked(scene, "customer-first")
    anna = await scene.at_work("1001", customer_first=5)
    await (await outside.ringing()).reject(486)
    contact = (await is_down(scene, "resting", tries=1)).contact
    call = await outside.ringing()
    await call.answer()
    ring = await anna.rings()
    await call.hang_up()  # before the agent has picked up
    await ring.ended()
    row = await end_of(scene, contact)
    assert row.outcome is Outcome.CALLBACK_FAILED
    assert anna.seen().strikes == 0


async def test_who_is_called_back_by_an_agent_is_told_that_he_is_recorded(scene: Scene, outside: Phone):
    before = set(scene.recordings())
    contact, anna, ring, call = await dialled_by_agent(scene, outside, "taped-back")
    await call.answer()
    await scene.hears_said("conf-now-recording")
    await talk(anna, ring, outside, call)

    def tape() -> list[Path]:
        return [path for path in set(scene.recordings()) - before if path.stat().st_size > 8_000]

    [path] = await until(tape, "half a second of a recording")
    assert path.name.startswith(f"{contact}-1-")
    await call.hang_up()
    await ring.ended()
    assert (await end_of(scene, contact)).outcome is Outcome.CALLED_BACK


async def test_a_customer_whose_notice_meets_a_daemon_that_hangs_is_not_cut_off(scene: Scene, outside: Phone):
    contact, anna, ring, call = await dialled_by_agent(scene, outside, "taped-back")
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        await call.answer()
        await asyncio.sleep(3)  # longer than other visits may hang; there is nothing to see
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    await talk(anna, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    await end_of(scene, contact)


async def test_of_a_recorded_talk_that_was_none_the_next_one_is_recorded_anew(scene: Scene, outside: Phone):
    """The agent is gone at once: the customer, who has been told, waits on hold for the next one."""
    before = set(scene.recordings())
    contact, anna, ring, call = await dialled_by_agent(scene, outside, "taped-back")
    await call.answer()
    await talk(anna, ring, outside, call)
    await ring.hang_up()
    await is_down(scene, "waiting")
    ben = await scene.at_work("1002", taped_back=5)
    ring = await ben.rings()
    await ring.answer()
    await talk(ben, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    await end_of(scene, contact)
    first, second = sorted(set(scene.recordings()) - before)
    assert (first.name[: len(contact) + 3], second.name[: len(contact) + 3]) == (f"{contact}-1-", f"{contact}-2-")
    told = [event for event in scene.eye.seen if "conf-now-recording" in event.get("Command", "")]
    assert len([event for event in told if event["Event"] == "AGIExecStart"]) == 1


async def test_an_answering_machine_is_the_agents_to_judge_and_is_called_once(scene: Scene, outside: Phone):
    """It picks up like anybody. The agent hears it, speaks after the tone and hangs up: that was the call."""
    contact, anna, ring, machine = await dialled_by_agent(scene, outside, "agent-first")
    await machine.answer()
    await talk(anna, ring, outside, machine)
    connected = scene.view().at
    await until(lambda: scene.view().at - connected > MIN_TALK_S, "a talk that is one")
    await ring.hang_up()
    await machine.ended()
    row = await end_of(scene, contact)
    assert (row.outcome, row.agent, row.ended_by_agent) == (Outcome.CALLED_BACK, "1001", True)
    assert outside.is_silent()
    assert back(scene) is None


async def test_who_was_called_and_leaves_the_queue_by_key_is_a_contact_of_his_own(scene: Scene, outside: Phone):
    """His channel is named by us: nothing in its name is his alone."""
    scene.ask(CallBack(NUMBER, "customer-first"), str)
    anna = await scene.at_work("1001", customer_first=5)
    call = await outside.ringing()
    await call.answer()
    await (await anna.rings()).reject(486)
    await is_down(scene, "waiting")
    at = len(scene.eye.seen)
    await call.press("2")
    named = await scene.eye.sees(is_named, "another id for him", since=at)
    assert re.fullmatch(r"main-\d{13}\.1\.1", scene.eye.seen[named]["Value"])
    await scene.hears_said("beep", since=at)
    await call.hang_up()


def is_named(event: Message) -> bool:
    return event["Event"] == "VarSet" and event["Variable"] == "ACD_CALL_ID" and event["Context"] == "acd-flow"


async def test_an_agent_who_is_gone_at_once_leaves_the_customer_on_hold(scene: Scene, outside: Phone):
    await booked(scene)
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing()
    await call.answer()
    await talk(anna, ring, outside, call)
    at = len(scene.eye.seen)
    await ring.hang_up()
    held = await is_down(scene, "waiting")
    assert held.callback is not None
    assert not held.callback.is_away
    ben = await scene.at_work("1002", agent_first=5)
    ring = await ben.rings()
    await scene.eye.sees(is_told_to_hold, "the engine's word to him on hold", since=at)
    await ring.answer()
    await talk(ben, ring, outside, call)
    await call.hang_up()
    await ring.ended()
    row = await end_of(scene, held.contact)
    assert (row.outcome, row.agent) == (Outcome.CALLED_BACK, "1002")


async def test_who_calls_again_takes_his_place(scene: Scene, outside: Phone):
    await booked(scene)
    down = await is_down(scene, "waiting")
    again = await scene.caller("agent-first", number=f"0{NATIONAL}")
    row = await end_of(scene, down.contact)
    assert row.outcome is Outcome.CALLED_AGAIN
    seen = await again.waits("agent-first")
    assert abs(seen.entered - down.entered) < 0.01
    assert back(scene) is None


async def test_a_flow_offers_it_by_rule(scene: Scene, outside: Phone):
    """Outside the hours; and to the next one because somebody waits. Neither has been on hold."""
    first = await scene.caller("by-rule", number=f"0{NATIONAL}")
    await scene.hears_said("auth-thankyou")
    await first.ended()
    assert (await is_down(scene, "waiting")).position == 1
    second = await scene.caller("by-rule", number=f"0{OTHER.removeprefix('+49')}")
    await scene.hears_said("queue-thankyou")
    await second.ended()
    found = await until(lambda: back(scene, OTHER), "the second is down")
    assert (found.state, found.position) == ("waiting", 2)
    ended = scene.ask(History(number=first.number), tuple[ContactEnded, ...])
    assert first.contact not in [row.contact for row in ended]


async def test_nobody_is_put_down_twice(scene: Scene, outside: Phone):
    await booked(scene)
    down = await is_down(scene, "waiting")
    other = await scene.caller("agent-first", number="030901829")
    await other.waits("agent-first")
    await other.press("2")
    await other.is_told("beep")
    await other.press("2")
    await other.is_told("vm-enter-num-to-call")
    await other.press(f"0{NATIONAL}#")
    await other.is_told("queue-thankyou")
    await other.call.ended(within_s=8)
    assert [x.contact for x in scene.view().contacts if x.callback] == [down.contact]


@pytest.mark.parametrize("number", ["112", "0900123456", "0048601234567", "030111111", "00881612345678"])
async def test_a_number_that_is_not_called(scene: Scene, outside: Phone, number: str):
    caller = await scene.caller("agent-first", number="030901829")
    await caller.waits("agent-first")
    await caller.press("2")
    await caller.is_told("beep")
    await caller.press("2")
    await caller.is_told("vm-enter-num-to-call")
    await caller.press(f"{number}#")
    await caller.is_told("vm-sorry")
    await caller.call.ended(within_s=8)
    assert not [x for x in scene.view().contacts if x.callback]
    log = scene.house.log.read_text(encoding="utf-8")
    assert not re.search(rf"(?<![\d,.]){number}(?!\d)", log)  # a time of day may have its digits


async def test_an_operator_puts_down_and_cancels(scene: Scene, outside: Phone):
    contact = scene.ask(CallBack(OTHER, "agent-first"), str)
    anna = await scene.at_work("1001", agent_first=5)
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing()
    assert call.dialled == OTHER
    scene.do(Drop(contact))
    await call.ended()
    await ring.ended()
    assert (await end_of(scene, contact)).outcome is Outcome.CANCELLED


async def test_the_whisper_says_that_it_is_a_call_back(scene: Scene, outside: Phone):
    contact = scene.ask(CallBack(NUMBER, "hasty-back"), str)
    anna = await scene.at_work("1001", hasty_back=5)
    ring = await anna.rings()
    await ring.answer()
    call = await outside.ringing(within_s=10)
    leg = next(each["Channel"] for each in scene.eye.seen if each.get("Uniqueid", "") == f"acd-{contact}-1")
    assert scene.eye.played_to(leg)[0] == "beep"
    assert "calling" in scene.eye.played_to(leg)
    await call.answer()
    await talk_to_the_end(scene, contact, anna, ring, outside, call)


async def test_one_for_a_time_is_made_then(scene: Scene, outside: Phone):
    anna = await scene.at_work("1001", agent_first=5)
    at = time.time() + 3
    contact = scene.ask(CallBack(NUMBER, "agent-first", at), str)
    down = await is_down(scene, "resting")
    assert down.callback is not None
    assert (down.callback.due, down.callback.in_line) == (at, False)
    assert scene.queue("agent-first").waiting == 0
    ring = await anna.rings(within_s=8)
    assert time.time() >= at - 0.1
    await ring.answer()
    call = await outside.ringing()
    await call.answer()
    await talk_to_the_end(scene, contact, anna, ring, outside, call)


async def test_nobody_is_called_outside_the_hours(scene: Scene, outside: Phone):
    anna = await scene.at_work("1001", closed_back=5)
    contact = scene.ask(CallBack(NUMBER, "closed-back"), str)
    assert (await is_down(scene, "resting")).contact == contact
    await asyncio.sleep(1.5)  # longer than the hours are looked at anew
    assert anna.is_silent()
    assert outside.is_silent()
    scene.do(Drop(contact))
    assert (await end_of(scene, contact)).outcome is Outcome.CANCELLED
