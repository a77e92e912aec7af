"""A service that answers as a test says, badly if it must."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

Answer = Callable[["Service", asyncio.StreamWriter], Awaitable[None]]


class Service:
    """`requests` are the heads (and bodies) that came, `answers` what each gets in turn; the last one stays."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.answers: list[Answer] = []
        self.port = 0
        self.open = 0
        self.most_open = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, *answers: Answer) -> None:
        self.answers = list(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head + await reader.readexactly(_length(head)))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                await answer(self, writer)
                writer.close()
                await writer.wait_closed()
        finally:
            self.open -= 1
            writer.transport.abort()


def _length(head: bytes) -> int:
    lines = (line.lower() for line in head.split(b"\r\n"))
    return int(next((line.split(b":")[1] for line in lines if line.startswith(b"content-length:")), b"0"))


def raw(content: bytes) -> Answer:
    async def answer(_: Service, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return answer


def reply(body: bytes, status: str = "200 OK", kind: str = "application/json", more: str = "") -> Answer:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    )
    return raw(head.encode() + body)


async def silence(_: Service, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def slam(_: Service, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def drops(every_s: float) -> Answer:
    async def answer(_: Service, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(every_s)

    return answer


async def flood(_: Service, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[")
    for _ in range(2000):
        writer.write(b"1," * 8192)
        await writer.drain()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    service = Service()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(service.serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    yield service
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await server.wait_closed()
