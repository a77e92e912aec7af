"""A caller's walk and what is left on his channel after it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from acd.clock import Clock
from acd.core.records import FlowWalked
from acd.core.roster import QueueRules, Roster
from acd.visits import flow as flow_module
from acd.visits.flow import FlowVisit
from ivr.agi.line import Gone
from ivr.flow import Asking, Flow, Goodbye, Menu, Set, ToDestination, ToQueue
from ivr.inputs import Fact, HungUp, Pressed
from ivr.outputs import Sound
from tests.visits.conftest import CALL, Session

FLOW = Flow(
    "main",
    "menu",
    {
        "menu": Menu((Sound("menu"),), {"1": "sales", "2": "away", "3": "gone"}, Asking("bye", retries=0)),
        "sales": ToQueue("sales", "buy"),
        "away": ToDestination("voicemail"),
        "gone": ToQueue("gone"),
        "bye": Goodbye((Sound("bye"),)),
    },
)
JAZZ = QueueRules("sales", music="jazz")


class NoFacts:
    async def tell(self, names: tuple[str, ...], call: str, number: str) -> Mapping[str, Fact]:
        return {}


@dataclass
class Hall:
    """A flow visit with its surroundings, all to be changed by the test."""

    rules: QueueRules = JAZZ
    flows: dict[str, Flow] = field(default_factory=lambda: {"main": FLOW})
    notice: str | None = "custom/recorded"
    last_agent: object = lambda *_: "1001"
    rows: list[tuple[FlowWalked, float]] = field(default_factory=list)
    may_go: object = lambda *_: True

    def settings(self) -> object:
        return SimpleNamespace(
            flows=self.flows,
            roster=Roster({"sales": self.rules}, {}),
            recording=SimpleNamespace(notice=self.notice),
        )

    async def visit(self, session: Session) -> None:
        store = SimpleNamespace(read=SimpleNamespace(last_agent=self.last_agent))
        write = lambda row, at: self.rows.append((row, at))  # noqa: E731
        visit = FlowVisit(self.settings, NoFacts(), store, Clock(), write, may_go=self.may_go)  # type: ignore[arg-type]
        await visit(session)  # type: ignore[arg-type]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def caller(*script: Pressed | HungUp, rest: str = "main") -> Session:
    return Session(rest, *script, agi_callerid="48123", agi_calleridname="Jan", agi_language="en")


async def test_a_hand_off_is_left_with_what_its_queue_wants(hall: Hall) -> None:
    session = caller(Pressed("1"))
    await hall.visit(session)
    assert session.said == ["menu"]
    assert session.left["ACD_MUSIC"] == "jazz"
    assert (session.left["ACD_QUEUE"], session.left["ACD_INTENT"]) == ("sales", "buy")
    assert "ACD_PREFERRED" not in session.left
    assert session.set[-1] == ("ACD_NEXT", "hold")


async def test_the_walk_is_written_down(hall: Hall) -> None:
    before = Clock().now()
    await hall.visit(caller(Pressed("1")))
    [(row, at)] = hall.rows
    assert (row.contact, row.pbx, row.flow, row.number, row.name) == (CALL, "main", "main", "48123", "Jan")
    assert (row.outcome, row.target, row.intent) == ("hand_off", "sales", "buy")
    assert [node for node, _ in row.path] == ["menu", "sales"]
    assert before <= row.began <= row.ended == at


@pytest.mark.parametrize(
    ("script", "outcome", "target", "left"),
    [
        (Pressed("2"), "transfer", "voicemail", {"ACD_DESTINATION": "voicemail", "ACD_NEXT": "transfer"}),
        (Pressed("8"), "hangup", "", {"ACD_NEXT": "hangup"}),
        (HungUp(), "caller_left", "menu", {}),
    ],
)
async def test_other_ends(hall: Hall, script: Pressed | HungUp, outcome: str, target: str, left: object) -> None:
    session = caller(script)
    await hall.visit(session)
    assert (hall.rows[0][0].outcome, hall.rows[0][0].target) == (outcome, target)
    assert session.left == left


async def test_a_walk_begins_at_the_node_it_is_sent_to(hall: Hall) -> None:
    session = caller(rest="main/sales")
    await hall.visit(session)
    assert (session.said, session.left["ACD_QUEUE"]) == ([], "sales")


@pytest.mark.parametrize("rest", ["main/", "main"])
async def test_no_node_is_the_start(hall: Hall, rest: str) -> None:
    session = caller(Pressed("1"), rest=rest)
    await hall.visit(session)
    assert session.said == ["menu"]


async def test_an_unknown_node_goes_to_the_fallback_and_is_written(hall: Hall) -> None:
    session = caller(rest="main/none")
    await hall.visit(session)
    assert session.left == {"ACD_NEXT": "fallback"}
    assert hall.rows[0][0].outcome == "failed"


@pytest.mark.parametrize("rest", ["none", "", "/", "../main"])
async def test_an_unknown_flow_leaves_nothing(hall: Hall, rest: str) -> None:
    session = caller(rest=rest)
    await hall.visit(session)
    assert (session.set, hall.rows) == ([], [])


async def test_a_flow_taken_away_while_a_caller_walks_it_is_walked_to_its_end(hall: Hall) -> None:
    session = caller(Pressed("1"))
    say = session.say

    async def reload_meanwhile(*said: object, **how: object) -> object:
        hall.flows = {}
        return await say(*said, **how)  # type: ignore[arg-type]

    session.say = reload_meanwhile  # type: ignore[method-assign]
    await hall.visit(session)
    assert session.left["ACD_NEXT"] == "hold"


async def test_a_queue_that_is_not_there_is_handed_off_all_the_same(hall: Hall) -> None:
    """The floor sends who comes for it to the fallback."""
    session = caller(Pressed("3"))
    await hall.visit(session)
    assert (session.left["ACD_QUEUE"], session.left["ACD_NEXT"]) == ("gone", "hold")


async def test_who_was_told_nothing_in_his_language_waits_in_it(hall: Hall) -> None:
    nodes = {"start": Set("wait", language="pl"), "wait": ToQueue("sales")}
    hall.flows = {"main": Flow("main", "start", nodes, language="en")}
    session = caller()
    await hall.visit(session)
    assert (session.said, session.language) == ([], "pl")


async def test_the_notice_is_said_before_a_recorded_queue(hall: Hall) -> None:
    hall.rules = QueueRules("sales", record=True)
    session = caller(Pressed("1"))
    await hall.visit(session)
    assert session.said == ["menu", "custom/recorded"]


async def test_who_hangs_up_during_the_notice_is_handed_to_nobody(hall: Hall) -> None:
    hall.rules = QueueRules("sales", record=True)
    session = caller(Pressed("1"))
    say = session.say

    async def hang_up(parts: object, *rest: object, **how: object) -> object:
        session.is_gone = parts == (Sound("custom/recorded"),)
        return await say(parts, *rest, **how)  # type: ignore[arg-type]

    session.say = hang_up  # type: ignore[method-assign]
    with pytest.raises(Gone):
        await hall.visit(session)
    assert session.set == []


async def test_no_notice_without_one_or_without_a_recording(hall: Hall) -> None:
    hall.rules, hall.notice = QueueRules("sales", record=True), None
    session = caller(Pressed("1"))
    await hall.visit(session)
    assert session.said == ["menu"]


async def test_the_last_agent_is_preferred_where_the_queue_says_so(hall: Hall) -> None:
    asked: list[object] = []
    hall.rules = QueueRules("sales", preferred_s=20.0)
    hall.last_agent = lambda *what: asked.append(what[:3]) or "1002"
    session = caller(Pressed("1"))
    await hall.visit(session)
    assert session.left["ACD_PREFERRED"] == "1002"
    assert asked == [("48123", "sales", 30 * 86_400.0)]


async def test_a_caller_never_served_prefers_nobody(hall: Hall) -> None:
    hall.rules, hall.last_agent = QueueRules("sales", preferred_s=20.0), lambda *_: None
    session = caller(Pressed("1"))
    await hall.visit(session)
    assert session.left["ACD_PREFERRED"] == ""


@pytest.mark.parametrize("trouble", ["fails", "hangs"])
async def test_a_store_in_trouble_costs_the_preference_only(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    def look(*_: object) -> str:
        if trouble == "fails":
            raise RuntimeError("disk full")
        time.sleep(0.1)
        return "1001"

    monkeypatch.setattr(flow_module, "LOOKUP_S", 0.01)
    hall.rules, hall.last_agent = QueueRules("sales", preferred_s=20.0), look
    session = caller(Pressed("1"))
    await hall.visit(session)
    assert (session.left["ACD_PREFERRED"], session.left["ACD_NEXT"]) == ("", "hold")


async def test_a_caller_who_may_not_be_sent_out_now_is_told_so(hall: Hall) -> None:
    asked: list[tuple[str, str]] = []
    hall.may_go = lambda *which: asked.append(which)
    session = caller(Pressed("2"))
    await hall.visit(session)
    assert session.said[-2:] == ["all-circuits-busy-now", "please-try-call-later"]
    assert session.left["ACD_NEXT"] == "hangup"
    assert "ACD_DESTINATION" not in session.left
    assert asked == [(CALL, "voicemail")]
    assert hall.rows[0][0].outcome == "hangup"
