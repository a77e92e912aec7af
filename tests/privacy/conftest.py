from collections.abc import Callable, Iterator

import psycopg
import pytest

from acd.lab import postgres


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres.cluster() as folder:
        yield folder


@pytest.fixture
def cluster_url(cluster: str) -> Callable[[], str]:
    """The URL of an emptied PostgreSQL."""

    def make() -> str:
        with psycopg.connect(f"host={cluster} user=acd dbname=postgres", autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return postgres.url(cluster)

    return make
