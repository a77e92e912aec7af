"""Work that goes on as long as the house is open."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack

log = logging.getLogger(__name__)


def employ(work: Coroutine[None, None, None], stack: AsyncExitStack) -> None:
    """Until `stack` is closed. What ends by an error before is told in the log; the house goes on without it."""
    task = asyncio.get_running_loop().create_task(work, name=getattr(work, "__qualname__", None))
    task.add_done_callback(_tell)

    async def dismiss() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(dismiss)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s ended and is not done any more", task.get_name(), exc_info=error)
