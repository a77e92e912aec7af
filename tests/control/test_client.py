"""The blocking client against the real server, and against daemons that misbehave."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from acd.control.client import Client, ControlError, NotRunningError, RequestRefusedError
from acd.control.house import DaemonStatus
from acd.control.requests import Ready, Status, View, Why
from acd.core.commands import Reply
from acd.core.records import Decided, Refused
from acd.core.view import FloorView


async def test_values_come_back_as_they_were(serve: Any, house: Any, path: Path) -> None:
    client = Client(path)
    async with serve():
        assert await asyncio.to_thread(client.ask, View(), FloorView) == house.view()
        assert await asyncio.to_thread(client.ask, Status(), DaemonStatus) == await house.status()
        decided = await asyncio.to_thread(client.ask, Why("main-1.2"), tuple[Decided, ...])
        assert decided == await house.why("main-1.2")


async def test_a_refusal_is_raised_with_its_sentence(serve: Any, house: Any, path: Path) -> None:
    house.reply = Reply("", ok=False, error="there is no agent 9")
    async with serve():
        with pytest.raises(RequestRefusedError, match="there is no agent 9") as refused:
            await asyncio.to_thread(Client(path).ask, Ready("9"), type(None))
    assert refused.value.code == "refused"


async def test_a_watch_yields_until_the_daemon_stops(serve: Any, house: Any, path: Path, until: Any) -> None:
    row = Refused(1.0, "OfferRang", "main-1.2", "waiting")
    told: list[object] = []

    def watch() -> None:
        with pytest.raises(NotRunningError, match="closed the watch"):
            told.extend(telling.what for telling in Client(path).watch())

    async with serve():
        watching = asyncio.create_task(asyncio.to_thread(watch))
        await until(lambda: house.watchers)
        house.tell(1.0, row)
        await until(lambda: told)
    await watching
    assert told == [row]


def test_no_daemon_is_one_clear_sentence(path: Path) -> None:
    with pytest.raises(NotRunningError, match=f"not running .nothing answers at {path}.; start it with 'acd run'"):
        Client(path).ask(View(), FloorView)


@contextmanager
def strange_daemon(path: Path, says: bytes, *, hears: bool = True) -> Iterator[None]:
    """Says `says` to its first client, whatever it asks, and closes."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            visitor, _ = listener.accept()
            with visitor:
                if hears:
                    visitor.recv(1000)
                visitor.sendall(says)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            thread.join()


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 400\r\n", "of the same version"),
        (b'{"ok":true,"value":{"at":"noon"}}\n', "of the same version"),
        (b'{"ok":false,"error":"too many clients","code":"busy"}\n', "too many clients"),
    ],
)
@pytest.mark.parametrize("hears", [True, False])
def test_a_strange_daemon_is_one_clear_sentence(path: Path, says: bytes, error: str, hears: bool) -> None:
    with strange_daemon(path, says, hears=hears), pytest.raises(ControlError, match=error):
        Client(path).ask(View(), FloorView)


def test_a_daemon_that_hangs_is_given_up(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        with pytest.raises(ControlError, match="hangs or is overloaded"):
            Client(path, answer_s=0.05).ask(View(), FloorView)
