"""The hold loop's visits: what is said, when the word `hold` is given and when it is not."""

from types import SimpleNamespace
from typing import Any

import pytest

from acd.core.commands import Announcement
from acd.core.events import HoldVisited, KeyPressed
from acd.core.roster import Goodbye, QueueRules, ToDestination, ToNode
from acd.pump import Pump
from acd.visits.hold import HoldVisit
from acd.visits.hold_words import HoldWords
from acd.visits.notice import Notice
from ivr.agi.line import Gone
from ivr.inputs import HungUp, Pressed
from tests.visits.conftest import CALL, AskedFloor, Session

QUEUES = {"sales": QueueRules("sales"), "taped": QueueRules("taped", record=True)}
SETTINGS: Any = SimpleNamespace(
    roster=SimpleNamespace(queues=QUEUES), recording=SimpleNamespace(notice="custom/recorded"), pbxes={}
)


@pytest.fixture
def up() -> set[str]:
    return {"main"}


@pytest.fixture
def visit(pump: Pump, up: set[str]) -> HoldVisit:
    return HoldVisit(pump, up.__contains__, Notice(lambda: SETTINGS), HoldWords(lambda: SETTINGS))


def says(floor: AskedFloor, **values: Any) -> None:
    """The floor's reply by the name of the event."""
    floor.answers = lambda event: {"ok": True, "value": values.get(type(event).__name__)}


async def test_nothing_to_say(visit: HoldVisit, floor: AskedFloor) -> None:
    session = Session()
    await visit.round(session)
    assert (session.said, session.set) == ([], [("ACD_NEXT", "hold")])
    assert floor.asked == [HoldVisited(CALL, floor.asked[0].asked)]  # type: ignore[union-attr]


async def test_the_place_is_said_with_keys_live(visit: HoldVisit, floor: AskedFloor) -> None:
    says(floor, HoldVisited=Announcement(1, None, None))
    session = Session()
    await visit.round(session)
    assert (session.said, session.set) == (["queue-youarenext"], [("ACD_NEXT", "hold")])
    assert (session.wants[0].most, session.wants[0].timeout_s) == (1, 0.0)


async def test_a_key_during_the_announcement_counts(visit: HoldVisit, floor: AskedFloor) -> None:
    says(floor, HoldVisited=Announcement(2, None, None), KeyPressed=ToDestination("voicemail"))
    session = Session("", Pressed("1"))
    await visit.round(session)
    assert isinstance(floor.asked[1], KeyPressed)
    assert session.left == {"ACD_QUEUE": "", "ACD_DESTINATION": "voicemail", "ACD_NEXT": "transfer"}


async def test_a_caller_nobody_knows_hears_no_hold(visit: HoldVisit, floor: AskedFloor) -> None:
    """So that the dialplan counts the round, announces him again, and lets him go to the fallback in the end."""
    floor.answers = lambda event: {"ok": False, "error": "there is no contact"}
    session = Session("1")
    await visit.round(session)
    await visit.key(session)
    assert (session.said, session.set) == ([], [])


async def test_a_caller_whose_pbx_cannot_be_commanded_hears_no_hold(visit: HoldVisit, up: set[str]) -> None:
    up.clear()
    session = Session()
    await visit.round(session)
    assert session.set == []


@pytest.mark.parametrize(
    ("rest", "key"), [("1", "1"), ("star", "*"), ("hash", "#"), ("0", "0"), ("", ""), ("../x", "../x")]
)
async def test_keys_by_the_names_the_dialplan_gives_them(
    visit: HoldVisit, floor: AskedFloor, rest: str, key: str
) -> None:
    session = Session(rest)
    await visit.key(session)
    assert [event.key for event in floor.asked if isinstance(event, KeyPressed)] == [key]
    assert session.set == [("ACD_NEXT", "hold")]


async def test_leaving_for_a_node_of_a_flow(visit: HoldVisit, floor: AskedFloor) -> None:
    says(floor, KeyPressed=ToNode("main", "menu"))
    session = Session("9")
    await visit.key(session)
    assert session.set == [("ACD_QUEUE", ""), ("ACD_FLOW", "main"), ("ACD_NODE", "menu"), ("ACD_NEXT", "flow")]


async def test_who_was_sent_on_already_is_told_the_way_again(visit: HoldVisit, floor: AskedFloor) -> None:
    says(floor, HoldVisited=Goodbye("bye"))
    session = Session()
    await visit.round(session)
    assert session.set == [("ACD_QUEUE", ""), ("ACD_MESSAGE", "bye"), ("ACD_NEXT", "goodbye")]


@pytest.mark.parametrize("message", [None, "bye"])
async def test_leaving_with_a_message(visit: HoldVisit, floor: AskedFloor, message: str | None) -> None:
    says(floor, KeyPressed=Goodbye(message))
    session = Session("9")
    await visit.key(session)
    assert session.set == [("ACD_QUEUE", ""), ("ACD_MESSAGE", message or ""), ("ACD_NEXT", "goodbye")]


async def test_a_caller_who_hangs_up_ends_the_visit(visit: HoldVisit, floor: AskedFloor) -> None:
    says(floor, HoldVisited=Announcement(1, None, None))
    session = Session("", HungUp())
    with pytest.raises(Gone):
        await visit.round(session)
    assert session.set == []


async def test_who_was_moved_into_a_recorded_queue_is_told_once(visit: HoldVisit, floor: AskedFloor) -> None:
    session = Session()
    session.set = [("ACD_QUEUE", "taped")]
    await visit.round(session)
    await visit.round(session)
    assert session.said == ["custom/recorded"]
    assert session.set[1:3] == [("ACD_TOLD", "1"), ("ACD_NEXT", "hold")]


async def test_in_other_queues_nobody_is_told(visit: HoldVisit, floor: AskedFloor) -> None:
    session = Session()
    session.set = [("ACD_QUEUE", "sales")]
    await visit.round(session)
    assert (session.said, session.left.get("ACD_TOLD")) == ([], None)


async def test_a_key_that_is_closed_now_is_told_and_he_waits_on(visit: HoldVisit, floor: AskedFloor) -> None:
    says(floor, KeyPressed=Announcement(None, None, "all-circuits-busy-now"))
    session = Session("3")
    await visit.key(session)
    assert (session.said, session.set) == (["all-circuits-busy-now"], [("ACD_NEXT", "hold")])
