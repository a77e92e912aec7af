"""The server over a real unix socket: friends are answered, enemies cost nothing."""

import asyncio
import logging
import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest

from acd.control.place import PlaceError
from acd.control.server import ControlServer
from acd.core.commands import Reply
from acd.core.events import AgentPaused, AgentSkillsChanged, ContactMoved, OfferRang
from acd.core.records import Refused

REFUSED = Refused(1.0, "OfferRang", "main-1.2", "waiting")


async def talk(path: Path, sent: bytes) -> list[dict[str, Any]]:
    """All the lines that come back for `sent` until the server has answered as often as there are newlines, or has
    closed."""
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(sent)
        writer.write_eof()
        async with asyncio.timeout(5):
            return [msgspec.json.decode(line) async for line in reader]
    finally:
        writer.close()


async def test_requests_are_answered_in_order(serve: Any, path: Path) -> None:
    async with serve():
        answers = await talk(path, b'{"do":"view"}\n{"do":"status"}\n{"do":"why","contact":"main-1.2"}\n')
    assert [answer["ok"] for answer in answers] == [True] * 3
    assert answers[0]["value"]["lost_pbxes"] == ["main"]
    assert answers[1]["value"]["links"][0]["state"] == "up"
    assert answers[2]["value"][0]["decision"]["gated"] == [{"agent": "1002", "gate": "wrapping"}]


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (b'{"do":"agent-pause","agent":"1001","reason":"lunch"}\n', AgentPaused("1001", "lunch", "token-1")),
        (b'{"do":"agent-skills","agent":"1","skills":{"fr":3}}\n', AgentSkillsChanged("1", {"fr": 3}, "token-1")),
        (b'{"do":"call-move","contact":"c","queue":"q","position":2}\n', ContactMoved("c", "q", "token-1", 2)),
    ],
)
async def test_a_deed_becomes_an_event(serve: Any, house: Any, path: Path, line: bytes, event: object) -> None:
    async with serve():
        assert await talk(path, line) == [{"ok": True, "value": None}]
    assert house.events == [event]


async def test_every_request_reaches_the_house(serve: Any, path: Path) -> None:
    lines = [
        b'{"do":"%s"%s}\n' % pair
        for pair in [
            (b"history", b',"agent":"1001","limit":3'),
            (b"reload", b""),
            (b"doctor", b""),
            (b"agent-sign-in", b',"agent":"1001"'),
            (b"agent-sign-out", b',"agent":"1001"'),
            (b"agent-ready", b',"agent":"1001"'),
            (b"call-priority", b',"contact":"c","priority":5'),
            (b"call-drop", b',"contact":"c"'),
        ]
    ]
    async with serve():
        answers = await talk(path, b"".join(lines))
    assert len(answers) == len(lines)
    assert all(answer["ok"] for answer in answers)


async def test_a_refusal_of_the_floor_is_told(serve: Any, house: Any, path: Path) -> None:
    house.reply = Reply("token-1", ok=False, error="there is no agent 9")
    async with serve():
        (answer,) = await talk(path, b'{"do":"agent-ready","agent":"9"}\n')
    assert answer == {"ok": False, "error": "there is no agent 9", "code": "refused"}


async def test_a_refusal_of_the_house_is_told(serve: Any, house: Any, path: Path) -> None:
    house.refusal = "queues.toml: sales.ring_s: got -1"
    async with serve():
        (answer,) = await talk(path, b'{"do":"reload"}\n')
    assert (answer["error"], answer["code"]) == (house.refusal, "refused")


