"""A crooked wire between a daemon and its PBX's manager: what the PBX says by itself comes late, in another order,
twice or not at all; what it answers comes at once, or all of it byte by byte.

It runs in a thread of its own, for those who use it block.
"""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from acd.lab.house import House

END = b"\r\n\r\n"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Bend:
    """`late_s`: every event at least and at most, those of one channel in their order. `lost` and `doubled` are shares
    of the events; `bytewise`: everything in writes of one byte."""

    late_s: tuple[float, float] = (0.0, 0.0)
    lost: float = 0.0
    doubled: float = 0.0
    bytewise: bool = False


class Wire:
    """Counts what it did."""

    def __init__(self, manager_port: int, bend: Bend, seed: int) -> None:
        self.passed = self.lost = self.doubled = 0
        self.port = 0
        self._to, self._bend = manager_port, bend
        self._draw = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()
        assert self._up.wait(5)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)

    def straighten(self) -> None:
        """From now on everything passes as it is."""
        self._bend = Bend()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        server = await asyncio.start_server(self._join, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        await self._over.wait()
        server.close()

    async def _join(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            theirs, out = await asyncio.open_connection(HOST, self._to)
            both = (asyncio.ensure_future(_pour(ours, out)), asyncio.ensure_future(self._bent(theirs, back)))
            await asyncio.wait([*both, asyncio.ensure_future(self._over.wait())], return_when=asyncio.FIRST_COMPLETED)
            for each in (*both,):
                each.cancel()
            for writer in (back, out):
                writer.close()

    async def _bent(self, theirs: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        due: dict[bytes, float] = {}  # by channel: when its last event goes on
        await self._pass(back, await theirs.readuntil(b"\r\n"))
        while True:
            message = await theirs.readuntil(END)
            channel = _channel(message)
            if channel is None:
                await self._pass(back, message)
                continue
            self.passed += 1
            bend = self._bend
            copies = 0 if self._draw.random() < bend.lost else 1 + (self._draw.random() < bend.doubled)
            self.lost += copies == 0
            self.doubled += copies == 2
            for _ in range(copies):
                at = max(self._loop.time() + self._draw.uniform(*bend.late_s), due.get(channel, 0.0))
                due[channel] = at
                if bend.late_s[1]:
                    self._loop.call_at(at, back.write, message)
                else:
                    await self._pass(back, message)

    async def _pass(self, back: asyncio.StreamWriter, message: bytes) -> None:
        if not self._bend.bytewise:
            back.write(message)
            return
        for each in message:
            back.write(bytes([each]))
            await asyncio.sleep(0)


async def _pour(ours: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
    while data := await ours.read(65_536):
        out.write(data)


def _channel(message: bytes) -> bytes | None:
    """Of what the PBX says by itself: the channel it is of, or nothing; None: an answer."""
    if not message.startswith(b"Event: ") or (
        b"\r\nActionID: " in message and b"OriginateResponse" not in message[:40]
    ):
        return None
    _, _, rest = message.partition(b"\r\nUniqueid: ")
    return rest.partition(b"\r\n")[0]


@contextmanager
def crooked(house: House, bend: Bend, *, sweep_s: float, seed: int = 1) -> Iterator[Wire]:
    """The house's daemon at the end of such a wire, sweeping every `sweep_s`."""
    wire = Wire(house.layout.manager_port, bend, seed)
    wire.start()
    file = house.config / "acd.toml"
    straight = file.read_text(encoding="utf-8")
    bent = straight.replace(f"port = {house.layout.manager_port}\n", f"port = {wire.port}\n")
    file.write_text(bent.replace("[daemon]\n", f"[daemon]\nsweep_s = {sweep_s:g}\n"), encoding="utf-8")
    house.stop_daemon()
    try:
        house.start_daemon()
        yield wire
    finally:
        file.write_text(straight, encoding="utf-8")
        house.stop_daemon()
        wire.stop()
        house.start_daemon()
