"""The step makes the tables that a new database has."""

import pytest
from sqlalchemy import inspect

from acd.store import step_7, tables
from acd.store.engine import open_engine


@pytest.mark.parametrize("name", step_7._metadata.tables)
def test_a_table_is_as_a_new_database_has_it(url: str, name: str) -> None:
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        step_7.apply(connection)
    seen = inspect(engine)
    made = {(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)}
    tables.metadata.drop_all(engine)
    tables.metadata.create_all(engine)
    seen = inspect(engine)
    assert made == {(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)}
    assert {index["name"] for index in seen.get_indexes(name)} == {
        index.name for index in step_7._metadata.tables[name].indexes
    }
    engine.dispose()
