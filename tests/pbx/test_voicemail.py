"""Messages left for a queue or an agent, on a real Asterisk: recorded, reviewed, recorded again, broken off."""

import asyncio
import subprocess
from collections.abc import Iterator

import pytest

from acd.core.records import Outcome
from acd.lab.house import House
from acd.lab.media import amplitude
from tests.pbx import voicemail
from tests.pbx.eye import Message, spoken
from tests.pbx.scene import Scene, until
from tests.pbx.voicemail import OPTIONS, begins, message, messages, root, sound, speaks, tapes

PLAN = voicemail.PLAN


async def test_a_message_is_recorded_reviewed_and_kept(scene: Scene):
    caller = await scene.caller("main")
    await speaks(scene, caller, 2)
    await caller.press("#")
    told = await caller.is_told(OPTIONS)
    await caller.press("2")
    await caller.is_told("vm-duration", since=told)
    await caller.call.hears(caller.tone, within_s=8)
    await caller.press("1")
    await caller.is_told("auth-thankyou")
    await caller.ended()
    row = await message(scene, caller)
    assert (row.box_kind, row.box, row.contact, row.pbx) == ("queue", "sales", caller.contact, "main")
    assert 1.5 < row.seconds < 6
    assert amplitude(sound(scene, row)[-8000:], caller.tone) > 1000
    assert (root(scene.house) / f"{row.message}.wav").stat().st_mode & 0o777 == 0o640
    walk = await caller.walk()
    assert walk.path == (("message", "recorded"), ("message", "listens"), ("message", "kept"), ("thanks", "goodbye"))


async def test_recorded_again_the_last_one_counts(scene: Scene):
    caller = await scene.caller("main")
    began = await speaks(scene, caller, 1)
    await caller.press("#")
    told = await caller.is_told(OPTIONS)
    await caller.press("3")
    await begins(scene, caller, since=began + 1)
    await until(lambda: len(tapes(scene, caller)) == 2, "a second recording")
    second = tapes(scene, caller)[-1]
    await until(lambda: second.stat().st_size > 32_000, "2 s of it", within_s=8)
    await caller.press("#")
    await caller.is_told(OPTIONS, since=told + 1)
    await caller.press("1")
    await caller.ended()
    row = await message(scene, caller)
    assert f"{row.message}.wav" == second.name
    assert row.seconds > 1.5  # the first was shorter


async def test_a_deleted_message_leaves_nothing(scene: Scene):
    caller = await scene.caller("main")
    await speaks(scene, caller, 1.2)
    await caller.press("#")
    await caller.is_told(OPTIONS)
    await caller.press("*")
    await caller.is_told("vm-goodbye")
    await caller.ended()
    assert ("message", "deleted") in (await caller.walk()).path
    await until(lambda: not tapes(scene, caller), "no file of his")
    assert messages(scene, caller.number) == []


async def test_the_operator_is_one_key_away_and_the_message_kept(scene: Scene):
    caller = await scene.caller("main")
    await speaks(scene, caller, 1.2)
    await caller.press("#")
    await caller.is_told(OPTIONS)
    await caller.press("0")
    await caller.waits("help")
    await message(scene, caller)
    await caller.hang_up()


async def test_quiet_ends_a_message(scene: Scene):
    caller = await scene.caller("agent")
    await caller.is_told("vm-intro")
    await caller.press("#")
    await begins(scene, caller)
    await until(lambda: any(tape.stat().st_size > 32_000 for tape in tapes(scene, caller)), "2 s", within_s=8)
    caller.call.media.say(b"")
    told = await caller.is_told(OPTIONS)
    await caller.press("1")
    row = await message(scene, caller)
    assert (row.box_kind, row.box) == ("agent", "1001")
    assert told


async def test_a_silent_caller_is_told_kindly_asked_again_and_let_go(scene: Scene):
    caller = await scene.caller("main")
    caller.call.media.say(b"")
    await caller.press("#")
    told = await caller.is_told("vm-tooshort", within_s=12)
    await caller.press("#")
    await begins(scene, caller, since=told)
    await caller.is_told("vm-goodbye", since=told, within_s=12)
    await caller.ended()
    assert (await caller.walk()).path[:2] == (("message", "too short"), ("message", "too short, gave up"))
    await until(lambda: not tapes(scene, caller), "no file of his")
    assert messages(scene, caller.number) == []