async def test_a_fault_is_logged_and_hidden(
    serve: Any, house: Any, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house.fault = RuntimeError("secret inside")
    async with serve():
        first, second = await talk(path, b'{"do":"status"}\n{"do":"view"}\n')
    assert first["code"] == "fault"
    assert "secret" not in first["error"]
    assert second["ok"]
    assert "secret inside" in caplog.text


async def test_a_house_that_does_not_answer_is_given_up(serve: Any, house: Any, path: Path) -> None:
    house.delay_s = 60.0
    async with serve(answer_s=0.05):
        (answer,) = await talk(path, b'{"do":"doctor"}\n')
    assert answer["code"] == "timeout"


async def test_deeds_are_logged_with_the_user_who_asked(
    serve: Any, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with serve():
        await talk(path, b'{"do":"view"}\n{"do":"call-drop","contact":"main-1.2"}\n')
    messages = [record.message for record in caplog.records if "asks" in record.message]
    assert len(messages) == 1
    assert "asks: call-drop main-1.2" in messages[0]


# --- watching ---


async def test_a_watcher_is_told_until_it_goes(serve: Any, house: Any, path: Path, until: Any) -> None:
    async with serve():
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(b'{"do":"watch"}\n')
        assert msgspec.json.decode(await reader.readline()) == {"ok": True, "value": None}
        await until(lambda: house.watchers)
        house.tell(1.5, REFUSED)
        house.tell(1.6, OfferRang("main-1.2", 1))
        first = msgspec.json.decode(await reader.readline())
        assert (first["at"], first["kind"], first["what"]["who"]) == (1.5, "Refused", "main-1.2")
        assert msgspec.json.decode(await reader.readline())["kind"] == "OfferRang"
        writer.close()
        await until(lambda: not house.watchers)
        house.tell(1.7, REFUSED)


async def test_a_slow_watcher_is_cut_off_and_others_see_everything(
    serve: Any, house: Any, path: Path, until: Any
) -> None:
    async with serve(watcher_bytes=10_000) as server:
        _slow_reader, slow = await asyncio.open_unix_connection(path)
        slow.transport.pause_reading()
        reader, writer = await asyncio.open_unix_connection(path)
        for each in (slow, writer):
            each.write(b'{"do":"watch"}\n')
        await reader.readline()
        await until(lambda: len(house.watchers) == 2)
        told = 0
        while len(house.watchers) == 2:
            house.tell(float(told), REFUSED)
            told += 1
            assert told < 100_000
            assert msgspec.json.decode(await reader.readline())["at"] == told - 1
        assert server.dropped == 1
        slow.close()
        writer.close()


async def test_closing_the_server_ends_watches(serve: Any, house: Any, path: Path, until: Any) -> None:
    async with serve():
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(b'{"do":"watch"}\n')
        await reader.readline()
        await until(lambda: house.watchers)
    assert not house.watchers
    assert await reader.read() == b""
    writer.close()


# --- enemies ---


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x00\xff\xfe\n",
        b"\n\n\n",
        b'{"do":"view"}x\n',
        b"[" * 40_000 + b"\n",
        b"x" * 200_000,
        b"x" * 70_000 + b"\n",
    ],
)
async def test_nonsense_gets_one_error_and_the_door(serve: Any, path: Path, until: Any, sent: bytes) -> None:
    async with serve() as server:
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(sent)
        async with asyncio.timeout(5):
            answer = msgspec.json.decode(await reader.readline())
        assert answer["code"] == "bad_request"
        await until(lambda: server.dropped == 1)
        writer.close()
        assert (await talk(path, b'{"do":"view"}\n'))[0]["ok"]


async def test_a_drip_of_half_a_line_is_ended_by_its_deadline(serve: Any, path: Path) -> None:
    async with serve(half_line_s=0.1) as server:
        _, writer = await asyncio.open_unix_connection(path)
        async with asyncio.timeout(5):
            while server.dropped == 0:
                writer.write(b" ")
                await asyncio.sleep(0.01)
        writer.close()


async def test_a_silent_client_is_sent_away(serve: Any, path: Path) -> None:
    async with serve(idle_s=0.05) as server:
        reader, writer = await asyncio.open_unix_connection(path)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        assert server.dropped == 1
        writer.close()


async def test_a_client_that_never_reads_is_cut_off(serve: Any, path: Path) -> None:
    async with serve(write_s=0.05) as server:
        _, writer = await asyncio.open_unix_connection(path)
        writer.transport.pause_reading()
        async with asyncio.timeout(10):
            while server.dropped == 0:
                writer.write(b'{"do":"status"}\n' * 100)
                await asyncio.sleep(0.001)
        writer.close()


async def test_one_client_too_many_is_told_so(serve: Any, path: Path, until: Any) -> None:
    async with serve(clients=2) as server:
        guests = [await asyncio.open_unix_connection(path) for _ in range(2)]
        for reader, writer in guests:
            writer.write(b'{"do":"view"}\n')
            await reader.readline()
        (answer,) = await talk(path, b"")
        assert answer["code"] == "busy"
        for _, writer in guests:
            writer.close()
        await until(lambda: len(server._visits) == 0)
        assert (await talk(path, b'{"do":"view"}\n'))[0]["ok"]


# --- the socket ---


async def test_the_socket_has_its_permissions_and_goes_with_the_server(serve: Any, path: Path) -> None:
    async with serve():
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o660
    assert not os.path.exists(path)  # noqa: ASYNC240


async def test_a_second_server_is_refused_and_harms_nobody(serve: Any, house: Any, path: Path) -> None:
    async with serve():
        second = ControlServer(house, path)
        with pytest.raises(PlaceError, match="another daemon"):
            await second.open()
        await second.close()
        assert (await talk(path, b'{"do":"view"}\n'))[0]["ok"]
