"""A daemon that stands by, as operators and its keeper see it."""

import asyncio
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from acd.control.client import Client, NotRunningError, RequestRefusedError
from acd.control.duty import Role
from acd.control.house import DaemonStatus
from acd.control.requests import Reload, Status, View
from acd.core.view import FloorView
from acd.leading.station import before, come_to_lead
from acd.leading.taking import candidate, leading
from acd.notify import ALIVE, READY, Notifier
from acd.store.lease import Lead
from tests.house_files import HouseFiles


@pytest.fixture
def files(tmp_path: Path, url: str) -> HouseFiles:
    files = HouseFiles(tmp_path, 1, 2, store=url)
    files.write()
    toml = files.config / "acd.toml"
    toml.write_text(toml.read_text().replace("[daemon]\n", "[daemon]\nstandby = true\n"))
    return files


async def nobody(_lead: Lead) -> None:
    pass


async def test_it_says_that_it_stands_by_until_it_leads(files: HouseFiles, url: str, tmp_path: Path) -> None:
    client = Client(files.socket)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.setblocking(False)
        async with AsyncExitStack() as outer, AsyncExitStack() as inner:
            first = await inner.enter_async_context(leading(candidate(url, is_shared=True), nobody))
            assert first is not None
            standing = asyncio.create_task(come_to_lead(files.read(), outer, Notifier(str(tmp_path / "notify"))))
            async with asyncio.timeout(5):
                words = (await asyncio.get_running_loop().sock_recv(heard, 999)).decode()
                while ALIVE not in words:
                    words += (await asyncio.get_running_loop().sock_recv(heard, 999)).decode()
            assert words.startswith(READY)
            assert f"STATUS=standing by for {first.lead.who}" in words
            status = await asyncio.to_thread(client.ask, Status(), DaemonStatus)
            assert (status.duty.role, status.duty.leader, status.duty.epoch) == (Role.STANDBY, first.lead.who, 1)
            for request in (View(), Reload()):
                with pytest.raises(RequestRefusedError, match=r"this daemon stands by; .* leads: ask that one"):
                    await asyncio.to_thread(client.ask, request, FloorView)
            await inner.aclose()
            second = await asyncio.wait_for(standing, 5)
            assert second is not None
            assert second.holds()
            with pytest.raises(NotRunningError):
                await asyncio.to_thread(client.ask, Status(), DaemonStatus)


async def test_one_that_stands_by_ends_when_told(files: HouseFiles, url: str) -> None:
    async with AsyncExitStack() as outer, AsyncExitStack() as inner:
        await inner.enter_async_context(leading(candidate(url, is_shared=True), nobody))
        told = asyncio.Event()

        async def end() -> None:
            await told.wait()

        standing = asyncio.create_task(
            before(asyncio.create_task(end()), come_to_lead(files.read(), outer, Notifier()))
        )
        async with asyncio.timeout(5):
            while not files.socket.exists():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        told.set()
        assert await asyncio.wait_for(standing, 5) is None
        assert not files.socket.exists()
