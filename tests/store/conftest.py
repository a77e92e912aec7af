"""A database of each kind for every test: a new SQLite file, the emptied database of a private PostgreSQL cluster."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from acd.lab import postgres
from acd.store import Store

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The socket folder of this worker's PostgreSQL, started when the first test needs it."""
    with postgres.cluster() as folder:
        yield folder


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The URL of an empty database of the named kind (PostgreSQL: there is one, emptied at each call)."""

    def make(engine: str) -> str:
        if engine == "sqlite":
            return f"sqlite:///{tmp_path}/acd{next(_numbers)}.db"
        folder: str = request.getfixturevalue("cluster")
        with psycopg.connect(f"host={folder} user=acd dbname=postgres", autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return postgres.url(folder)

    return make


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store.open(url, gather_s=0.001)
    yield store
    store.close()
