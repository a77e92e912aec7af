"""R30: the speech engine is killed, and hangs, while callers speak: keys serve in time, and no channel stays. Another
engine that is there before a caller has finished may hear him after all."""

import asyncio
import os
import signal
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from acd.lab.hearing import Rig
from ivr.agi.session import Session
from ivr.hearing import Heard, HearWant, Phrase, Phrases, Unheard
from ivr.inputs import Pressed
from ivr.outputs import KeyWant, Sound
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import until

pytestmark = pytest.mark.pbx
DAYS = ("sunday", "monday", "tuesday")
HEAR = HearWant(Phrases(tuple(Phrase(day, day) for day in DAYS)), wait_s=2.0, longest_s=4.0)
KEYS = KeyWant(timeout_s=3.0)
CALLERS = 3
MOST_S = 5.0


class _Dialogue:
    """Asks by speech, and by keys alone where nobody hears."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.pressed: list[object] = []
        self.by_keys = 0
        self.served_at: list[float] = []

    async def __call__(self, session: Session) -> None:
        self.heard.append(await session.say((Sound("beep"),), "en", KEYS, HEAR))
        self.served_at.append(time.monotonic())
        if isinstance(self.heard[-1], Unheard):
            self.by_keys += 1
            self.pressed.append(await session.say((Sound("beep"),), "en", KEYS))


@pytest.mark.long
@pytest.mark.timeout(180)
@pytest.mark.parametrize(("what", "number"), [("killed", signal.SIGKILL), ("hangs", signal.SIGSTOP)])
async def test_keys_serve_in_time(real_asterisk: None, figure: Figure, what: str, number: signal.Signals) -> None:
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        async with Rig(Path(folder), workers=1) as rig, AsyncExitStack() as calls:
            rig.visit = dialogue = _Dialogue()
            callers = [await rig.caller(calls) for _ in range(CALLERS)]
            await asyncio.sleep(0.6)  # the beep is over: they speak
            for call in callers:
                call.media.say(rig.sound("digits/day-1") + rig.sound("digits/day-2"))
            await asyncio.sleep(0.3)
            (pool,) = rig.door.pools.values()
            struck = time.monotonic()
            pids = set(pool.pids)
            for pid in pids:
                os.kill(pid, number)
            await until(lambda: len(dialogue.served_at) == CALLERS, "all are asked by keys, or heard", within_s=15)
            for call in callers:
                if not call.is_over:
                    await call.press("1")
            took = max(dialogue.served_at) - struck
            figure("R30", f"engine {what} in mid-word: to keys, {CALLERS} callers", took, unit="s", most=MOST_S)
            await until(lambda: len(dialogue.pressed) == dialogue.by_keys, "the keys are taken")
            refused = sum(answer != Pressed("1") for answer in dialogue.pressed)
            figure("R30", f"engine {what}: keys not taken", refused, most=0)
            assert dialogue.by_keys == CALLERS or what == "killed", dialogue.heard
            assert all(isinstance(answer, Unheard | Heard) for answer in dialogue.heard), dialogue.heard
            await until(lambda: not rig.switch.channels(), "no channel is left")
            figure("R30", f"engine {what}: channels left", len(rig.switch.channels()), most=0)
            await until(lambda: pool.is_ready and not pids & set(pool.pids), "another engine is there", within_s=60)
            figure("R30", f"engine {what}: to another one", time.monotonic() - struck, unit="s", most=60)
            again = await rig.caller(calls)
            await asyncio.sleep(0.6)
            again.media.say(rig.sound("digits/day-2"))
            await until(lambda: len(dialogue.heard) == CALLERS + 1, "somebody is heard again", within_s=15)
            assert isinstance(dialogue.heard[-1], Heard), dialogue.heard[-1]
