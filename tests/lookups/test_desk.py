"""What callers get of a lookup, and what a bad service costs them together."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.config.lookup_settings import AnswerField, Database, Lookup, OverHttp, OverSql
from acd.lookups.desk import LookupDesk, load_for
from acd.lookups.gate import REST_S, TRIPS
from ivr.services import Found, LookupFailed, NotFound, Trouble
from tests.lookups.conftest import Service, reply, silence

pytestmark = pytest.mark.slow

STATUS = (AnswerField("status", "text", ("status",)),)


@pytest.fixture
def lookups() -> dict[str, Lookup]:
    return {}


@pytest.fixture
async def desk(lookups: dict[str, Lookup]) -> AsyncIterator[LookupDesk]:
    desk = LookupDesk(lambda: lookups)
    yield desk
    await desk.close()


@pytest.fixture
async def orders(service: Service, lookups: dict[str, Lookup]) -> Service:
    source = OverHttp(f"{service.url}/{{number}}", tries=1)
    lookups["orders"] = Lookup("orders", source, frozenset({"number"}), STATUS, timeout_s=0.3, at_once=3)
    await load_for(lookups.values())
    return service


async def test_found(desk: LookupDesk, orders: Service) -> None:
    orders.says(reply(b'{"status": "shipped"}'))
    assert await desk.look_up("orders", {"number": "4711", "more": "x"}) == Found({"status": "shipped"})


async def test_not_found(desk: LookupDesk, orders: Service) -> None:
    orders.says(reply(b"{}", "404 Not Found"))
    assert await desk.look_up("orders", {"number": "4711"}) == NotFound()
    orders.says(reply(b"null"))
    assert await desk.look_up("orders", {"number": "4711"}) == NotFound()


async def test_a_field_of_another_type(desk: LookupDesk, orders: Service) -> None:
    orders.says(reply(b'{"status": ["shipped"]}'))
    assert await desk.look_up("orders", {"number": "4711"}) == LookupFailed(Trouble.WRONG)


@pytest.mark.parametrize("value", ["", " ", ".", "..", "a\nb", "x" * 257, "\ud800"])
async def test_what_names_nothing_is_not_asked_for(desk: LookupDesk, orders: Service, value: str) -> None:
    assert await desk.look_up("orders", {"number": value}) == NotFound()
    assert orders.requests == []


async def test_no_such_lookup(desk: LookupDesk, orders: Service) -> None:
    assert await desk.look_up("order", {"number": "1"}) == LookupFailed(Trouble.UNKNOWN)
    assert await desk.look_up("orders", {}) == LookupFailed(Trouble.UNKNOWN)


async def test_a_dead_service_costs_few_callers_their_time_and_the_others_none(
    desk: LookupDesk, orders: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders.says(silence)
    began = time.monotonic()
    answers = await asyncio.gather(*(desk.look_up("orders", {"number": "1"}) for _ in range(50)))
    assert time.monotonic() - began < 0.6
    assert orders.most_open == 3
    assert [answer.why for answer in answers].count(Trouble.SLOW) == 3  # type: ignore[union-attr]
    assert [answer.why for answer in answers].count(Trouble.BUSY) == 47  # type: ignore[union-attr]
    for _ in range(TRIPS - 3):
        await desk.look_up("orders", {"number": "1"})
    began = time.monotonic()
    assert await desk.look_up("orders", {"number": "1"}) == LookupFailed(Trouble.RESTING)
    assert time.monotonic() - began < 0.1
    now = time.monotonic
    monkeypatch.setattr("acd.lookups.desk.time.monotonic", lambda: now() + REST_S)
    orders.says(reply(b'{"status": "back"}'))
    assert await desk.look_up("orders", {"number": "1"}) == Found({"status": "back"})


async def test_who_hangs_up_gives_his_place_back(desk: LookupDesk, orders: Service) -> None:
    orders.says(silence)
    tasks = [asyncio.create_task(desk.look_up("orders", {"number": "1"})) for _ in range(3)]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    orders.says(reply(b'{"status": "sent"}'))
    assert await desk.look_up("orders", {"number": "1"}) == Found({"status": "sent"})


async def test_a_changed_definition_begins_anew(
    desk: LookupDesk, orders: Service, lookups: dict[str, Lookup], tmp_path: Path
) -> None:
    orders.says(silence)
    for _ in range(TRIPS):
        await desk.look_up("orders", {"number": "1"})
    file = tmp_path / "shop.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE orders AS SELECT '1' AS number, 'sent' AS status")
    connection.close()
    source = OverSql(Database("shop", f"sqlite:///{file}"), "SELECT status FROM orders WHERE number = :number")
    lookups["orders"] = Lookup("orders", source, frozenset({"number"}), STATUS)
    assert await desk.look_up("orders", {"number": "1"}) == Found({"status": "sent"})


async def test_nothing_about_the_caller_is_logged(
    desk: LookupDesk, orders: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for answer in (reply(b'{"status": 77889900}'), reply(b"77889900"), reply(b"77889900", "500 77889900"), silence):
        orders.says(answer)
        found = await desk.look_up("orders", {"number": "55667788"})
        assert isinstance(found, LookupFailed)
    assert "orders failed" in caplog.text
    assert "55667788" not in caplog.text
    assert "77889900" not in caplog.text
    assert "77889900" not in repr(Found({"status": "77889900"}))
