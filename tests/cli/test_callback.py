"""`acd callback`: what is listed, added, cancelled, and how it exits."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from acd.cli.callback import later
from acd.core.events import ContactDropped
from acd.core.view import CallbackView, ContactView, FloorView

NOW = 1763820131.0
AT = datetime(2026, 3, 2, 12, 0).astimezone()

pytestmark = pytest.mark.usefixtures("stop_daemon")


def back(serial: int, state: str, *, due: float = 0.0, tries: int = 0, **more: Any) -> ContactView:
    given: dict[str, Any] = {"agent": None, "position": None, **more}
    view = CallbackView(due, tries, in_line=True, is_away=True)
    start = (f"main-1763820001.{serial}c2", "main", "sales", state, f"+4930222{serial}", "\x1b[2J", "", "de", 0)
    return ContactView(*start, NOW - 60.0 * serial, given["position"], None, given["agent"], 1, callback=view)


@pytest.fixture
def floor(house: Any) -> Any:
    found = (
        back(1, "waiting", position=3),
        back(2, "resting", due=NOW + 90, tries=1),
        back(3, "resting"),
        back(4, "offered", agent="1001"),
        back(5, "connected", agent="1002"),
    )
    house.floor = FloorView(NOW, house.floor.agents, (*house.floor.contacts, *found), house.floor.queues, ())
    return house


def test_the_list_is_in_the_order_of_places_and_says_where_each_stands(run: Any, floor: Any) -> None:
    result = run("callback", "list")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert [line.split()[0] for line in lines if "c2" in line] == [f"main-1763820001.{n}c2" for n in (5, 4, 3, 2, 1)]
    for words in ("waiting #3", "from ", "outside its hours", "calls 1001", "with 1002"):
        assert words in result.output
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in result.output


def test_nobody_is_to_be_called(run: Any) -> None:
    assert run("callback", "list").output == "no call-backs\n"


def test_the_list_as_json(run: Any, floor: Any) -> None:
    found = json.loads(run("callback", "list", "--json").output)
    assert [each["callback"]["tries"] for each in found] == [0, 0, 0, 1, 0]


def test_one_is_added(run: Any, house: Any) -> None:
    result = run("callback", "add", "+4930222333", "sales")
    assert result.output == "main-1763820001.1c is to be called back for sales\n"
    assert house.called == [("+4930222333", "sales", None)]


def test_one_is_added_for_later(run: Any, house: Any) -> None:
    before = datetime.now().timestamp()
    result = run("callback", "add", "+4930222333", "sales", "--at", "2h", "--json")
    assert json.loads(result.output) == {"contact": "main-1763820001.1c"}
    ((_, _, at),) = house.called
    assert 7200 <= at - before < 7260


def test_a_refusal_is_told(run: Any, house: Any) -> None:
    house.refusal = "this is no number that is called back from here"
    result = run("callback", "add", "112", "sales")
    assert result.exit_code != 0
    assert "no number" in result.output


def test_one_is_cancelled_and_no_call_is(run: Any, floor: Any) -> None:
    assert run("callback", "cancel", "main-1763820001.2c2").exit_code == 0
    assert floor.events == [ContactDropped("main-1763820001.2c2", "t")]
    refused = run("callback", "cancel", "main-1763820001.12")
    assert refused.exit_code != 0
    assert "there is no call-back main-1763820001.12 now" in refused.output
    assert len(floor.events) == 1


def test_why_is_that_of_every_call(run: Any) -> None:
    assert run("callback", "why", "main-1763820001.12").output == run("why", "main-1763820001.12").output


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("30m", AT + timedelta(minutes=30)),
        ("2d", AT + timedelta(days=2)),
        ("14:05", AT.replace(hour=14, minute=5)),
        ("11:00", AT.replace(hour=11) + timedelta(days=1)),
        ("2026-03-03T09:30", AT.replace(day=3, hour=9, minute=30)),
    ],
)
def test_moments_to_come(text: str, at: datetime) -> None:
    assert later(text, AT) == at


@pytest.mark.parametrize("text", ["", "2026-03-01", "yesterday", "25:00", "2 h", "-2h"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"not to come|isoformat|hour"):
        later(text, AT)
