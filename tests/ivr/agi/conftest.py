"""A scripted Asterisk at the far end of a FastAGI connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from ivr.agi.server import AgiServer, Handler, Limits
from ivr.agi.session import Session

CALL = "main-1763769287.12"


def header(script: str = "flow/main", *arguments: str, **changes: str) -> bytes:
    """What Asterisk 22 sends, in its order."""
    values = {
        "agi_network": "yes",
        "agi_network_script": script,
        "agi_request": f"agi://127.0.0.1:4573/{script}",
        "agi_channel": "PJSIP/trunk-00000001",
        "agi_language": "en",
        "agi_type": "PJSIP",
        "agi_uniqueid": "1763769287.12",
        "agi_version": "22.10.1",
        "agi_callerid": "4930123",
        "agi_calleridname": "unknown",
        "agi_dnid": "unknown",
        "agi_extension": "100",
        "agi_enhanced": "0.0",
        "agi_accountcode": "",
    }
    values.update({f"agi_{key}": value for key, value in changes.items()})
    values.update({f"agi_arg_{place}": value for place, value in enumerate(arguments, 1)})
    return "".join(f"{key}: {value}\n" for key, value in values.items()).encode() + b"\n"


@dataclass
class FakeAsterisk:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, text: str | bytes) -> None:
        self.writer.write(text if isinstance(text, bytes) else text.encode())

    async def command(self) -> str:
        """The next command of the server, "" when it closed."""
        async with asyncio.timeout(5):
            try:
                return (await self.reader.readline()).decode().rstrip("\n")
            except ConnectionError:
                return ""

    async def play(self, *script: tuple[str, str]) -> None:
        """Expects each command and answers it."""
        for expected, reply in script:
            assert await self.command() == expected
            self.send(reply + "\n")

    async def is_closed(self) -> bool:
        return await self.command() == ""

    def close(self) -> None:
        self.writer.close()


@dataclass
class House:
    """A running server and the callers that were connected to it."""

    server: AgiServer
    port: int
    callers: list[FakeAsterisk]
    visits: int = 0

    async def connect(self, first: bytes = b"") -> FakeAsterisk:
        fake = FakeAsterisk(*await asyncio.open_connection("127.0.0.1", self.port))
        self.callers.append(fake)
        fake.send(first)
        return fake

    async def call(self, script: str = "flow/main", token: str = "good", **changes: str) -> FakeAsterisk:
        self.visits += 1
        return await self.connect(header(script, CALL, str(self.visits), token, **changes))

    async def count(self, reason: str, least: int = 1) -> None:
        """Waits until a counter has got so far."""
        async with asyncio.timeout(5):
            while self.server.counters[reason] < least:  # noqa: ASYNC110  (the server tells nobody of a count)
                await asyncio.sleep(0.002)


Open = Callable[..., Awaitable[House]]


@pytest.fixture
async def open_house() -> AsyncIterator[Open]:
    """`await open_house(handler, limits)`; everything is closed afterwards and no task may be left."""
    houses: list[House] = []

    async def start(handler: Handler, limits: Limits | None = None) -> House:
        server = AgiServer("127.0.0.1", 0, {"flow": handler}, lambda call, visit, token: token == "good", limits)
        house = House(server, await server.start(), [])
        houses.append(house)
        return house

    yield start
    for house in houses:
        for fake in house.callers:
            fake.close()
        await house.server.stop()
        assert house.server.sessions == 0


Talk = Callable[..., Awaitable[object]]


@pytest.fixture
async def talk(open_house: Open) -> Talk:
    """`await talk(act, (command, reply), …)`: runs `act(session)` against the script; answers its result or the
    exception it raised."""

    async def run(act: Callable[[Session], Awaitable[object]], *script: tuple[str, str], **changes: str) -> object:
        result: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        async def handler(session: Session) -> None:
            try:
                result.set_result(await act(session))
            except Exception as error:
                result.set_result(error)

        house = await open_house(handler)
        fake = await house.call(**changes)
        await fake.play(*script)
        async with asyncio.timeout(5):
            return await result

    return run
