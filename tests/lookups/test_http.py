"""Whatever a service does, an answer or a defined trouble comes in time."""

import asyncio
import gzip
import re
import time
from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.config.lookup_settings import OverHttp
from acd.config.secret import Secret
from acd.lookups.http import HttpAsker, decoded, filled
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble
from tests.lookups.conftest import Answer, Service, drops, flood, raw, reply, silence, slam

GOOD = b'{"status": "shipped"}'


@pytest.fixture
async def asker() -> AsyncIterator[HttpAsker]:
    asker = HttpAsker()
    yield asker
    await asker.close()


async def trouble(asker: HttpAsker, source: OverHttp, timeout_s: float = 0.4) -> Trouble:
    began = time.monotonic()
    with pytest.raises(LookupTroubleError) as caught:
        await asker.ask(source, {"number": "4711"}, timeout_s)
    assert time.monotonic() - began < timeout_s + 0.3
    return caught.value.why


def orders(service: Service, tries: int = 1) -> OverHttp:
    return OverHttp(f"{service.url}/orders/{{number}}", tries=tries, most_bytes=4096)


async def test_an_answer(asker: HttpAsker, service: Service) -> None:
    service.says(reply(GOOD))
    source = OverHttp(f"{service.url}/orders/{{number}}", headers={"Authorization": Secret("Bearer hush")})
    assert await asker.ask(source, {"number": "47 11/../x?y&z"}, 2) == {"status": "shipped"}
    head = service.requests[0]
    assert head.startswith(b"GET /orders/47%2011%2F..%2Fx%3Fy%26z HTTP/1.1\r\n")
    assert b"Authorization: Bearer hush\r\n" in head
    assert b"Accept-Encoding: identity\r\n" in head


async def test_a_post_carries_its_values_as_json_and_is_never_sent_twice(asker: HttpAsker, service: Service) -> None:
    service.says(reply(GOOD))
    source = OverHttp(f"{service.url}/find", ("number",), tries=1, is_post=True)
    assert await asker.ask(source, {"number": '4"7'}, 2) == {"status": "shipped"}
    assert service.requests[0].endswith(b'{"number": "4\\"7"}')
    service.says(reply(b"", "503 Busy"))
    assert await trouble(asker, source) is Trouble.REFUSED
    assert len(service.requests) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "204 No Content"])
async def test_no_such_thing(asker: HttpAsker, service: Service, status: str) -> None:
    service.says(reply(b"", status))
    assert await asker.ask(orders(service), {"number": "1"}, 2) is None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (silence, Trouble.SLOW),
        (drops(0.05), Trouble.SLOW),
        (slam, Trouble.AWAY),
        (flood, Trouble.WRONG),
        (reply(b" " * 5000), Trouble.WRONG),
        (reply(GOOD, "500 Internal"), Trouble.REFUSED),
        (reply(GOOD, "401 Unauthorized"), Trouble.REFUSED),
        (reply(b"", "302 Found", more="Location: http://127.0.0.1:1/elsewhere\r\n"), Trouble.REFUSED),
        (reply(GOOD, kind="text/html"), Trouble.WRONG),
        (reply(GOOD, kind="application/jsonp"), Trouble.WRONG),
        (reply(gzip.compress(GOOD), more="Content-Encoding: gzip\r\n"), Trouble.WRONG),
        (reply(b"<html>"), Trouble.WRONG),
        (reply(b""), Trouble.WRONG),
        (reply(b'{"a": NaN}'), Trouble.WRONG),
        (reply(b'{"a": 1e999}'), Trouble.WRONG),
        (reply(b"[" * 4000), Trouble.WRONG),
        (reply(b'{"a": "\xff"}'), Trouble.WRONG),
        (raw(b"SSH-2.0-OpenSSH\r\n\r\n"), Trouble.WRONG),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX: " + b"a" * 100_000), Trouble.WRONG),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{"), Trouble.WRONG),
    ],
)
async def test_a_bad_service(asker: HttpAsker, service: Service, answer: Answer, why: Trouble) -> None:
    service.says(answer)
    assert await trouble(asker, orders(service)) is why


async def test_nobody_there(asker: HttpAsker, unused_port: int) -> None:
    assert await trouble(asker, OverHttp(f"http://127.0.0.1:{unused_port}/{{number}}")) is Trouble.AWAY


async def test_a_name_that_no_server_knows(asker: HttpAsker) -> None:
    assert await trouble(asker, OverHttp("http://no.such.host.invalid/{number}"), 3.0) is Trouble.AWAY


@pytest.fixture
async def unused_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


@pytest.mark.parametrize("first", [slam, silence, reply(b"", "503 Busy")])
async def test_a_get_is_asked_again_within_the_same_time(asker: HttpAsker, service: Service, first: Answer) -> None:
    service.says(first, reply(GOOD))
    assert await asker.ask(orders(service, tries=2), {"number": "1"}, 1.2) == {"status": "shipped"}
    assert len(service.requests) == 2


async def test_two_tries_cost_no_more_than_the_time_out(asker: HttpAsker, service: Service) -> None:
    service.says(silence)
    assert await trouble(asker, orders(service, tries=3), 0.6) is Trouble.SLOW


async def test_a_wrong_answer_is_not_asked_for_again(asker: HttpAsker, service: Service) -> None:
    service.says(reply(b"nonsense"))
    assert await trouble(asker, orders(service, tries=3)) is Trouble.WRONG
    assert len(service.requests) == 1


@given(st.text(max_size=60))
def test_no_value_leaves_its_place_in_the_url(value: str) -> None:
    url = filled("http://host/a/{number}/b?c={number}", {"number": value})
    path, query = url.removeprefix("http://host/a/").split("/b?c=")
    assert path == query
    assert re.fullmatch("[A-Za-z0-9_.~%-]*", path)
    assert unquote(path) == value.encode(errors="replace").decode()


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_wrong(content: bytes) -> None:
    try:
        decoded(content)
    except LookupTroubleError:
        return
