"""One caller is taken out of every table on both engines; everything else, and every count, stays."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from acd.core.events import ContactArrived
from acd.store import Store, tables
from acd.store.disk import files, open_erasing, rewrite, settle
from acd.store.erasing import BLANK, Eraser
from acd.store.searching import files_with, rows_with
from acd.store.wanted import Wanted
from tests.store.past import HERS, HIS, NATIONAL, SPELLED, put_call, two_callers

pytestmark = pytest.mark.slow
WANTED = Wanted(HIS, "DE")


@pytest.fixture
def engine(store: Store, url: str) -> Iterator[Engine]:
    two_callers(store)
    engine = open_erasing(url)
    yield engine
    engine.dispose()


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.tables.values()
        }


def erase(engine: Engine, wanted: Wanted = WANTED) -> dict[str, int]:
    eraser = Eraser(engine, wanted)
    return dict(eraser.scrub(eraser.calls()))


def test_the_search_finds_him_in_every_table_that_knows_callers(engine: Engine) -> None:
    found = rows_with(engine, WANTED)
    assert set(found) == set(tables.metadata.tables)
    holding = {name for name, count in found.items() if count}
    assert holding == {table.name for table in BLANK} | {"journal"}


def test_he_is_gone_from_everywhere_and_the_counts_stay(engine: Engine) -> None:
    before = counts(engine)
    changed = erase(engine)
    assert not any(rows_with(engine, WANTED).values())
    assert counts(engine) == before
    assert changed["contacts"] == 4
    assert changed["journal"] == 16


def test_his_name_and_what_he_said_go_with_it(engine: Engine) -> None:
    erase(engine)
    with engine.connect() as connection:
        for table in BLANK:
            if "name" in table.c:
                assert set(connection.execute(select(table.c.name)).scalars()) == {"", "Hanna"}
        for table in (tables.contacts, tables.callbacks):
            assert connection.execute(select(table.c.data).where(table.c.number == "")).scalars().all() == [{}] * 4
        walks = tables.flow_walks.c
        (path,) = {str(each) for each in connection.execute(select(walks.path).where(walks.number == "")).scalars()}
        assert "4711" not in path
        bodies = connection.execute(select(tables.journal.c.body)).scalars().all()
        assert sum("4711" in body for body in bodies) == 2, "hers"


def test_nobody_else_is_touched(engine: Engine, store: Store) -> None:
    erase(engine)
    (hers,) = store.read.history(number=HERS)
    assert (hers.name, hers.data["account"]) == ("Hanna", "4711")
    assert rows_with(engine, Wanted(HERS, "DE"))["journal"] == 4
    arrivals = [event for _, event in store.read.events(0, 9e9) if isinstance(event, ContactArrived)]
    assert [each.number for each in arrivals] == ["", "", "", "", HERS], "and the journal can still be read"


def test_a_second_time_changes_nothing(engine: Engine) -> None:
    erase(engine)
    assert erase(engine) == {}


@pytest.mark.parametrize("typed", SPELLED)
def test_any_spelling_will_do(engine: Engine, typed: str) -> None:
    erase(engine, Wanted(typed, "DE"))
    assert not any(rows_with(engine, WANTED).values())


def test_without_a_country_only_his_full_spellings_go(engine: Engine) -> None:
    erase(engine, Wanted(HIS))
    with engine.connect() as connection:
        left = set(connection.execute(select(tables.contacts.c.number)).scalars())
    assert left == {"", NATIONAL, HERS}


def test_the_digests_of_his_number_go_and_the_tries_stay(engine: Engine) -> None:
    assert Eraser(engine, WANTED).forget_digests(["digest-of-his", "another"]) == 1
    with engine.connect() as connection:
        (row,) = connection.execute(select(tables.pin_tries)).all()
    assert (row.account, row.number) == ("a1", "")


def test_no_byte_of_him_is_left_in_the_files(engine: Engine, store: Store, tmp_path) -> None:
    """While the store is written to by somebody else."""
    for number in range(300):
        put_call(store, f"main-5.{number}", f"+4940{1_000_000 + number}", "Other", 5000.0 + number)
    store.flush()
    changed = erase(engine)
    store.flush()
    settle(engine, iter(changed))
    if files_with(files(engine, tmp_path / "none"), WANTED):
        rewrite(engine)
    assert not files_with(files(engine, tmp_path / "none"), WANTED)
    put_call(store, "main-6.1", HERS, "Hanna", 6000.0)
    assert store.flush(), "and it is written to again"


def test_a_page_that_still_holds_him_is_seen(store: Store, url: str, tmp_path) -> None:
    """What the proof is worth: rows deleted the ordinary way stay in the file."""
    two_callers(store)
    engine = open_erasing(url)
    if engine.dialect.name == "sqlite":
        settle(engine, iter(()))
        assert files_with(files(engine, tmp_path / "none"), WANTED)
    assert any(rows_with(engine, WANTED).values())
    engine.dispose()


def test_many_calls_are_done_piece_by_piece(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acd.store.erasing.PIECE", 3)
    for number in range(10):
        put_call(store, f"main-7.{number}", HIS, "Otto", 7000.0 + number)
    store.flush()
    engine = open_erasing(url)
    assert erase(engine)["journal"] == 40
    assert not any(rows_with(engine, WANTED).values())
    engine.dispose()
