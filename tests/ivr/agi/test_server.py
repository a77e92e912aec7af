import asyncio
import logging
import socket
import struct

import pytest

from ivr.agi import session as session_file
from ivr.agi.line import Lost, Taken
from ivr.agi.server import Limits
from ivr.agi.session import Session

from .conftest import CALL, header


async def say_hello(session: Session) -> None:
    await session.set_variable("ACD_NEXT", "hold")


HELLO = ('SET VARIABLE "ACD_NEXT" "hold"', "200 result=1")


async def test_a_caller_is_served_and_the_connection_closed(open_house) -> None:
    house = await open_house(say_hello)
    fake = await house.call()
    await fake.play(HELLO)
    assert await fake.is_closed()
    assert house.server.counters == {"accepted": 1, "served": 1}


async def test_many_at_once(open_house) -> None:
    house = await open_house(say_hello)
    fakes = [await house.call() for _ in range(50)]
    await asyncio.gather(*(fake.play(HELLO) for fake in fakes))
    await house.count("served", 50)


@pytest.mark.parametrize(
    ("script", "token", "reason"),
    [
        ("elsewhere/main", "good", "unknown route"),
        ("", "good", "unknown route"),
        ("flow/main", "bad", "bad token"),
    ],
)
async def test_unknown_routes_and_bad_tokens_are_closed_at_once(open_house, script, token, reason) -> None:
    house = await open_house(say_hello)
    fake = await house.call(script, token)
    assert await fake.is_closed()
    assert house.server.counters[reason] == 1


async def test_a_route_may_be_followed_by_a_path_and_a_query(open_house) -> None:
    house = await open_house(say_hello)
    for script in ("flow", "flow/a/b", "flow?x=1", "flow/main?x=1"):
        await (await house.call(script)).play(HELLO)
    await house.count("served", 4)


async def test_no_arguments_no_service(open_house) -> None:
    house = await open_house(say_hello)
    assert await (await house.connect(header("flow/main"))).is_closed()
    assert house.server.counters["bad token"] == 1


LIMIT = ('SET VARIABLE "TIMEOUT(absolute)" "7199.697"', "200 result=1")


async def test_a_call_has_its_time_limit_back_before_anything_else(open_house) -> None:
    house = await open_house(say_hello)
    fake = await house.connect(header("flow/main", CALL, "1", "good", "7199.697"))
    await fake.play(LIMIT, HELLO)
    await house.count("served")


async def test_a_call_that_lost_no_limit_has_none_to_get_back(open_house) -> None:
    house = await open_house(say_hello)
    fake = await house.connect(header("flow/main", CALL, "1", "good", ""))
    await fake.play(HELLO)
    await house.count("served")


async def test_a_limit_that_is_none_ends_the_visit(open_house) -> None:
    house = await open_house(say_hello)
    fake = await house.connect(header("flow/main", CALL, "1", "good", "for ever"))
    assert await fake.is_closed()
    assert house.server.counters["lost"] == 1


async def test_nothing_is_done_for_who_went_before_we_spoke(open_house) -> None:
    done: list[Session] = []

    async def serve(session: Session) -> None:
        done.append(session)

    house = await open_house(serve)
    fake = await house.connect(header("flow/main", CALL, "1", "good", "7199.697"))
    assert await fake.command() == LIMIT[0]
    fake.close()
    await house.count("hung up")
    assert done == []


HOSTILE = [
    (b"", "closed before a header"),
    (b"agi_network: yes\nagi_req", "closed before a header"),
    (b"x" * 1_000_000, "line too long"),
    (b"agi_network: yes\n" + b"agi_a: b\n" * 100_000, "header key twice"),
    (b"\n", "header key missing"),
    (b"agi_network: yes\nagi_callerid: \xff\xfe\n", "not UTF-8"),
    (b"agi_network: yes\nagi_network: yes\n", "header key twice"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "control character"),
    (header("flow/main", CALL, "1", "good") + b"200 result=1\n", "bytes nobody asked for"),
]


@pytest.mark.parametrize(("sent", "reason"), HOSTILE)
async def test_a_hostile_peer_costs_a_counted_drop(open_house, sent: bytes, reason: str) -> None:
    house = await open_house(say_hello)
    bad = await house.connect(sent)
    bad.close()
    await house.count(reason)
    await (await house.call()).play(HELLO)
    await house.count("served")
    assert house.server.counters["handler error"] == 0


async def test_a_reset_is_a_counted_drop(open_house) -> None:
    house = await open_house(say_hello)
    peer = socket.create_connection(("127.0.0.1", house.port))
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await house.count("accepted")
    peer.close()
    await house.count("closed before a header")


async def test_a_header_has_a_deadline(open_house) -> None:
    house = await open_house(say_hello, Limits(header_s=0.05))
    slow = await house.connect(b"agi_network: yes\n")
    assert await slow.is_closed()
    assert house.server.counters["header deadline"] == 1


async def test_idle_sockets_keep_no_caller_out(open_house) -> None:
    house = await open_house(say_hello, Limits(header_peers=20))
    for _ in range(100):
        await house.connect(b"agi_network: yes\n")
    await house.count("accepted", 100)
    await house.count("too many without a header", 80)
    assert house.server.sessions == 0
    await (await house.call()).play(HELLO)
    await house.count("served")


