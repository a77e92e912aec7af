"""The time before a daemon leads: where another does, it stands by, tells operators so, and is alive for its keeper."""

import asyncio
import os
import threading
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import TypeVar

from acd.config.settings import Settings
from acd.control.place import PlaceError
from acd.control.server import ControlServer
from acd.leading.bystander import Bystander
from acd.leading.taking import candidate, leading
from acd.leading.tenure import Tenure
from acd.notify import ALIVE, READY, Notifier
from acd.store import StoreError
from acd.store.lease import Lead

T = TypeVar("T")


async def before(end: asyncio.Task[None], work: Awaitable[T]) -> T | None:
    """What `work` comes to; None where `end` comes first, and it is ended then."""
    working = asyncio.ensure_future(work)
    await asyncio.wait((end, working), return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return None


def end_within(seconds: float, code: int) -> None:
    """Whatever hangs by then: a thread that waits for a database which does not answer cannot be ended otherwise."""
    fuse = threading.Timer(seconds, os._exit, (code,))
    fuse.daemon = True
    fuse.start()


async def come_to_lead(settings: Settings, stack: AsyncExitStack, keeper: Notifier) -> Tenure | None:
    """Returns when this daemon leads; the lead is laid down by `stack`. None on SQLite, where nobody is asked. Raises
    StoreError."""
    async with AsyncExitStack() as aside:

        async def stand_by(lead: Lead) -> None:
            await _open(settings, lead, aside)
            beating = asyncio.get_running_loop().create_task(_beat(keeper, lead))
            aside.callback(beating.cancel)

        mine = candidate(settings.store_url, is_shared=settings.daemon.standby)
        return await stack.enter_async_context(leading(mine, stand_by))


async def _open(settings: Settings, lead: Lead, aside: AsyncExitStack) -> None:
    daemon = settings.daemon
    server = ControlServer(Bystander(settings, lead), daemon.socket, group=daemon.group)
    try:
        daemon.run_dir.mkdir(parents=True, exist_ok=True)
        await server.open()
    except (PlaceError, OSError) as error:
        raise StoreError(f"standing by for {lead.who}: {error}") from None
    aside.push_async_callback(server.close)


async def _beat(keeper: Notifier, lead: Lead) -> None:
    """For ever. READY: whoever waits for the start waits no longer."""
    keeper.tell(READY)
    while True:
        keeper.tell(ALIVE, f"STATUS=standing by for {lead.who}")
        await asyncio.sleep(keeper.every_s)
