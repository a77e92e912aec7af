"""The examination with the daemon not running: its two doors, opened for the time of it.

The account lets one connection in at a time and the port has one listener, so if a daemon does run, one of the two is
found taken and told so.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from acd.clock import Clock
from acd.config.settings import Pbx, Settings
from acd.control.house import DoctorLine
from acd.doctor.examine import examine
from acd.doctor.sheet import Sheet
from acd.pbx.door import Door
from acd.pbx.link import LinkError, LinkSettings
from acd.visits.doctor import knocked
from ivr.agi.server import AgiServer
from ivr.agi.token import Tokens


def examine_alone(settings: Settings) -> tuple[DoctorLine, ...]:
    """All PBXes of `settings`, in their order."""
    for room in ("acd", "ivr"):  # what is wrong is told as a line, not by the log
        logging.getLogger(room).addHandler(logging.NullHandler())
    return asyncio.run(_examine_all(settings))


async def _examine_all(settings: Settings) -> tuple[DoctorLine, ...]:
    async with AsyncExitStack() as stack:
        trouble = await _listen(settings, stack)
        if trouble is not None:
            return trouble
        found = await asyncio.gather(*(_examine_one(pbx, settings) for pbx in settings.pbxes.values()))
        return tuple(line for lines in found for line in lines)


async def _listen(settings: Settings, stack: AsyncExitStack) -> tuple[DoctorLine, ...] | None:
    """None when we listen where callers' visits come; else why not."""
    wanted = settings.agi
    server = AgiServer(
        wanted.host,
        wanted.port,
        {"doctor": partial(knocked, settings=lambda: settings)},
        Tokens(wanted.secret.value).verify,
    )
    try:
        await server.start()
    except OSError as error:
        sheet = Sheet("engine")
        sheet.wrong(
            f"cannot listen on {wanted.host}:{wanted.port} for calls: {error.strerror}",
            "if a daemon runs, ask it: give its --socket; else choose another port in [agi] of acd.toml",
        )
        return tuple(sheet.lines)
    stack.push_async_callback(server.stop)
    return None


async def _examine_one(pbx: Pbx, settings: Settings) -> tuple[DoctorLine, ...]:
    async with _door(pbx) as door:
        return await examine(door, settings)


@asynccontextmanager
async def _door(pbx: Pbx) -> AsyncIterator[Door]:
    """Its first attempt to connect is through; the door says how it went."""
    link = LinkSettings(pbx.name, pbx.host, pbx.port, pbx.username, pbx.secret.value)
    door = Door(link, Clock(), put=lambda _: None, agent_of=lambda _: None)
    await door.open()
    try:
        with suppress(LinkError):
            await door.link.opened()
        yield door
    finally:
        await door.close()
