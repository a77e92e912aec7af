"""The daemon hangs for some seconds: who calls meanwhile, or waits, hears music, may leave, and is served once it goes
on."""

import asyncio
import os
import signal

from tests.pbx.eye import Message
from tests.pbx.scene import Caller, Scene, reaches, until

LATE_S = 4.5  # the pulse is late by then, whatever the rounding
MUSIC_S = 3.0  # from a visit to a daemon that hangs


async def test_who_calls_while_the_daemon_hangs(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(LATE_S)  # there is nothing to see that could be waited for
        caller, leaver = await scene.caller("sales"), await scene.caller("sales")
        await caller.hears_sound(frames=10)
        channel = leaver.channel
        await leaver.hang_up()
        await until(lambda: channel not in scene.house.switch.channels(), "who hung up is gone")
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    await reaches(caller, anna)


async def visits(scene: Scene, caller: Caller, *, since: int = 0) -> None:
    """The caller is sent to the daemon."""

    def matches(event: Message) -> bool:
        is_agi = event.get("Event") == "Newexten" and event.get("Application") == "AGI"
        return is_agi and event.get("Channel") == caller.channel

    await scene.eye.sees(matches, f"a visit of {caller.number}", since=since)


async def test_who_is_sent_to_the_daemon_just_as_it_hangs(scene: Scene):
    """Its pulse does not tell yet."""
    anna = await scene.at_work("1001", sales=5)
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        caller, leaver = await scene.caller("sales"), await scene.caller("sales")
        await caller.hears_sound(frames=10, within_s=MUSIC_S)
        channel = leaver.channel
        await leaver.hang_up()
        await until(lambda: channel not in scene.house.switch.channels(), "who hung up is gone")
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    await reaches(caller, anna)


async def test_whose_round_on_hold_comes_just_as_the_daemon_hangs(scene: Scene):
    caller = await scene.waiting("sales")
    seen = len(scene.eye.seen)
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        await visits(scene, caller, since=seen)
        await asyncio.sleep(0.2)  # the rest of his music is over
        await caller.hears_sound(frames=10, within_s=MUSIC_S)
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    assert (await caller.waits("sales")).position == 1
    anna = await scene.at_work("1001", sales=5)
    await reaches(caller, anna)


async def test_a_key_on_hold_just_as_the_daemon_hangs(scene: Scene):
    caller = await scene.waiting("keyed")
    os.kill(scene.house.pid, signal.SIGSTOP)
    try:
        seen = len(scene.eye.seen)
        await caller.press("2")
        await visits(scene, caller, since=seen)
        await asyncio.sleep(0.2)
        await caller.hears_sound(frames=10, within_s=MUSIC_S)
    finally:
        os.kill(scene.house.pid, signal.SIGCONT)
    assert (await caller.waits("keyed")).position == 1
    await caller.press("2")
    await caller.waits("sales")
