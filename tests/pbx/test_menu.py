"""Four menu choices, each to its queue and the agent who may serve it; wrong keys, silence and hang-ups in every
kind of node."""

import pytest

from acd.core.records import Outcome
from tests.pbx.scene import Scene


@pytest.mark.parametrize(
    ("keys", "agent", "queue", "intent"),
    [
        ("1", "1001", "sales", "buy"),
        ("2", "1002", "support", "help"),
        ("3123#1", "1003", "billing", "invoice"),
        ("4", "1004", "operator", ""),
    ],
)
async def test_each_choice_leads_to_its_agent(scene: Scene, keys: str, agent: str, queue: str, intent: str):
    agents = {
        "1001": await scene.at_work("1001", sales=5),
        "1002": await scene.at_work("1002", support=5),
        "1003": await scene.at_work("1003", billing=5),
        "1004": await scene.at_work("1004", operator=5),
    }
    chosen = agents.pop(agent)
    caller = await scene.caller()
    await caller.hears_sound()
    await caller.press(keys)
    ring = await chosen.rings()
    await ring.answer()
    await caller.talks_to(chosen, ring)
    await caller.hang_up()
    await ring.ended()
    row = await caller.row()
    assert (row.queue, row.intent, row.agent, row.outcome) == (queue, intent, agent, Outcome.ANSWERED)
    assert (row.offers, row.ended_by_agent) == (1, False)
    assert all(each.is_silent() for each in agents.values())


async def test_what_the_flow_set_goes_with_the_caller(scene: Scene):
    caller = await scene.caller()
    await caller.press("34711#1")
    seen = await caller.waits("billing")
    assert (seen.intent, seen.priority, seen.language) == ("invoice", 2, "en")
    await caller.hang_up()
    row = await caller.row()
    assert dict(row.data) == {"account": "4711", "reason": "account 4711"}
    assert row.outcome is Outcome.ABANDONED


# --- wrong keys ---


async def test_menu_wrong_key_is_told_and_asked_again(scene: Scene):
    caller = await scene.caller()
    await caller.press("9")
    told = await caller.is_told("pm-invalid-option")
    await caller.is_told("basic-pbx-ivr-main", since=told)
    await caller.press("2")
    await caller.waits("support")


async def test_menu_gives_up_after_the_last_try(scene: Scene):
    caller = await scene.caller()
    await caller.press("9")
    await caller.is_told("pm-invalid-option")
    await caller.press("#")
    await caller.is_told("vm-goodbye")
    await caller.ended()
    walk = await caller.walk()
    assert walk.path == (("main", "wrong"), ("main", "wrong, gave up"), ("bye", "goodbye"))
    assert walk.outcome == "hangup"


async def test_collect_too_few_digits(scene: Scene):
    caller = await scene.caller()
    await caller.press("3")
    await caller.is_told("beep")
    await caller.press("12#")
    told = await caller.is_told("privacy-incorrect")
    await caller.is_told("beep", since=told)
    await caller.press("555#1")
    assert (await caller.waits("billing")).queue == "billing"


async def test_collect_confirm_wrong_key_says_the_number_back_again(scene: Scene):
    caller = await scene.caller()
    await caller.press("3555#")
    first = await caller.is_told("you-entered")
    await caller.press("7")
    again = await caller.is_told("privacy-incorrect", since=first)
    await caller.is_told("you-entered", since=again)
    await caller.press("1")
    await caller.waits("billing")


async def test_collect_confirm_refused_asks_anew(scene: Scene):
    caller = await scene.caller()
    await caller.press("3555#")
    said = await caller.is_told("you-entered")
    await caller.press("2")
    await caller.is_told("beep", since=said)
    await caller.press("777#1")
    await caller.waits("billing")
    await caller.hang_up()
    assert (await caller.row()).data["account"] == "777"


async def test_keys_while_a_message_plays_change_nothing(scene: Scene):
    caller = await scene.caller("message")
    await caller.is_told("privacy-thankyou")
    await caller.press("12")
    await caller.waits("sales")


# --- silence ---


async def test_menu_silence(scene: Scene):
    caller = await scene.caller("short")
    await caller.is_told("beeperr")
    await caller.ended()
    assert [result for _, result in (await caller.walk()).path] == ["silent", "silent, gave up", "goodbye"]


async def test_collect_silence(scene: Scene):
    caller = await scene.caller()
    await caller.press("3")
    await caller.is_told("vm-sorry")
    await caller.ended()
    path = (await caller.walk()).path
    assert path[1:] == (("account", "silent"), ("account", "silent, gave up"), ("bye", "goodbye"))


async def test_collect_silence_after_some_digits_takes_them(scene: Scene):
    caller = await scene.caller()
    await caller.press("35555")
    await caller.is_told("you-entered")
    await caller.press("1")
    await caller.waits("billing")


async def test_collect_confirm_silence(scene: Scene):
    caller = await scene.caller()
    await caller.press("3555#")
    await caller.is_told("you-entered")
    told = await caller.is_told("vm-sorry")
    await caller.is_told("you-entered", since=told)
    await caller.press("1")
    await caller.waits("billing")


# --- the other ways on ---


async def test_decide_and_transfer_to_a_named_destination(scene: Scene):
    caller = await scene.caller()
    await caller.press("3999#1")
    await caller.is_played("pls-hold-while-try")
    await caller.ended()
    walk = await caller.walk()
    assert (walk.outcome, walk.target) == ("transfer", "desk")
    assert ("which", "choice 1") in walk.path


async def test_decide_by_the_queues_state(scene: Scene):
    caller = await scene.caller("rush")
    await caller.waits("operator")
    second = await scene.caller("rush")
    await second.waits("sales")
    await second.hang_up()
    assert ("which", "choice 1") in (await second.walk()).path


async def test_a_hangup_node_says_its_message_to_the_end(scene: Scene):
    caller = await scene.caller("bye")
    await caller.is_told("vm-goodbye")
    await caller.ended()
    assert (await caller.walk()).outcome == "hangup"


async def test_an_unknown_flow_takes_the_fallback(scene: Scene):
    scene.forgiven.append("no such flow")
    caller = await scene.caller("lost")
    await scene.says_sorry(caller)
    await caller.ended(within_s=15)


# --- hang-ups ---


@pytest.mark.parametrize(
    ("flow", "keys", "sound", "node"),
    [
        ("short", "", "beep", "main"),
        ("main", "", "basic-pbx-ivr-main", "main"),
        ("main", "9", "pm-invalid-option", "main"),
        ("main", "3", "beep", "account"),
        ("main", "355", "beep", "account"),
        ("main", "3555#", "you-entered", "account"),
        ("main", "3555#1", "privacy-thankyou", "thanks"),
        ("message", "", "privacy-thankyou", "hello"),
        ("bye", "", "vm-goodbye", "bye"),
    ],
)
async def test_a_hang_up_in_the_flow_is_no_contact(scene: Scene, flow: str, keys: str, sound: str, node: str):
    caller = await scene.caller("5551234" if flow == "main" else flow)
    if keys:
        await caller.press(keys)
    await caller.is_told(sound)
    await caller.hang_up()
    walk = await caller.walk()
    assert (walk.outcome, walk.target) == ("caller_left", node)
    assert caller.seen() is None


async def test_a_hang_up_at_a_destination(scene: Scene):
    caller = await scene.caller()
    await caller.press("3999#1")
    await caller.is_played("pls-hold-while-try")
    await caller.hang_up()
    assert (await caller.walk()).outcome == "transfer"


async def test_a_hang_up_before_the_answer(scene: Scene):
    caller = await scene.caller(answered=False)
    await caller.hang_up()