async def test_the_limit_ends_a_long_talker_and_silence_at_the_review_keeps(scene: Scene):
    caller = await scene.caller("brief")
    await speaks(scene, caller, 2)
    await caller.is_told("beep")
    await caller.ended(within_s=30)
    row = await message(scene, caller)
    assert 2.5 < row.seconds <= 3.1
    assert (await caller.walk()).path[-2:] == (("message", "kept"), ("thanks", "goodbye"))


async def test_a_hang_up_in_the_middle_keeps_what_is_there(scene: Scene):
    caller = await scene.caller("main")
    await speaks(scene, caller, 2)
    await caller.hang_up()
    row = await message(scene, caller)
    assert row.seconds > 1.5
    assert len(sound(scene, row)) >= 16_000 * 1.5
    assert (await caller.walk()).outcome == "caller_left"


async def test_a_hang_up_at_once_leaves_nothing(scene: Scene):
    caller = await scene.caller("main")
    await caller.press("#")
    await begins(scene, caller)
    await caller.hang_up()
    await caller.walk()
    await until(lambda: not tapes(scene, caller), "no file of his")
    assert messages(scene, caller.number) == []


async def test_a_hang_up_at_the_review_keeps_it(scene: Scene):
    caller = await scene.caller("main")
    await speaks(scene, caller, 1.2)
    await caller.press("#")
    await caller.is_told(OPTIONS)
    await caller.hang_up()
    await message(scene, caller)


async def test_a_folder_that_is_not_there_costs_a_kind_word(scene: Scene):
    folder = root(scene.house)
    away = folder.with_name("away")
    folder.rename(away)
    scene.forgiven.append("Unable to open file")
    try:
        caller = await scene.caller("main")
        await caller.press("#")
        await caller.is_told("sorry")
        await caller.ended()
        assert ("message", "failed") in (await caller.walk()).path
        assert messages(scene, caller.number) == []
    finally:
        away.rename(folder)


@pytest.fixture
def small_disk(house: House) -> Iterator[None]:
    """A disk of 16 kB where messages go: a second of sound."""
    folder = root(house)
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_costs_a_kind_word(scene: Scene, small_disk: None):
    scene.forgiven += ["Bad write", "write failed", "No space left", "set our position"]
    caller = await scene.caller("main")
    await caller.is_told("vm-intro")
    await caller.press("#")
    await begins(scene, caller)
    await until(lambda: "No space" in "".join(scene.house.switch.complaints()), "the PBX sees it", within_s=12)
    await asyncio.sleep(1)  # he talks on
    await caller.press("#")
    await caller.is_told("sorry")
    await caller.ended()
    assert ("message", "failed") in (await caller.walk()).path
    assert messages(scene, caller.number) == []
    await until(lambda: not tapes(scene, caller), "the disk has room again")


async def test_who_waits_too_long_leaves_a_message_and_counts_as_overflowed(scene: Scene):
    caller = await scene.caller("late")
    await caller.is_told("vm-intro", within_s=12)
    assert (await caller.row()).outcome is Outcome.OVERFLOWED
    await caller.press("#")
    await begins(scene, caller)
    await caller.hang_up()


async def test_a_key_on_hold_leads_to_a_message_by_choice(scene: Scene):
    caller = await scene.waiting("keyed", "keyed")
    await caller.press("5")
    await caller.is_told("vm-intro", within_s=8)
    assert (await caller.row()).outcome is Outcome.LEFT_BY_KEY
    await speaks(scene, caller, 1.2)
    await caller.hang_up()
    row = await message(scene, caller)
    assert row.contact.startswith(caller.contact)
    assert row.contact != caller.contact


async def test_an_agent_hears_it_on_his_phone_and_deletes_it(scene: Scene):
    caller = await scene.caller("ben", number="77")  # it is said, digit by digit
    await speaks(scene, caller, 1.2)
    await caller.hang_up()
    await message(scene, caller)
    agent = await scene.at_work("1002")
    call = await agent.phone.call("*15")
    await call.answered()

    async def hears(sound: str) -> None:
        def is_said(event: Message) -> bool:
            return event["Event"] == "AGIExecStart" and spoken(event.get("Command", "")) == sound

        await scene.eye.sees(is_said, sound, within_s=30)

    for part in ("vm-received", "vm-from-phonenumber", "vm-duration"):
        await hears(part)
    await call.hears(caller.tone, within_s=15)
    await call.press("7")
    await hears("vm-deleted")
    await until(lambda: not tapes(scene, caller), "it is deleted")
    await call.hang_up()
