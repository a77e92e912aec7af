"""A flow asks before it sends its caller out; a refusal is said to him, logged, and kept over a restart."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from acd.core.events import TransferWanted
from acd.core.outbound import CallOut, OutboundLimits
from acd.core.roster import Roster
from acd.pump import Pump
from acd.store import Store
from acd.visits.outgoing import Exit, recalled, warn
from tests.visits.conftest import CALL, AskedFloor

SETTINGS: Any = SimpleNamespace(roster=Roster({}, {}, OutboundLimits(destinations=("partner",))))


async def test_only_a_destination_that_dials_out_is_asked_about(pump: Pump, floor: AskedFloor) -> None:
    door = Exit(lambda: SETTINGS, pump)
    assert door.may_go(CALL, "desk")
    assert floor.asked == []
    assert door.may_go(CALL, "partner")
    floor.answers = lambda _: {"ok": False, "error": "no more"}
    assert not door.may_go(CALL, "partner")
    assert floor.asked[-1] == TransferWanted(CALL, "main", "partner", floor.asked[-1].asked)  # type: ignore[union-attr]


def test_what_the_last_hour_had_is_recalled(tmp_path: Any) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/acd.db")
    calls = [
        CallOut("old", "main", "+49", "", 1000.0, ""),
        CallOut("a", "main", "+49", "", 5000.0, ""),
        CallOut("b", "main", "", "partner", 5001.0, "destination"),
        CallOut("c", "main", "", "partner", 5002.0, ""),
    ]
    for call in calls:
        store.put(call, call.at)
    store.flush()
    assert [each.contact for each in recalled(store.read, 5100.0).calls] == ["a", "c"]
    store.close()


def test_a_refusal_is_logged_without_a_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    warn(CallOut("main-1.2", "main", "+4930901820", "", 1.0, "number"))
    warn(CallOut("main-1.3", "main", "", "partner", 1.0, "destination"))
    warn(CallOut("main-1.4", "main", "", "partner", 1.0, ""))
    assert [record.getMessage() for record in caplog.records] == [
        "main-1.2: no call out to a customer: the cap of number within an hour is reached",
        "main-1.3: no call out to partner: the cap of destination within an hour is reached",
    ]
