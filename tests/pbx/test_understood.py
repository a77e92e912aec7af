"""Callers who say freely what they want, on a real PBX: from words, heard as free speech, to a queue with its intent;
and the second call, of which is foreseen what the first was about. Their voice is Asterisk's own recorded sentences;
one is asked and answered in a synthetic voice."""

import pytest

from acd.lab.house import House, Plan
from acd.lab.install import espeak
from acd.lab.trouble import LabError
from ivr.voice.names import LIVE
from tests.pbx.eye import Message
from tests.pbx.scene import Scene, until
from tests.pbx.speakers import HEARS_WITHIN_S, SPEECH, Speaker

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
WORDED = """
start: main
operator: desk
speech: {keys_only: [beep], sure: 1, maybe: 0.05, confirm: {before: [{text: {en: You said}}], after: [digits/1]}}
nodes:
  main:
    listen: [{text: {en: "Which day?"}}]
    choices:
      monday: {key: 1, say: [monday], echo: [{text: {en: Monday}}], go: sales}
      friday: {key: 2, say: [friday], echo: [{text: {en: Friday}}], go: sales}
    barge_in: false
  sales: {handoff: sales}
  desk: {handoff: operator}
"""
FLOWS = {"main": FLOW % 0.6, "unsure": FLOW % 1, "worded": WORDED}
QUEUES = "".join(f"[queue.{name}]\nhandle_s = 99\n" for name in ("sales", "support", "operator"))
AGENTS = "[agent.1001]\nskills = { calm = 5 }\n"


def _voice() -> str:
    """espeak-ng, where the lab has it."""
    try:
        return f"command = {[*espeak().argv, '-v', '{voice}', '-b', '1', '--stdin', '--stdout']}"
    except LabError:
        return ""


PLAN = Plan(QUEUES, AGENTS, FLOWS, speech=SPEECH, voice=_voice())
PLEASE_HOLD = "pls-hold-while-try"  # "please hold while I try that extension"


@pytest.fixture(scope="module", autouse=True)
def _ready(house: House) -> None:
    house.wait_for("ready to hear")


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


async def test_texts_in_a_synthetic_voice_ask_and_say_back(scene: Scene):
    if not PLAN.voice:
        pytest.skip("no espeak-ng")
    caller = await speaker(scene, "worded")

    def texts() -> list[str]:
        return [sound for sound in caller.caller.told() if sound.startswith(LIVE)]

    [question] = await until(texts, "the question", within_s=HEARS_WITHIN_S)
    await caller.is_asked(question)
    caller.says("digits/day-1")
    await caller.is_asked("digits/1")
    assert len(texts()) == 3  # and "you said", and what was heard
    await caller.caller.press("1")
    await caller.waits("sales")
    assert await caller.results() == ["heard, said back", "confirmed monday", "to queue sales"]


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
