"""A step of the schema against what a new database has."""

from types import ModuleType

from sqlalchemy import inspect

from acd.store import tables
from acd.store.engine import open_engine


def assert_made_as_new(url: str, step: ModuleType, name: str) -> None:
    """The table `name` that `step` makes in the database at `url` is the one of `acd.store.tables`."""
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        step.apply(connection)
    seen = inspect(engine)
    made = {(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)}
    tables.metadata.drop_all(engine)
    tables.metadata.create_all(engine)
    seen = inspect(engine)
    assert made == {(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)}
    assert {index["name"] for index in seen.get_indexes(name)} == {
        index.name for index in step._metadata.tables[name].indexes
    }
    engine.dispose()
