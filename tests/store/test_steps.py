"""New, older, newer and foreign databases at opening, on both engines."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, insert, inspect, select, text

from acd.store import Reader, Store, StoreError, step_4, step_5, step_6, step_7, tables
from acd.store.engine import open_engine
from acd.store.steps import FIRST, STEPS, Step, bring_up_to_date, check

LAST = FIRST + len(STEPS)
TWO = Step(LAST + 1, "refusals get a note", lambda c: c.execute(text("ALTER TABLE refusals ADD COLUMN note TEXT")))
THREE = Step(LAST + 2, "and a mark", lambda c: c.execute(text("ALTER TABLE refusals ADD COLUMN mark INTEGER")))


def _break(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE half_way (x INTEGER)"))
    connection.execute(text("ALTER TABLE nowhere ADD COLUMN x INTEGER"))


def numbers(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return sorted(connection.execute(select(tables.schema_steps.c.number)).scalars())


def test_steps_are_numbered_without_a_gap() -> None:
    assert [step.number for step in STEPS] == list(range(FIRST + 1, FIRST + 1 + len(STEPS)))


def test_a_new_database_is_made_whole(url: str) -> None:
    Store.open(url).close()
    engine = open_engine(url, create=True)
    assert set(inspect(engine).get_table_names()) == set(tables.metadata.tables)
    assert numbers(engine) == [LAST]
    engine.dispose()


def test_an_older_database_gets_the_missing_steps_and_keeps_its_rows(url: str) -> None:
    engine = open_engine(url, create=True)
    bring_up_to_date(engine, (TWO,))  # made new: stamped 2 without running it
    with engine.begin() as connection:
        connection.execute(insert(tables.refusals).values(recorded=1.0, at=1.0, event="e", who="w", state="s"))
    bring_up_to_date(engine, (TWO, THREE))
    bring_up_to_date(engine, (TWO, THREE))
    assert "mark" in {column["name"] for column in inspect(engine).get_columns("refusals")}
    assert "note" not in {column["name"] for column in inspect(engine).get_columns("refusals")}
    assert numbers(engine) == [LAST + 1, LAST + 2]
    with engine.connect() as connection:
        assert connection.execute(select(tables.refusals.c.who)).scalar() == "w"
    engine.dispose()


def test_a_failing_step_leaves_everything_as_it_was(url: str) -> None:
    engine = open_engine(url, create=True)
    bring_up_to_date(engine)
    with pytest.raises(StoreError, match="nowhere"):
        bring_up_to_date(engine, (TWO, Step(LAST + 2, "broken", _break)))
    assert "half_way" not in inspect(engine).get_table_names()
    assert "note" not in {column["name"] for column in inspect(engine).get_columns("refusals")}
    assert numbers(engine) == [LAST]
    engine.dispose()


def test_a_newer_database_is_refused(url: str) -> None:
    engine = open_engine(url, create=True)
    bring_up_to_date(engine, (TWO, THREE))
    engine.dispose()
    says = rf"written by a newer program \(schema {LAST + 2}, this one knows {LAST}\)"
    with pytest.raises(StoreError, match=says):
        Store.open(url)
    with pytest.raises(StoreError, match=says):
        Reader.open(url)


def test_a_reader_refuses_an_older_one_and_changes_nothing(url: str) -> None:
    engine = open_engine(url, create=True)
    bring_up_to_date(engine)
    with pytest.raises(
        StoreError, match=f"schema {LAST} is older than this program's {LAST + 1}; the daemon updates it"
    ):
        check(engine, (TWO,))
    assert numbers(engine) == [LAST]
    engine.dispose()


def test_someone_elses_table_of_our_name_is_refused(url: str) -> None:
    engine = open_engine(url, create=True)
    Table("offers", metadata := MetaData(), Column("price", Integer))
    metadata.create_all(engine)
    with pytest.raises(StoreError, match="offers"):
        Store.open(url)
    assert inspect(engine).get_table_names() == ["offers"]
    engine.dispose()


def test_two_daemons_may_start_at_once_on_an_empty_database(url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            Store.open(url).close()
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_reader_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file; the daemon makes it"):
        Reader.open(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_holds_no_store_for_a_reader(url: str, tmp_path: Path) -> None:
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (x INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreError, match="holds no store yet"):
        Reader.open(url)


def test_a_journal_of_schema_2_gets_numbers(url: str) -> None:
    later = [table for step in (step_4, step_5, step_6, step_7) for table in step._metadata.tables]
    engine = open_engine(url, create=True)
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE journal DROP COLUMN number"))
        for table in later:
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE schema_steps SET number = 2"))
        connection.execute(
            text("INSERT INTO journal (at, wall, kind, body) VALUES (1, 1, 'PbxLost', '{\"pbx\": \"m\"}')")
        )
    bring_up_to_date(engine)
    assert [column.name for column in tables.journal.columns] == [
        column["name"] for column in inspect(engine).get_columns("journal")
    ]
    assert set(later) <= set(inspect(engine).get_table_names())
    reader = Reader(engine)
    assert [entry.number for entry in reader.entries(0.0, 2.0)] == [None]
    reader.close()
