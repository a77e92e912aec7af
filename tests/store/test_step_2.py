"""A store of schema 1 becomes one of schema 2: its handle times are kept, its tables are those of a new store."""

import pytest
from sqlalchemy import inspect, select, text

from acd.core.routing.piece import Piece
from acd.store import Reader, Store, tables
from acd.store.engine import open_engine
from acd.store.steps import STEPS, bring_up_to_date, check

_FIRST = (
    "DROP TABLE learned",
    "DROP TABLE wait_predictions",
    "CREATE TABLE estimates (agent VARCHAR, key VARCHAR, count DOUBLE PRECISION NOT NULL, "
    "mean_s DOUBLE PRECISION NOT NULL, PRIMARY KEY (agent, key))",
    "INSERT INTO estimates VALUES ('ann', 'queue q', 4.0, 127.0), ('bob', 'queue q', 2.0, 200.0)",
    "UPDATE schema_steps SET number = 1",
)


def test_handle_times_are_kept_and_the_tables_are_those_of_a_new_store(url: str) -> None:
    new = open_engine(url, create=True)
    bring_up_to_date(new)
    wanted = {name: _columns(new, name) for name in ("learned", "wait_predictions")}
    with new.begin() as connection:
        for statement in _FIRST:
            connection.execute(text(statement))
    bring_up_to_date(new, STEPS[:1])
    check(new, STEPS[:1])
    assert {name: _columns(new, name) for name in wanted} == wanted
    assert "estimates" not in inspect(new).get_table_names()
    with new.connect() as connection:
        learned = {tuple(names): values for *names, values in connection.execute(select(tables.learned))}
    new.dispose()
    assert learned["handle", "ann", "queue q"] == pytest.approx((4.0, 40.0, 508.0))
    assert learned["handle", "bob", "queue q"][0] == 2.0
    assert ("handle prior", "", "queue q") in learned


def _columns(engine: object, table: str) -> list[tuple[str, bool]]:
    return [(column["name"], column["nullable"]) for column in inspect(engine).get_columns(table)]  # type: ignore[union-attr]


def test_a_piece_of_any_words_comes_back(url: str) -> None:
    store = Store.open(url)
    piece = Piece("arrivals", "sälës", "käufer '; --", (1.0, -2.5e-9, 3e12))
    store.keep([piece])
    assert store.flush()
    store.close()
    reader = Reader.open(url)
    assert reader.learned() == [piece]
    reader.close()
    assert tables.learned.c["values"].nullable is False
