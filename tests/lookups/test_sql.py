"""Databases of others: read, never written, never waited for beyond the deadline."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.config.lookup_settings import Database, OverSql
from acd.lookups.sql import SqlAsker
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble

QUERY = "SELECT status, total FROM orders WHERE number = :number"
ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n WHERE i > :number"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a shop # 1.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE orders (number TEXT, status TEXT, total NUMERIC, photo BLOB)")
        rows = [("4711", "shipped", 12.5, None), ("4711", "second", 1, None), ("0", "big", 1, bytes(3_000_000))]
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
    connection.close()
    return file


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.fixture
def asker(file: Path) -> Iterator[SqlAsker]:
    asker = SqlAsker(Database("shop", f"sqlite:///{file}", at_once=2))
    yield asker
    asker.close()


async def ask(asker: SqlAsker, query: str, number: str = "4711", timeout_s: float = 2.0) -> object:
    return await asker.ask(OverSql(asker.database, query), {"number": number}, timeout_s)


async def trouble(asker: SqlAsker, query: str, timeout_s: float = 2.0) -> Trouble:
    with pytest.raises(LookupTroubleError) as caught:
        await ask(asker, query, timeout_s=timeout_s)
    return caught.value.why


async def test_the_first_row(asker: SqlAsker) -> None:
    assert await ask(asker, QUERY) == {"status": "shipped", "total": 12.5}
    assert await ask(asker, QUERY, "4712") is None


@pytest.mark.parametrize("value", ["' OR 1=1 --", "4711; DROP TABLE orders", "%", '"', "\\", ":number"])
async def test_a_value_is_only_ever_a_value(asker: SqlAsker, value: str) -> None:
    assert await ask(asker, QUERY, value) is None
    assert await ask(asker, QUERY) is not None


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM orders WHERE number = :number",
        "INSERT INTO orders VALUES (:number, '', 0, NULL)",
        "CREATE TABLE more AS SELECT :number AS x",
        "ATTACH DATABASE 'x.sqlite' AS x",
    ],
)
async def test_nothing_is_written(asker: SqlAsker, query: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    before = contents(file.parent)
    await trouble(asker, query)
    assert contents(file.parent) == before


async def test_no_such_file(tmp_path: Path) -> None:
    asker = SqlAsker(Database("gone", f"sqlite:///{tmp_path}/gone.sqlite"))
    assert await trouble(asker, QUERY) is Trouble.AWAY
    asker.close()
    assert contents(tmp_path) == {}


async def test_no_such_table(asker: SqlAsker) -> None:
    assert await trouble(asker, "SELECT x FROM nowhere WHERE y = :number") is Trouble.REFUSED


async def test_a_huge_value_is_refused(asker: SqlAsker) -> None:
    assert await trouble(asker, "SELECT photo FROM orders WHERE number = '0' AND :number = :number") is Trouble.REFUSED


async def test_a_query_without_end_ends_and_gives_its_thread_back(asker: SqlAsker) -> None:
    began = time.monotonic()
    troubles = await asyncio.gather(*(trouble(asker, ENDLESS, 0.4) for _ in range(4)))
    assert set(troubles) == {Trouble.SLOW}
    assert time.monotonic() - began < 0.8
    assert await ask(asker, QUERY) is not None


async def test_a_locked_database_is_not_waited_for_longer(asker: SqlAsker, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert await trouble(asker, QUERY, 0.3) is Trouble.SLOW
    other.close()


async def test_who_waits_when_it_is_closed_still_gets_his_answer(asker: SqlAsker) -> None:
    slow = [asyncio.create_task(trouble(asker, ENDLESS, 0.3)) for _ in range(2)]
    waiting = asyncio.create_task(ask(asker, QUERY))
    await asyncio.sleep(0.05)
    asker.close()
    assert await waiting is not None
    assert await asyncio.gather(*slow) == [Trouble.SLOW] * 2


async def test_the_house_s_own_threads_stay_free(asker: SqlAsker) -> None:
    waiting = [asyncio.create_task(trouble(asker, ENDLESS, 0.5)) for _ in range(30)]
    began = time.monotonic()
    await asyncio.to_thread(lambda: None)
    assert time.monotonic() - began < 0.3
    await asyncio.gather(*waiting)
