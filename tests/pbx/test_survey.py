"""A caller who stays when the agent has hung up is asked about his talk."""

import time

from acd.core.left import MessageLeft, SurveyAnswered
from acd.core.records import AgentState, Outcome
from acd.lab.house import Plan
from tests.pbx.scene import Caller, Scene, reaches, until

GLOBALS = {"ACD_MIN_TALK_S": "1"}
SURVEY = """
start: friendly
nodes:
  friendly:
    rate: friendly
    prompt: [vm-press]
    next: solved
    on_failure: bye
    retries: 1
    timeout_s: 2
    wrong: [pm-invalid-option]
  solved: {rate: solved, prompt: [vm-message], least: 0, most: 1, next: more, on_failure: bye}
  more: {menu: [vm-next], keys: {1: comment, 2: again, 3: bye}, on_failure: bye}
  comment: {voicemail: asked, prompt: [beep], next: bye, failed: bye, on_failure: bye, review: false, least_s: 1}
  again: {handoff: asked}
  bye: {hangup: [vm-goodbye]}
"""
PLAN = Plan(
    queues="""
[queue.asked]
needs = { asked = 1 }
survey = "survey"
wrap_s = 0
whisper = false
[queue.plain]
needs = { plain = 1 }
wrap_s = 0
whisper = false
""",
    agents="[agent.1001]\n[agent.1002]\n",
    flows={
        "survey": SURVEY,
        "asked": "start: s\nnodes:\n  s: {handoff: asked}\n",
        "plain": "start: s\nnodes:\n  s: {handoff: plain}\n",
    },
)


async def talks_long_enough(scene: Scene) -> None:
    began = scene.view().at
    await until(lambda: scene.view().at - began > 2.1, "a talk that is one")


async def asked(scene: Scene, agent: str = "1001") -> Caller:
    """A caller whose talk is over and who is asked about it."""
    at = await scene.at_work(agent, asked=5)
    caller = await scene.caller("asked")
    ring = await reaches(caller, at)
    await talks_long_enough(scene)
    await ring.hang_up()
    await caller.is_told("vm-press")
    return caller


def answers(scene: Scene, caller: Caller) -> list[tuple[str, str, str, str, int]]:
    scene.flush()
    with scene.reader() as reader:
        rows = [row for _, row in reader.recorded(SurveyAnswered, 0.0, 1e12) if row.contact == caller.contact]
    return [(row.agent, row.queue, row.flow, row.question, row.answer) for row in rows]


async def test_answers_are_tied_to_contact_agent_and_queue(scene: Scene):
    caller = await asked(scene)
    row = await caller.row(within_s=2)
    assert (row.outcome, row.agent, row.ended_by_agent) == (Outcome.ANSWERED, "1001", True)
    await caller.press("4")
    await caller.is_told("vm-message")
    await caller.press("1")
    await caller.is_told("vm-next")
    await caller.press("3")
    await caller.ended()
    wanted = [("1001", "asked", "survey", "friendly", 4), ("1001", "asked", "survey", "solved", 1)]
    await until(lambda: answers(scene, caller) == wanted, lambda: f"both answers: {answers(scene, caller)}")
    assert (await caller.walk()).path[:2] == (("friendly", "rated"), ("solved", "rated"))


async def test_what_was_answered_before_a_hang_up_counts(scene: Scene):
    caller = await asked(scene)
    await caller.press("9")
    await caller.is_told("pm-invalid-option")
    await caller.press("2")
    await caller.is_told("vm-message")
    await caller.hang_up()
    await until(lambda: answers(scene, caller) == [("1001", "asked", "survey", "friendly", 2)], "the one answer")


async def test_silence_is_let_go(scene: Scene):
    caller = await asked(scene)
    await caller.is_told("vm-goodbye", within_s=15)
    await caller.ended()
    assert answers(scene, caller) == []


async def test_a_comment_is_a_message_tied_to_the_talk(scene: Scene):
    caller = await asked(scene)
    await caller.press("5")
    told = await caller.is_told("vm-message")
    await caller.press("1")
    await caller.is_told("vm-next", since=told)
    await caller.press("1")
    folder = scene.house.layout.spool / "voicemail" / "acd"
    await until(lambda: any(f.stat().st_size > 32_000 for f in folder.glob(f"{caller.contact}*")), "2 s", within_s=10)
    await caller.hang_up()

    def left() -> list[MessageLeft]:
        scene.flush()
        with scene.reader() as reader:
            return [row for _, row in reader.recorded(MessageLeft, 0.0, 1e12) if row.contact == caller.contact]

    [row] = await until(left, "a message")
    assert (row.box_kind, row.box) == ("queue", "asked")


async def test_who_goes_back_into_the_queue_is_a_new_contact(scene: Scene):
    caller = await asked(scene)
    await caller.press("3")
    await caller.is_told("vm-message")
    await caller.press("0")
    await caller.is_told("vm-next")
    await caller.press("2")
    agent = scene.agents["1001"]
    ring = await agent.rings()
    await ring.answer()
    await caller.talks_to(agent, ring)
    await caller.hang_up()
    first, second = await caller.rows(2)
    assert second.contact == f"{first.contact}.1"
    assert second.outcome is Outcome.ANSWERED


async def test_without_a_survey_the_call_is_over(scene: Scene):
    agent = await scene.at_work("1002", plain=5)
    caller = await scene.caller("plain")
    ring = await reaches(caller, agent)
    await talks_long_enough(scene)
    await ring.hang_up()
    await caller.ended()
    assert (await caller.row()).ended_by_agent
    assert caller.told() == []


async def test_a_talk_that_was_none_is_put_back_on_hold_and_not_asked_about(scene: Scene):
    """Also where a whole second ends in it."""
    agent = await scene.at_work("1001", asked=5)
    caller = await scene.caller("asked")
    ring = await agent.rings()
    await until(lambda: 0.8 < time.time() % 1 < 0.9, "the end of a second")
    await ring.answer()
    await until(lambda: time.time() % 1 < 0.5, "the next second")
    await ring.hang_up()
    await caller.waits("asked", offers=1)
    assert "vm-press" not in caller.told()
    assert agent.seen().state is not AgentState.TALKING
    await caller.hang_up()
