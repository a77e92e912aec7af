"""Lookups on a real PostgreSQL: read only, ended by the server, and what cannot be a value names nothing."""

import asyncio
import time
from collections.abc import Iterator

import psycopg
import pytest

from acd.config.lookup_settings import Database, OverSql
from acd.lab import postgres
from acd.lookups.sql import SqlAsker
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble


@pytest.fixture(scope="module")
def folder() -> Iterator[str]:
    with postgres.cluster() as folder:
        with psycopg.connect(f"host={folder} user=acd dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE TABLE orders (number INTEGER, status TEXT, due DATE, total NUMERIC(9, 2))")
            connection.execute("INSERT INTO orders VALUES (4711, 'sent', '2026-12-24', 12.5), (4711, 'more', NULL, 1)")
        yield folder


@pytest.fixture
def asker(folder: str) -> Iterator[SqlAsker]:
    asker = SqlAsker(Database("shop", postgres.url(folder), at_once=2))
    yield asker
    asker.close()


async def ask(asker: SqlAsker, query: str, number: str = "4711", timeout_s: float = 5.0) -> object:
    return await asker.ask(OverSql(asker.database, query), {"number": number}, timeout_s)


async def trouble(asker: SqlAsker, query: str, timeout_s: float = 5.0) -> Trouble:
    with pytest.raises(LookupTroubleError) as caught:
        await ask(asker, query, timeout_s=timeout_s)
    return caught.value.why


ORDER = "SELECT status, total FROM orders WHERE number = CAST(:number AS INTEGER) ORDER BY total DESC"


async def test_the_first_row(asker: SqlAsker) -> None:
    found = await ask(asker, ORDER)
    assert isinstance(found, dict)
    assert (found["status"], str(found["total"])) == ("sent", "12.50")
    assert await ask(asker, ORDER, "1") is None


@pytest.mark.parametrize("value", ["abc", "99999999999999", "1 OR 1=1", "4711;DROP TABLE orders", "'"])
async def test_what_can_be_no_number_names_no_order(asker: SqlAsker, value: str) -> None:
    assert await ask(asker, ORDER, value) is None
    assert await ask(asker, ORDER) is not None


@pytest.mark.parametrize(
    "query", ["DELETE FROM orders", "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone"]
)
async def test_nothing_is_written(asker: SqlAsker, query: str) -> None:
    assert await trouble(asker, query) is Trouble.REFUSED
    assert await ask(asker, ORDER) is not None


async def test_a_slow_query_is_ended_on_the_server_too(asker: SqlAsker, folder: str) -> None:
    began = time.monotonic()
    assert await trouble(asker, "SELECT pg_sleep(30), :number AS n", 0.5) is Trouble.SLOW
    assert time.monotonic() - began < 1.5
    with psycopg.connect(f"host={folder} user=acd dbname=postgres", autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'"
        while connection.execute(query).fetchone() != (0,):
            assert time.monotonic() - began < 3
            await asyncio.sleep(0.02)
    assert await ask(asker, ORDER) is not None


async def test_a_database_that_is_away(folder: str) -> None:
    asker = SqlAsker(Database("gone", postgres.url(f"{folder}/nowhere")))
    assert await trouble(asker, ORDER) is Trouble.AWAY
    asker.close()


async def test_no_such_table(asker: SqlAsker) -> None:
    assert await trouble(asker, "SELECT x FROM nowhere") is Trouble.REFUSED
