"""Work beside the calls: it ends with the house, and is missed when it ends before."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from acd.employ import employ


async def test_it_goes_on_until_the_house_closes() -> None:
    said = []

    async def work() -> None:
        said.append("began")
        try:
            await asyncio.sleep(3600)
        finally:
            said.append("over")

    async with AsyncExitStack() as stack:
        employ(work(), stack)
        await asyncio.sleep(0)
        assert said == ["began"]
    assert said == ["began", "over"]


async def test_its_error_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def sweeps() -> None:
        raise OSError("no space")

    async with AsyncExitStack() as stack:
        employ(sweeps(), stack)
        async with asyncio.timeout(5):
            while not caplog.records:  # noqa: ASYNC110
                await asyncio.sleep(0)
    assert "sweeps ended and is not done any more" in caplog.text
    assert "no space" in caplog.text


async def test_one_that_is_done_or_dismissed_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async with AsyncExitStack() as stack:
        employ(asyncio.sleep(0, None), stack)
        employ(asyncio.sleep(3600, None), stack)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert caplog.records == []
