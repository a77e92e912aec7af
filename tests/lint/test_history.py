"""What is read of the store; how, tests/store says."""

import pytest

from acd.core.records import AgentState, ContactEntered
from acd.lint import history
from acd.store import Store
from tests.lint.weeks import WEEK_S, at
from tests.store.test_queries import fill, state

OUT, READY = AgentState.SIGNED_OUT, AgentState.READY


@pytest.fixture
def store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/acd.sqlite", gather_s=0.001)
    yield store
    store.close()


def call(contact: str, when: float) -> ContactEntered:
    return ContactEntered(contact, "main", "sales", "", "", "", 0, when, when)


def test_too_little_history_is_none(store):
    assert history.read(store.read, at(0)) is None
    read = fill(store, call("a", at(0)), call("b", at(24 * 6)))
    assert history.read(read, at(0, week=9)) is None
    assert history.read(fill(store, call("c", at(0, week=1))), at(0, week=9)) is not None


def test_the_last_four_weeks_before_the_last_row(store):
    rows = [call(str(week), at(9, week)) for week in range(6)]
    read = fill(store, *rows, state("ann", OUT, at(0), at(8), READY), state("ann", READY, at(8), at(10, 5), OUT))
    found = history.read(read, at(0, week=40))
    assert [each.at for each in found.calls] == [at(9, week) for week in (2, 3, 4, 5)]
    assert [(each.since, each.until) for each in found.shifts] == [(at(10, 1), at(10, 5))]
    assert sum(found.seen_s.values()) == pytest.approx(4 * WEEK_S)
    assert found.weeks == pytest.approx(4.0)


def test_nothing_after_now(store):
    read = fill(store, *(call(str(week), at(9, week)) for week in range(6)))
    assert len(history.read(read, at(10, week=2)).calls) == 3
