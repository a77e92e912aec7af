"""What is heard and shown: on hold, before the bridge, on both phones, on the recording."""

import asyncio
import wave

from acd.control.requests import Move
from acd.lab.peer import Party
from tests.pbx.scene import Scene, reaches, until


async def test_position_wait_and_comfort_are_said(scene: Scene):
    anna = await scene.at_work("1001", spoken=5)
    busy = await scene.caller("spoken")
    await reaches(busy, anna)
    caller = await scene.waiting("spoken")
    at = await caller.is_told("queue-youarenext")
    await caller.is_told("queue-holdtime", since=at)
    await caller.is_told("queue-minutes", since=at)  # how many depends on the talks before
    comfort = await caller.is_told("beep", since=at)
    await caller.is_told("queue-youarenext", since=comfort)
    await caller.hears_sound(frames=25)
    await busy.hang_up()
    await reaches(caller, anna)


async def test_the_second_in_line_is_told_so(scene: Scene):
    first = await scene.waiting("spoken")
    second = await scene.waiting("spoken")
    at = await second.is_told("queue-thereare")
    await second.is_told("SAY NUMBER 2", since=at)
    await first.hang_up()
    await second.is_told("queue-youarenext", since=at)


async def test_nothing_is_said_while_a_phone_rings(scene: Scene):
    anna = await scene.at_work("1001", spoken=5)
    caller = await scene.caller("spoken")
    ring = await anna.rings()
    quiet_from = len(scene.eye.seen)
    for _ in range(2):  # rounds of the hold loop go on
        place = await _visited(scene, caller.channel, quiet_from)
        assert caller.told(quiet_from) == []
    await caller.hears_sound()
    assert place
    await ring.answer()
    await caller.talks_to(anna, ring)


async def _visited(scene: Scene, channel: str, since: int) -> int:
    def ends(event: dict[str, str]) -> bool:
        return event["Event"] == "AGIExecEnd" and event.get("Channel") == channel

    return await scene.eye.sees(ends, "a visit to the engine", since=since)


async def test_a_key_counts_while_something_is_said(scene: Scene):
    caller = await scene.waiting("spoken")
    await caller.is_told("queue-youarenext")
    await caller.press("2")
    await caller.waits("sales", within_s=1.5)  # all that is to be said takes far longer
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)


async def test_an_answer_cuts_an_announcement_short(scene: Scene):
    """The agent becomes free while the caller is being told something: the bridge does not wait for the end of it."""
    caller = await scene.waiting("spoken")
    await caller.is_told("queue-youarenext")
    anna = await scene.at_work("1001", spoken=5)
    ring = await anna.rings()
    await ring.answer()
    await asyncio.gather(caller.call.hears(anna.tone, within_s=1.5), ring.hears(caller.tone, within_s=1.5))


async def test_the_whisper_comes_before_the_bridge(scene: Scene):
    caller = await scene.waiting("whispered")
    await caller.hears_sound(frames=60)  # a little over a second on hold
    anna = await scene.at_work("1001", whispered=5)
    ring = await anna.rings()
    await ring.answer()
    await ring.hears_sound(frames=10)
    assert not ring.media.hears(caller.tone)
    await caller.talks_to(anna, ring)
    leg = next(each["Channel"] for each in scene.eye.seen if each.get("Uniqueid", "").startswith("acd-"))
    assert scene.eye.played_to(leg)[0] == "beep"
    assert "seconds" in scene.eye.played_to(leg)


async def test_both_phones_show_who_is_there(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales", inside=True)
    ring = await anna.rings()
    assert ring.shown == Party("sales: Caller", caller.number)
    await ring.answer()
    await caller.talks_to(anna, ring)
    await until(lambda: caller.call.connected is not None, "the caller's phone shows somebody", within_s=2)
    assert caller.call.connected == Party("Anna Alvarez", "1001")
    assert ring.connected in (Party("sales: Caller", caller.number), Party("Caller", caller.number))


async def test_a_caller_from_the_trunk_is_shown_with_name_and_number(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales", name="Jan Kowalski")
    ring = await anna.rings()
    assert ring.shown == Party("sales: Jan Kowalski", caller.number)
    await ring.answer()
    await caller.talks_to(anna, ring)
    assert ring.connected is not None
    assert ring.connected.number == caller.number


async def test_a_caller_without_a_name_is_shown_by_his_number(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    ring = await anna.rings()
    assert ring.shown.number == caller.number
    assert ring.shown.name.startswith("sales: ")


async def test_a_recorded_call(scene: Scene):
    before = scene.recordings()
    anna = await scene.at_work("1001", recorded=5)
    caller = await scene.caller("recorded")
    ring = await anna.rings()
    assert "conf-now-recording" in caller.told()
    await ring.answer()
    await caller.talks_to(anna, ring)
    await ring.hears_sound(frames=50)
    await caller.hang_up()
    await ring.ended()
    (path,) = [each for each in scene.recordings() if each not in before]
    assert path.name.startswith(f"{caller.contact}-1-")
    await until(lambda: not scene.legs(), "the leg is over")
    with wave.open(str(path)) as sound:
        assert sound.getnframes() > sound.getframerate() / 2
        assert any(sound.readframes(sound.getnframes()))


def _is_back_to_music(scene: Scene) -> bool:
    return any("WaitExten" in line for line in scene.house.switch.command("core show channels concise"))


async def test_who_is_moved_into_a_recorded_queue_is_told_on_hold_and_then_recorded(scene: Scene):
    before = scene.recordings()
    caller = await scene.waiting("sales")
    scene.do(Move(caller.contact, "recorded"))
    await until(lambda: "conf-now-recording" in caller.told(), "he is told")
    await until(lambda: _is_back_to_music(scene), "he was told to the end")
    anna = await scene.at_work("1001", recorded=5)
    await reaches(caller, anna)
    await until(lambda: len(scene.recordings()) == len(before) + 1, "he is recorded")
    await caller.hang_up()


async def test_who_is_connected_before_he_is_told_is_not_recorded(scene: Scene):
    before = scene.recordings()
    anna = await scene.at_work("1001", recorded=5)
    caller = await scene.waiting("sales")
    scene.do(Move(caller.contact, "recorded"))
    ring = await anna.rings()
    await ring.answer()
    await caller.talks_to(anna, ring)
    assert "conf-now-recording" not in caller.told()
    assert scene.recordings() == before


async def test_a_call_of_another_queue_is_not_recorded(scene: Scene):
    before = scene.recordings()
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales")
    await reaches(caller, anna)
    assert "conf-now-recording" not in caller.told()
    assert scene.recordings() == before
