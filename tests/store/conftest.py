"""A database of each kind for every test: a fresh SQLite file, a fresh database in a private PostgreSQL cluster."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from acd.lab import postgres
from acd.store import Store

ENGINES = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The socket folder of this worker's PostgreSQL, started when the first test needs it."""
    with postgres.cluster() as folder:
        yield folder


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes a new empty database of the named kind and returns its URL."""

    def make(engine: str) -> str:
        name = f"t{next(_numbers)}"
        if engine == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        folder = request.getfixturevalue("cluster")
        with psycopg.connect(f"host={folder} user=acd dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return postgres.url(folder, name)

    return make


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store.open(url, gather_s=0.001)
    yield store
    store.close()
