"""Callers who say freely what they want, on a real PBX: from words, heard as free speech, to a queue with its intent;
and the second call, of which is foreseen what the first was about. Their voice is Asterisk's own recorded sentences."""

import pytest

from acd.lab.house import House, Plan
from tests.pbx.eye import Message
from tests.pbx.scene import Scene
from tests.pbx.test_spoken_flow import HEARS_WITHIN_S, Speaker

FLOW = """
start: main
operator: desk
speech:
  keys_only: [vm-pls-try-again]
  words: {yes: {en: [today]}, no: {en: [tomorrow]}}
  sure: 0.2
  maybe: 0.1
nodes:
  main:
    understand: [beep]
    again: [vm-youhave]
    choose: [vm-options]
    wrong: [vm-sorry]
    timeout_s: 2
    take: %s
    intents:
      hold:
        say: [digits/day-1]
        examples: [please hold while I try, hold the line, try that extension, I am on hold, hold on while you try]
        words: [hold, extension]
        key: 1
        queue: sales
        skills: {calm: 2}
        handle_s: 33
      message:
        say: [digits/day-5]
        examples: [I want to leave a message, leave your message after the tone, take a message, voice mail]
        words: [message]
        key: 2
        go: message
  message: {handoff: support}
  desk: {handoff: operator}
"""
FLOWS = {"main": FLOW % 0.6, "unsure": FLOW % 1}
QUEUES = "".join(f"[queue.{name}]\nhandle_s = 99\n" for name in ("sales", "support", "operator"))
AGENTS = "[agent.1001]\nskills = { calm = 5 }\n"
PLAN = Plan(QUEUES, AGENTS, FLOWS, speech='[speech.engine.en]\nengine = "whisper"\nworkers = 1\n')
PLEASE_HOLD = "pls-hold-while-try"  # "please hold while I try that extension"


@pytest.fixture(scope="module", autouse=True)
def _ready(house: House) -> None:
    house.wait_for_speech()


async def speaker(scene: Scene, flow: str = "main", number: str = "") -> Speaker:
    caller = await scene.caller(flow, number=number)
    caller.call.media.say(b"")
    return Speaker(scene, caller)


async def test_what_he_says_leads_to_its_queue_with_intent_and_skills(scene: Scene):
    caller = await speaker(scene)
    await caller.is_asked()
    caller.says(PLEASE_HOLD)
    await caller.waits("sales")
    seen = caller.caller.seen()
    assert seen is not None
    assert (seen.intent, seen.queue) == ("hold", "sales")
    [result] = await caller.results()
    assert result.startswith("hold: heard hold ")


async def test_a_key_does_too(scene: Scene):
    caller = await speaker(scene)
    await caller.is_asked()
    await caller.caller.press("2")
    await caller.waits("support")
    assert await caller.results() == ["message: key 2", "to queue support"]


async def test_unsure_the_likeliest_is_said_back(scene: Scene):
    caller = await speaker(scene, "unsure")
    await caller.is_asked()
    caller.says(PLEASE_HOLD)
    at = await caller.is_told("digits/day-1")
    await caller.is_asked("digits/1", since=at)
    caller.says("digits/today")
    await caller.waits("sales")
    first, second = await caller.results()
    assert first.startswith("heard hold ")
    assert first.endswith(", said back")
    assert second == "hold: confirmed"


async def test_a_second_call_is_foreseen(scene: Scene):
    first = await speaker(scene, number="4930777")
    await first.caller.press("2")
    await first.waits("support")
    await first.results()
    assert (await first.caller.row()).intent == "message"  # it is in the store
    second = await speaker(scene, number="4930777")
    await scene.eye.sees(_asks_again, "what the first was about is asked", within_s=HEARS_WITHIN_S)
    await second.caller.press("1")
    await second.waits("support")
    await second.caller.hang_up()
    contact = (await second.caller.rows(2))[1].contact
    scene.flush()
    with scene.reader() as reader:
        story = reader.story(contact)
    assert story is not None
    foreseen, confirmed, _ = [result for _, result in story.walks[-1].path]
    assert foreseen.startswith("foreseen message ")
    assert confirmed == "message: confirmed"


def _asks_again(event: Message) -> bool:
    return "digits/1" in event.get("Command", "")
