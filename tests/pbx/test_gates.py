"""Who is rung: hard gates first, then the best of those who passed."""

from acd.control.requests import Why
from acd.core.records import Decided
from tests.pbx.scene import Agent, Scene


async def test_only_the_skilled_agent_rings(scene: Scene):
    anna, ben = await scene.at_work("1001", support=9), await scene.at_work("1002", sales=1)
    caller = await scene.caller("sales")
    ring = await ben.rings()
    await ring.answer()
    await caller.talks_to(ben, ring)
    assert anna.is_silent()


async def test_a_level_too_low_is_never_rung(scene: Scene):
    anna = await scene.at_work("1001", expert=6)
    caller = await scene.waiting("expert")
    ben = await scene.at_work("1002", expert=7)
    ring = await ben.rings()
    await ring.answer()
    await caller.talks_to(ben, ring)
    assert anna.is_silent()


async def test_a_new_level_rings_at_once(scene: Scene):
    anna = await scene.at_work("1001", expert=6)
    caller = await scene.waiting("expert")
    assert anna.is_silent()
    scene.can("1001", expert=7)
    ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)


async def test_skills_the_flow_asks_for_come_on_top(scene: Scene):
    anna, ben = await scene.at_work("1001", sales=9, french=3), await scene.at_work("1002", sales=1, french=4)
    caller = await scene.caller("french")
    ring = await ben.rings()
    await ring.answer()
    await caller.talks_to(ben, ring)
    assert anna.is_silent()


async def test_the_fittest_of_several_free_agents(scene: Scene):
    others = [await scene.at_work("1001", best=4), await scene.at_work("1003", best=8)]
    ben = await scene.at_work("1002", best=9)
    caller = await scene.caller("best")
    ring = await ben.rings()
    decided = scene.ask(Why(caller.contact), tuple[Decided, ...])
    assert [each.decision.chosen for each in decided] == ["1002"]
    assert all(each.is_silent() for each in others)
    await ring.answer()
    await caller.talks_to(ben, ring)


async def test_the_longest_idle_of_equals(scene: Scene):
    anna, ben = await scene.at_work("1001", idlest=5), await scene.at_work("1002", idlest=5)
    first = await scene.caller("idlest")
    ring = await anna.rings()
    await ring.answer()
    await first.talks_to(anna, ring)
    await first.hang_up()
    await ring.ended()
    second = await scene.caller("idlest")
    ring = await ben.rings()
    await ring.answer()
    await second.talks_to(ben, ring)
    assert anna.is_silent()


async def test_needs_relax_step_by_step(scene: Scene):
    anna = await scene.at_work("1001", easing=3, french=1)  # good enough after one second
    caller = await scene.waiting("easing")
    assert anna.is_silent()
    ring = await anna.rings()
    seen = caller.seen()
    assert seen is not None
    assert scene.view().at - seen.entered >= 1
    await ring.answer()
    await caller.talks_to(anna, ring)


async def test_a_need_relaxes_away(scene: Scene):
    anna = await scene.at_work("1001", easing=9)  # no French: after two seconds nobody asks
    caller = await scene.waiting("easing")
    ring = await anna.rings()
    seen = caller.seen()
    assert seen is not None
    assert scene.view().at - seen.entered >= 2
    await ring.answer()
    await caller.talks_to(anna, ring)


# --- the agent who knows the caller ---


async def test_the_last_agent_rings_first(scene: Scene):
    anna, ben = await scene.at_work("1001", sales=1), await scene.at_work("1002", loyal=1)
    number = await _knows(scene, ben)
    scene.can("1001", loyal=10)
    caller = await scene.caller("loyal", number=number)
    ring = await ben.rings()
    await ring.answer()
    await caller.talks_to(ben, ring)
    assert anna.is_silent()


async def test_a_caller_is_kept_for_his_last_agent_but_not_for_ever(scene: Scene):
    anna, ben = await scene.at_work("1001"), await scene.at_work("1002", loyal=5, sales=5)
    number = await _knows(scene, ben)
    busy = await scene.caller("sales")
    ring = await ben.rings()
    await ring.answer()
    await busy.talks_to(ben, ring)
    scene.can("1001", loyal=10)
    caller = await scene.caller("loyal", number=number)
    entered = (await caller.waits("loyal")).entered
    assert anna.is_silent()
    ring = await anna.rings()
    assert scene.view().at - entered >= 2
    await ring.answer()
    await caller.talks_to(anna, ring)


async def _knows(scene: Scene, agent: Agent) -> str:
    """The number of a caller who has talked to this agent, the only one who can just now."""
    first = await scene.caller("loyal")
    ring = await agent.rings()
    await ring.answer()
    await first.talks_to(agent, ring)
    await first.hang_up()
    await first.row()
    return first.number
