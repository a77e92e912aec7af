"""The step makes the tables that a new database has."""

import pytest

from acd.store import step_7
from tests.store.as_new import assert_made_as_new


@pytest.mark.parametrize("name", step_7._metadata.tables)
def test_a_table_is_as_a_new_database_has_it(url: str, name: str) -> None:
    assert_made_as_new(url, step_7, name)
