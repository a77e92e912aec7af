"""Rows, events and estimates through the whole store, on both engines."""

import logging
from types import MappingProxyType
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from acd.core import events, records
from acd.core.events import CallerLeft, ContactArrived
from acd.core.records import ContactEnded, Decided, Outcome, Refused
from acd.core.routing.piece import Piece
from acd.store import Reader, Store, StoreError, history, tables
from acd.store.engine import open_engine
from tests.store.anything import anything

CAREFREE = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ended(contact: str, **changes: Any) -> ContactEnded:
    values: dict[str, Any] = {
        "contact": contact, "pbx": "main", "queue": "sales", "number": "+491", "name": "Ann", "intent": "buy",
        "language": "en", "priority": 0, "entered": 100.0, "connected": 110.0, "ended": 200.0,
        "outcome": Outcome.ANSWERED, "agent": "bob", "offers": 1, "ended_by_agent": False, "data": {"vip": "yes"},
    }  # fmt: skip
    return ContactEnded(**{**values, **changes})


@pytest.mark.parametrize("kind", get_args(records.Row), ids=lambda kind: kind.__name__)
def test_every_row_comes_back(store: Store, url: str, kind: type[records.Row]) -> None:
    table = tables.ROW_TABLES[kind]
    engine = open_engine(url, create=True)
    seen: set[str] = set()

    @CAREFREE
    @given(anything(kind))
    def check(row: Any) -> None:
        if isinstance(row, ContactEnded) and row.contact.replace("\0", "\ufffd") in seen:
            return
        seen.add(getattr(row, "contact", "").replace("\0", "\ufffd"))
        store.put(row, 5.5)
        assert store.flush()
        key = table.primary_key.columns["id"]
        with engine.connect() as connection:
            found = connection.execute(select(table).order_by(key.desc()).limit(1)).one()
        back = history.record(kind, found)
        assert found.recorded == 5.5
        assert back == _without_nul(row)

    check()
    engine.dispose()
    assert store.health().bad == 0


def _without_nul(row: Any) -> Any:
    """What the row reads like afterwards: text columns hold no NUL (JSON ones do)."""
    columns = tables.ROW_TABLES[type(row)].columns
    texts = [c.name for c in columns if type(c.type).__name__ == "Words"]
    changed = {n: v.replace("\0", "\ufffd") for n in texts if isinstance(v := getattr(row, n, None), str)}
    changed = {n: type(getattr(row, n))(v) for n, v in changed.items()}
    return type(row)(**{**{f: getattr(row, f) for f in row.__dataclass_fields__}, **changed})


def test_every_event_comes_back(store: Store) -> None:
    put: list[tuple[float, Any]] = []

    @settings(CAREFREE, max_examples=4)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        for kind in get_args(events.Event):
            put.append((float(len(put)), data.draw(anything(kind))))
            store.journal(put[-1][1], put[-1][0])

    check()
    assert store.flush()
    assert list(store.read.events(0.0, 1e9)) == put


def test_the_journal_keeps_the_order_of_one_instant(store: Store) -> None:
    for number in range(2500):
        store.journal(CallerLeft(str(number)), 7.0)
    store.journal(CallerLeft("later"), 8.0)
    assert store.flush()
    found = [event.contact for _, event in store.read.events(7.0, 8.0)]
    assert found == [str(number) for number in range(2500)]


def test_a_replay_gets_its_run_from_the_beginning_and_lost_entries_leave_a_gap(url: str) -> None:
    def run(at: float, *, lost: bool) -> None:
        store = Store.open(url, gather_s=0.001)
        store.journal(CallerLeft("first"), at)
        if lost:
            next(store._numbers)  # as for an entry that finds no room
        store.journal(CallerLeft("second"), at + 1)
        store.close()

    run(10.0, lost=False)
    run(20.0, lost=True)
    reader = Reader.open(url)
    assert [(each.number, each.at) for each in reader.entries(21.5, 30.0)] == [(1, 20.0), (3, 21.0)]
    assert [each.at for each in reader.entries(15.0, 20.5)] == [10.0, 11.0, 20.0]
    assert [each.number for each in reader.entries(5.0, 11.0)] == [1]
    assert reader.journalled(15.0, 20.5) == 3
    reader.close()


