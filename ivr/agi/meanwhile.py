"""Something is done for a caller while he waits on the line: he hears that it goes on, and ends it by hanging up."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from ivr.agi.session import Session
from ivr.inputs import HungUp
from ivr.outputs import Part

T = TypeVar("T")

FIRST_S = 1.0  # silence that nobody takes for the end of the call
AGAIN_S = 5.0


async def meanwhile(
    session: Session, work: Coroutine[Any, Any, T], parts: tuple[Part, ...], language: str
) -> T | HungUp:
    """What `work` gives. After FIRST_S, and then every AGAIN_S, `parts` are said, and no word of them is cut off. The
    caller's hang-up cancels the work at once."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(session.until_gone())
    pause_s = FIRST_S
    try:
        while True:
            await asyncio.wait((task, gone), timeout=pause_s if parts else None, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            if gone.done() or isinstance(await session.say(parts, language), HungUp):
                return HungUp()
            pause_s = AGAIN_S
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)