async def test_too_many_sessions(open_house) -> None:
    house = await open_house(say_hello, Limits(sessions=1))
    first = await house.call()
    assert await first.command() == HELLO[0]
    assert await (await house.call()).is_closed()
    assert house.server.counters["too many sessions"] == 1
    first.send("200 result=1\n")
    await house.count("served")


async def test_a_silent_peer_meets_the_deadline_of_the_command(open_house, monkeypatch: pytest.MonkeyPatch) -> None:
    async def impatient(session: Session) -> None:
        await session._do("NOOP", deadline_s=0.05)

    house = await open_house(impatient)
    fake = await house.call()
    assert await fake.command() == "NOOP"
    assert await fake.is_closed()
    await house.count("lost")
    assert house.server.counters["command deadline"] == 1
    assert session_file.SHORT_S < session_file.STREAM_FILE_S


async def test_a_reply_nobody_asked_for_ends_the_dialogue(open_house) -> None:
    waiting = asyncio.Event()

    async def handler(session: Session) -> None:
        await say_hello(session)
        await waiting.wait()
        await say_hello(session)

    house = await open_house(handler)
    fake = await house.call()
    await fake.play((HELLO[0], "200 result=1\n200 result=1"))
    assert await fake.is_closed()
    waiting.set()
    await house.count("lost")
    assert house.server.counters["bytes nobody asked for"] == 1


async def test_a_failing_handler_is_told_without_what_was_pressed(open_house, caplog) -> None:
    caplog.set_level(logging.DEBUG)

    async def handler(session: Session) -> None:
        raise ValueError("the PIN 7421 is wrong")

    house = await open_house(handler)
    assert await (await house.call()).is_closed()
    await house.count("handler error")
    assert "ValueError at" in caplog.text
    assert "7421" not in caplog.text


@pytest.mark.parametrize(("raised", "counter"), [(Taken(), "taken"), (Lost("x"), "lost")])
async def test_ends_of_a_dialogue_are_counted(open_house, raised: Exception, counter: str) -> None:
    async def handler(session: Session) -> None:
        raise raised

    house = await open_house(handler)
    assert await (await house.call()).is_closed()
    await house.count(counter)


async def test_a_peer_that_goes_is_a_hang_up(open_house) -> None:
    house = await open_house(say_hello)
    fake = await house.call()
    assert await fake.command() == HELLO[0]
    fake.close()
    await house.count("hung up")


async def test_stop_lets_a_dialogue_end(open_house) -> None:
    house = await open_house(say_hello)
    fake = await house.call()
    assert await fake.command() == HELLO[0]
    stopping = asyncio.create_task(house.server.stop())
    await asyncio.sleep(0)
    fake.send("200 result=1\n")
    await stopping
    assert house.server.counters["served"] == 1
    with pytest.raises(OSError, match=r"[Cc]onnect"):
        await asyncio.open_connection("127.0.0.1", house.port)


async def test_stop_closes_what_does_not_end(open_house) -> None:
    house = await open_house(say_hello, Limits(stop_grace_s=0.05))
    fake = await house.call()
    idle = await house.connect()
    assert await fake.command() == HELLO[0]
    await house.server.stop()
    assert await fake.is_closed()
    assert await idle.is_closed()
    assert house.server.sessions == 0


async def test_stop_ends_a_handler_that_waits_for_ever(open_house) -> None:
    async def handler(session: Session) -> None:
        await asyncio.Event().wait()

    house = await open_house(handler, Limits(stop_grace_s=0.05))
    fake = await house.call()
    await house.count("accepted")
    async with asyncio.timeout(3):
        while not house.server.sessions:  # noqa: ASYNC110  (the server tells nobody)
            await asyncio.sleep(0.002)
        await house.server.stop()
    assert await fake.is_closed()


async def test_it_starts_again_after_a_stop(open_house) -> None:
    house = await open_house(say_hello)
    await house.server.stop()
    house.port = await house.server.start()
    await (await house.call()).play(HELLO)
    await house.count("served")


async def test_a_taken_port_is_an_error(open_house) -> None:
    house = await open_house(say_hello)
    other = type(house.server)("127.0.0.1", house.port, {}, lambda *_: True)
    with pytest.raises(OSError, match="in use"):
        await other.start()


async def test_hostile_peers_do_not_hold_the_loop_up(open_house) -> None:
    """All kinds of them at once, and idle sockets, while callers are served. The bound is loose: a machine may be
    busy, but a parser that spins or a peer that is waited for would hold the loop for seconds."""
    house = await open_house(say_hello, Limits(header_peers=50))
    loop = asyncio.get_running_loop()
    lags: list[float] = []

    async def watch() -> None:
        while True:
            due = loop.time() + 0.005
            await asyncio.sleep(0.005)
            lags.append(loop.time() - due)

    async def attack() -> None:
        for _ in range(5):
            for sent, _ in HOSTILE:
                bad = await house.connect(sent)
                bad.close()

    async def idle() -> None:
        for _ in range(200):
            await house.connect(b"agi_network: yes\n")

    async def calls() -> None:
        for _ in range(20):
            await (await house.call()).play(HELLO)

    watching = asyncio.create_task(watch())
    await asyncio.gather(attack(), idle(), calls())
    await house.count("served", 20)
    watching.cancel()
    assert max(lags) < 1.0