def test_entries_that_find_no_room_leave_a_gap(url: str) -> None:
    store = Store.open(url, capacity=4, gather_s=5.0)
    for number in range(9):
        store.journal(CallerLeft(str(number)), float(number))
    store.flush()
    store.journal(CallerLeft("later"), 20.0)
    store.close()
    reader = Reader.open(url)
    numbers = [each.number for each in reader.entries(0.0, 30.0)]
    assert numbers[0] == 1
    assert numbers[-1] == 10
    assert len(numbers) < 10
    reader.close()


def test_an_unreadable_journal_entry_is_named(store: Store, url: str) -> None:
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        connection.execute(tables.journal.insert().values(at=1.0, wall=1.0, kind="CallerLeft", body='{"contact": 5}'))
        connection.execute(tables.journal.insert().values(at=2.0, wall=1.0, kind="Martian", body="{}"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"journal entry 1 \(CallerLeft\): expected str, got 5"):
        list(store.read.events(0, 2))
    with pytest.raises(StoreError, match="journal entry 2: this program knows no event Martian"):
        list(store.read.events(2, 3))


def test_hostile_text_reaches_every_column(store: Store) -> None:
    nasty = "a\0b\ud800'; DROP TABLE contacts; --\r\n\x1b[2J"
    store.put(ended("c1", number=nasty, name=nasty, data={nasty: nasty}), 1.0)
    store.journal(ContactArrived("c1", "main", "ch", "q", 1.0, name=nasty, data=MappingProxyType({nasty: nasty})), 1.0)
    assert store.flush()
    assert store.health().bad == 0
    shown = nasty.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    (row,) = store.read.history(number=nasty)
    assert (row.number, row.name, dict(row.data)) == (shown, shown, {nasty: nasty})
    ((_, event),) = store.read.events(0, 2)
    assert isinstance(event, ContactArrived)
    assert event.name == nasty


def test_a_contact_ends_once(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    store.put(ended("c1", agent="first"), 1.0)
    assert store.flush()
    store.put(ended("c1", agent="second"), 2.0)
    store.put(ended("c2"), 2.0)
    store.put(ended("c2", agent="third"), 2.0)
    assert store.flush()
    assert {(row.contact, row.agent) for row in store.read.history()} == {("c1", "first"), ("c2", "bob")}
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert said == ["store: 2 terminal rows refused, their contacts had ended before"]


def test_a_row_no_engine_can_hold_costs_only_itself(store: Store) -> None:
    store.put(ended("before"), 1.0)
    store.put(ended("huge", priority=2**70), 1.0)
    store.put(Refused(1.0, "e", "w", "s"), 1.0)
    assert store.flush()
    assert [row.contact for row in store.read.history()] == ["before"]
    assert store.read.refusals() == [Refused(1.0, "e", "w", "s")]
    assert store.health().bad == 1


def test_what_was_learned_is_replaced(store: Store) -> None:
    store.keep([Piece("handle", "bob", "buy", (1.0, 10.0, 100.0)), Piece("handle", "ann", "buy", (2.5, 50.0))])
    store.keep([Piece("handle", "bob", "buy", (2.0, 90.0))])
    assert store.flush()
    assert store.read.learned() == [
        Piece("handle", "ann", "buy", (2.5, 50.0)),
        Piece("handle", "bob", "buy", (2.0, 90.0)),
    ]


def test_close_flushes_and_a_reader_finds_it(url: str) -> None:
    store = Store.open(url, gather_s=60)
    for number in range(1200):
        store.put(ended(str(number)), 1.0)
    assert store.close() == 0
    reader = Reader.open(url)
    assert len(reader.history(limit=5000)) == 1200
    reader.close()


def test_a_second_run_goes_on_where_the_first_ended(url: str) -> None:
    for number in range(3):
        store = Store.open(url)
        store.put(ended(str(number)), 1.0)
        assert store.close() == 0
    reader = Reader.open(url)
    assert {row.contact for row in reader.history()} == {"0", "1", "2"}
    reader.close()


def test_columns_are_the_records_fields() -> None:
    for kind, table in tables.ROW_TABLES.items():
        assert [c.name for c in table.columns] == ["id", "recorded", *kind.__dataclass_fields__]
    assert set(tables.ROW_TABLES) == set(get_args(records.Row))
    assert Decided in tables.ROW_TABLES
