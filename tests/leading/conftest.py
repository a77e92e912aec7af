"""A store on PostgreSQL with nobody leading yet."""

from collections.abc import Iterator

import psycopg
import pytest

from acd.lab import postgres
from acd.store.engine import open_engine
from acd.store.steps import bring_up_to_date


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres.cluster() as folder:
        yield folder


@pytest.fixture
def url(cluster: str) -> str:
    with psycopg.connect(f"host={cluster} user=acd dbname=postgres", autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    url = postgres.url(cluster)
    engine = open_engine(url, create=True)
    bring_up_to_date(engine)
    engine.dispose()
    return url
