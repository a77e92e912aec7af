"""Each event is kept before the floor sees it, each command goes where it belongs, and a daemon that leads no more
reaches no PBX."""

import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acd.core.commands import HangUpCaller, Record, WakeMe
from acd.core.events import CallerLeft, PbxSnapshot
from acd.core.records import Refused
from acd.store import Store
from acd.switchboard import Switchboard
from acd.unseen import Unseen
from acd.watchers import Watchers

ROW = Refused(1.0, "event", "who", "state")


class House:
    def __init__(self, store: Store) -> None:
        self.leads = True
        self.reached: list[tuple[str, str]] = []
        self.sent: list[object] = []
        self.store = store
        door: Any = SimpleNamespace(carry_out=self.sent.append)
        self.board = Switchboard(
            store, Watchers(), {"main": door}, Unseen.among(store.read), lambda: self.leads, self._reach
        )

    def _reach(self, when: str, thing: object) -> None:
        written = self.store.health()
        self.reached.append((when, f"{type(thing).__name__} {written.waiting + written.written}"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(f"sqlite:///{tmp_path / 'acd.sqlite'}")
    yield House(store)
    store.close()


def test_an_event_is_kept_between_the_two_points(house: House) -> None:
    house.board.journal(CallerLeft("main-1.1"), 1.0)
    assert house.reached == [("before", "CallerLeft 0"), ("after", "CallerLeft 1")]


def test_a_snapshot_with_nobody_unseen_adds_no_row(house: House) -> None:
    house.board.journal(PbxSnapshot("main", (), (), ()), 1.0)
    assert house.reached[-1] == ("after", "PbxSnapshot 1")
    assert house.store.health().waiting + house.store.health().written == 1


def test_a_row_is_kept_and_a_timer_is_the_pumps_own(house: House) -> None:
    house.board.carry_out(Record(ROW), 1.0)
    house.board.carry_out(WakeMe(2.0, "t"), 1.0)
    assert house.store.flush()
    assert house.store.read.refusals(limit=9) == [ROW]
    assert house.sent == []


def test_only_a_leader_reaches_the_pbx(house: House, caplog: pytest.LogCaptureFixture) -> None:
    command = HangUpCaller("main", "main-1.1", "PJSIP/x-1")
    house.board.carry_out(command, 1.0)
    house.leads = False
    with caplog.at_level(logging.ERROR):
        house.board.carry_out(command, 2.0)
        house.board.carry_out(Record(ROW), 2.0)
    assert house.sent == [command]
    assert caplog.messages == ["not done, for another may lead: HangUpCaller"]
    assert house.store.flush()
    assert house.store.read.refusals(limit=9) == [ROW]
