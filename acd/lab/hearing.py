"""A PBX, the FastAGI side and the speech door without a daemon, to try how callers are heard: in this very process, so
that what the caller's side did and what the engine made of it can be timed against each other."""

import asyncio
import wave
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from acd.lab.layout import lay_out
from acd.lab.phone import Call, Phone
from acd.lab.switch import Switch
from acd.lab.trouble import LabError
from ivr.agi.server import AgiServer
from ivr.agi.session import Session
from ivr.speech.door import SpeechDoor
from ivr.speech.plan import EnginePlan, SpeechPlan

NUMBER = "5559000"
_READY_S = 30.0
_DIALPLAN = """
[acd-in](+)
exten => {number},1,Answer()
 same => n,Set(AGIEXITONHANGUP=yes)
 same => n,AGI(agi://127.0.0.1:{port}/hear,main-1.1,1,lab)
 same => n,Hangup()
"""

Visit = Callable[[Session], Awaitable[None]]


def recorded(path: Path) -> bytes:
    """The sound of a telephone recording."""
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (8000, 1, 2):
            raise LabError(f"{path}: not 8 kHz, mono, 16 bit")
        frames: bytes = file.readframes(file.getnframes())
        return frames


class Rig:
    """`async with Rig(folder) as rig`: then each call of `caller` has a dialogue that runs `rig.visit`."""

    def __init__(self, folder: Path, *, workers: int = 2, engine: str = "whisper", callers: int = 20) -> None:
        layout = lay_out(folder)
        self.layout = layout
        self._agi = AgiServer("127.0.0.1", layout.agi_port, {"hear": self._serve}, lambda *_: True)
        self._switch = Switch(layout, dialplan=_DIALPLAN.format(number=NUMBER, port=layout.agi_port))
        plan = SpeechPlan("127.0.0.1", layout.speech_port, callers, {"en": EnginePlan(engine, None, workers)})
        self.door = SpeechDoor(plan)
        self.visit: Visit = _nothing
        self.forgiven: list[str] = []  # parts of lines in the PBX's log that are expected
        self._stack = AsyncExitStack()

    @property
    def switch(self) -> Switch:
        return self._switch

    async def __aenter__(self) -> Self:
        self._switch.start()
        self._stack.callback(self._switch.stop)
        await self._agi.start()
        self._stack.push_async_callback(self._agi.stop)
        await self.door.open()
        self._stack.push_async_callback(self.door.close)
        async with asyncio.timeout(_READY_S):
            while any(pool.ready < 1 for pool in self.door.pools.values()):  # noqa: ASYNC110  (a pool tells nobody)
                await asyncio.sleep(0.05)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def caller(self, stack: AsyncExitStack) -> Call:
        """Somebody who has dialled and is silent."""
        phone = await stack.enter_async_context(Phone.on_trunk(self.layout))
        call = await phone.call(NUMBER)
        call.media.say(b"")
        await call.answered()
        return call

    def sound(self, name: str) -> bytes:
        """One of the PBX's own recordings, such as ``digits/4``."""
        return recorded(self._switch.program.data / "sounds" / "en" / f"{name}.wav")

    async def _serve(self, session: Session) -> None:
        session.ear = self.door.ear
        await self.visit(session)


async def _nothing(_: Session) -> None:
    return None
