"""R19 under calls, on PostgreSQL: the store is made read-only, cut off, hangs while calls are assigned."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from acd.lab.house import House
from acd.lab.postgres import cluster, url
from tests.pbx.conftest import opened
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.desks import laid_out, plan
from tests.pbx.faults.store_troubles import Trouble
from tests.pbx.faults.test_r19_store import AGENTS, GLOBALS, under_trouble
from tests.pbx.scene import Scene


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as folder:
        yield folder


@pytest.fixture(scope="module")
def house(real_asterisk: None, server: str) -> Iterator[House]:
    with opened(
        replace(plan(AGENTS, "whisper = false\n"), store_url=url(server)), "", GLOBALS, laid_out(AGENTS)
    ) as made:
        yield made


_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'acd'"
_CUT_EVERY_S = 0.1


def _do(server: str, *statements: str) -> None:
    with psycopg.connect(f"host={server} user=acd dbname=postgres", autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)


def _processes(server: str) -> list[int]:
    """The server and all its children."""
    first = int((Path(server) / "data" / "postmaster.pid").read_text().split()[0])
    return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]


def _troubles(server: str) -> dict[str, Trouble]:
    @asynccontextmanager
    async def read_only(scene: Scene) -> AsyncIterator[None]:
        _do(server, "ALTER ROLE acd SET default_transaction_read_only = on", _CUT)
        yield
        _do(server, "SET default_transaction_read_only = off", "ALTER ROLE acd RESET ALL", _CUT)

    @asynccontextmanager
    async def cut(scene: Scene) -> AsyncIterator[None]:
        """Every connection of the daemon's, again and again."""

        async def keep_cutting() -> None:
            while True:
                await asyncio.to_thread(_do, server, _CUT)
                await asyncio.sleep(_CUT_EVERY_S)

        cutting = asyncio.create_task(keep_cutting())
        yield
        cutting.cancel()
        await asyncio.gather(cutting, return_exceptions=True)

    @asynccontextmanager
    async def hanging(scene: Scene) -> AsyncIterator[None]:
        pids = _processes(server)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in reversed(pids):
                os.kill(pid, signal.SIGCONT)

    return {"read-only": read_only, "cut": cut, "hanging": hanging}


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_calls_are_assigned_as_before(scene: Scene, server: str, figure: Figure) -> None:
    await under_trouble(scene, figure, _troubles(server))
