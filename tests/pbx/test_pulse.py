"""The daemon hangs for some seconds: who calls meanwhile hears music, may leave, and is served once it goes on."""

import asyncio
import os
import signal

from tests.pbx.scene import Scene, reaches, until

LATE_S = 4.5  # the pulse is late by then, whatever the rounding


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
