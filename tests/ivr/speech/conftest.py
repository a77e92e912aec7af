import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from ivr.speech.pool import Pool
from ivr.speech.sound import Samples, level_db

SCRIPTED = str(Path(__file__).with_name("scripted.py"))


class LoudIsVoice:
    """A voice detector for made sounds."""

    def probability(self, window: Samples) -> float:
        return 0.95 if level_db(window) > -40 else 0.02

    def forget(self) -> None:
        pass


OpenPool = Callable[..., Awaitable[Pool]]


async def until(look: Callable[[], object], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not look():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
async def open_pool() -> AsyncIterator[OpenPool]:
    """`await open_pool(workers=2)`: scripted engines, all of them ready."""
    pools: list[Pool] = []

    async def start(*argv: str, workers: int = 1, most_waiting: int = 8) -> Pool:
        pool = Pool("scripted", [sys.executable, SCRIPTED, *argv], workers, most_waiting)
        pools.append(pool)
        pool.open()
        await until(lambda: pool.ready == workers or pool.trouble)
        return pool

    yield start
    for pool in pools:
        await pool.close()
        assert not pool.pids
