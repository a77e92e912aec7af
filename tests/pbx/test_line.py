"""Who is served next when several wait, and several agents when several call."""

import asyncio

from tests.pbx.scene import Agent, Caller, Scene, reaches, until


async def _is_offered(caller: Caller) -> None:
    await until(lambda: (seen := caller.seen()) and seen.agent, f"{caller.number} is offered")


async def _busy(scene: Scene, agent: str, **skills: int) -> tuple[Agent, Caller]:
    """An agent in a talk."""
    at = await scene.at_work(agent, sales=1, **skills)
    caller = await scene.caller("sales")
    await reaches(caller, at)
    return at, caller


async def test_two_freed_at_once_for_two_waiting(scene: Scene):
    """Each of the two gets exactly one of the callers."""
    anna, one = await _busy(scene, "1001", support=5)
    ben, two = await _busy(scene, "1002", support=5)
    waiting = [await scene.waiting("support"), await scene.waiting("support")]
    await asyncio.gather(one.hang_up(), two.hang_up())
    rings = await asyncio.gather(anna.rings(), ben.rings())
    await asyncio.gather(*(ring.answer() for ring in rings))
    agents = {(await caller.connected()).agent for caller in waiting}
    assert agents == {"1001", "1002"}
    assert anna.is_silent()
    assert ben.is_silent()
    assert [(await _offers(caller)) for caller in waiting] == [1, 1]


async def _offers(caller: Caller) -> int:
    seen = await until(caller.seen, "he is known")
    return seen.offers


async def test_two_calls_at_once_for_one_agent(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    callers = await asyncio.gather(scene.caller("sales"), scene.caller("sales"))
    ring = await anna.rings()
    await ring.answer()
    first, second = await _order(callers)
    await first.talks_to(anna, ring)
    assert (await second.waits("sales", offers=0)).position == 1
    assert anna.is_silent()
    await first.hang_up()
    await reaches(second, anna)


async def _order(callers: list[Caller]) -> list[Caller]:
    """The connected one first."""

    def look() -> list[Caller]:
        seen = [caller.seen() for caller in callers]
        talking = [caller for caller, each in zip(callers, seen, strict=True) if each and each.state == "connected"]
        return talking + [caller for caller in callers if caller not in talking] if talking else []

    return await until(look, "one is connected")


async def test_first_come_first_served(scene: Scene):
    callers = [await scene.waiting("sales") for _ in range(3)]
    assert [(await caller.waits()).position for caller in callers] == [1, 2, 3]
    anna = await scene.at_work("1001", sales=5)
    for caller in callers:
        await reaches(caller, anna)
        await caller.hang_up()


async def test_priority_goes_first(scene: Scene):
    calm = await scene.waiting("calm")
    alarm = await scene.waiting("alarm")
    assert (await alarm.waits()).position == 1
    assert (await calm.waits()).position == 2
    anna = await scene.at_work("1001", urgent=5)
    await reaches(alarm, anna)
    await alarm.hang_up()
    await reaches(calm, anna)


async def test_an_explicit_place(scene: Scene):
    early = await scene.waiting("sales")
    later = await scene.waiting("first", "sales")
    assert (await later.waits()).position == 1
    assert (await early.waits()).position == 2
    anna = await scene.at_work("1001", sales=5)
    await reaches(later, anna)


async def test_a_burst(scene: Scene):
    """Twelve at once for two agents: everybody is served once, in the end."""
    anna, ben = await scene.at_work("1001", sales=5), await scene.at_work("1002", sales=5)
    callers = await asyncio.gather(*(scene.caller("sales") for _ in range(12)))

    async def serve(agent: Agent) -> int:
        served = 0
        while True:
            ring = await agent.rings(within_s=20)
            await ring.answer()
            caller = next(each for each in callers if each.number == ring.shown.number)
            await caller.talks_to(agent, ring)
            await caller.hang_up()
            await ring.ended()
            served += 1
            if all(each.call.is_over for each in callers):
                return served

    serving = [asyncio.create_task(serve(agent)) for agent in (anna, ben)]
    done, left = await asyncio.wait(serving, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    assert done
    rows = [await caller.row() for caller in callers]
    assert {row.agent for row in rows} == {"1001", "1002"}
    assert [row.offers for row in rows] == [1] * 12
