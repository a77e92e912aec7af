"""R11: hostile peers at the engine's FastAGI port while callers are served."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from acd.control.house import DaemonStatus
from acd.control.requests import Status
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import crowd, gone
from tests.pbx.scene import Scene

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}
CALLERS = 20
IDLE = 500
START = b"agi_network: yes\nagi_network_script: flow/main\nagi_request: agi://127.0.0.1/flow/main\n"
REST = b"agi_channel: PJSIP/trunk-00000001\nagi_uniqueid: 1.2\nagi_language: en\n"
PEERS = {
    "half a header, then the end": START,
    "a header of 1 MB": START + b"agi_calleridname: " + b"x" * 1_000_000 + b"\n\n",
    "1 MB without a line end": b"x" * 1_000_000,
    "bytes that are no text": START + b"agi_calleridname: \xff\xfe\x00\x80\n" + REST + b"\n",
    "a key twice": START + START + REST + b"\n",
    "bytes after the blank line": START + REST + b"\n200 result=1\n200 result=1\n",
    "no token": START + REST + b"\n",
}
MOST_KB = 5_000


async def _peer(port: int, says: bytes) -> bool:
    """Whether it got nothing but the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        with suppress(ConnectionError):
            writer.write(says)
            if says is START:
                writer.write_eof()
            await writer.drain()
        with suppress(ConnectionError):
            async with asyncio.timeout(8):
                return await reader.read(1) == b""
        return True
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def _idle(port: int, count: int) -> AsyncIterator[None]:
    """So many peers who say nothing."""
    peers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    try:
        yield
    finally:
        for _, writer in peers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in peers), return_exceptions=True)


def _rss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


async def _answer_s(scene: Scene, during: "asyncio.Task[None]") -> list[float]:
    """How long the daemon's answers to a question take, meanwhile."""
    took = []
    while not during.done():
        began = time.monotonic()
        await asyncio.to_thread(scene.ask, Status(), DaemonStatus)
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.02)
    await during
    return sorted(took)


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_callers_are_served_meanwhile(scene: Scene, figure: Figure) -> None:
    house = scene.house
    port, pid = house.layout.agi_port, house.pid
    first = await scene.waiting("billing")
    before = _rss_kb(pid)
    refused: list[bool] = []

    async def attack() -> None:
        async with _idle(port, IDLE):
            for _ in range(3):
                refused.extend(await asyncio.gather(*(_peer(port, says) for says in PEERS.values())))

    with crowd(scene, CALLERS, "billing", rate=10, stay_s=4) as callers:
        took = await _answer_s(scene, asyncio.create_task(attack()))
        figure("R11", f"callers not served beside {IDLE} idle peers", await gone(callers, 40), most=0)
    figure("R11", "hostile peers served", len(refused) - sum(refused), most=0)
    figure("R11", "crashes", int(house.pid != pid or not house.is_running), most=0)
    figure("R11", "answer to an operator meanwhile, p99", took[int(len(took) * 0.99)], unit="s", most=0.25)
    figure("R11", "memory more than before", max(0, _rss_kb(pid) - before), unit="kB", most=MOST_KB)
    assert (await first.waits("billing")).position == 1
    scene.flush()
    with scene.reader() as reader:
        served = [row for row in reader.history(limit=1000) if row.number.startswith("49")]
    figure("R11", "callers in the books", len(served), least=CALLERS)
