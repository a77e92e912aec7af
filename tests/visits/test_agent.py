"""Short codes on an agent's phone: who may do what, and what a guesser of PINs gets."""

import asyncio
from collections.abc import Mapping

import pytest

from acd.clock import Clock
from acd.config.pins import hash_pin
from acd.core.events import AgentPaused, AgentReady, AgentSignedIn, AgentSignedOut
from acd.pump import Pump
from acd.visits import agent as agent_module
from acd.visits.agent import AgentVisit
from acd.visits.pin_guard import AGENTS
from ivr.inputs import HungUp, Pressed, Silent
from tests.visits.conftest import AskedFloor, Session

TRIES, NUMBER_TRIES = AGENTS.tries, AGENTS.number_tries
RIGHT, WRONG = Pressed("4711"), Pressed("1234")
KEPT = hash_pin("4711")


@pytest.fixture
def pins() -> dict[str, str]:
    return {}


@pytest.fixture
def visit(pump: Pump, pins: Mapping[str, str]) -> AgentVisit:
    phones = {("main", f"PJSIP/{phone}"): f"{phone}" for phone in (1001, *range(2000, 2020))}
    return AgentVisit(pump, lambda pbx, phone: phones.get((pbx, phone)), lambda: pins, Clock())


@pytest.fixture
def _slow_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """As scrypt, without its cost."""
    monkeypatch.setattr(agent_module, "matches", lambda pin, kept: pin == "4711")


@pytest.mark.parametrize(
    ("deed", "event", "sound"),
    [
        ("sign-in", AgentSignedIn("1001", "ask-1"), "agent-loginok"),
        ("sign-out", AgentSignedOut("1001", "ask-1"), "agent-loggedoff"),
        ("pause", AgentPaused("1001", "phone", "ask-1"), "activated"),
        ("ready", AgentReady("1001", "ask-1"), "auth-thankyou"),
    ],
)
async def test_a_deed_is_done_and_said(
    visit: AgentVisit, floor: AskedFloor, deed: str, event: object, sound: str
) -> None:
    session = Session(f"{deed}/1001")
    await visit(session)
    assert floor.asked == [event]
    assert (session.said, session.set) == ([sound], [("ACD_NEXT", "hangup")])


async def test_what_the_floor_refuses_beeps(visit: AgentVisit, floor: AskedFloor) -> None:
    floor.answers = lambda event: {"ok": False, "error": "signed in already"}
    session = Session("sign-in/1001")
    await visit(session)
    assert session.said == ["beeperr"]


@pytest.mark.parametrize("rest", ["sign-in/1002", "sign-in/", "sign-in", "promote/1001", "", "/1001", "sign-in/1001/x"])
async def test_other_phones_and_deeds_do_nothing(visit: AgentVisit, floor: AskedFloor, rest: str) -> None:
    session = Session(rest)
    await visit(session)
    assert floor.asked == []
    assert (session.said, session.set) == (["agent-incorrect"], [("ACD_NEXT", "hangup")])


async def test_the_pin_is_asked_at_sign_in_only_and_masked(
    visit: AgentVisit, floor: AskedFloor, pins: dict[str, str]
) -> None:
    pins["1001"] = KEPT
    session = Session("sign-in/1001", RIGHT)
    await visit(session)
    assert session.wants[0].masked
    assert session.said == ["agent-pass", "agent-loginok"]
    await visit(Session("pause/1001"))
    assert [type(event) for event in floor.asked] == [AgentSignedIn, AgentPaused]


@pytest.mark.usefixtures("_slow_pins")
class TestWrongPins:
    @pytest.fixture(autouse=True)
    def _kept(self, pins: dict[str, str]) -> None:
        pins["1001"] = KEPT

    async def test_a_wrong_one_may_be_corrected(self, visit: AgentVisit, floor: AskedFloor) -> None:
        session = Session("sign-in/1001", WRONG, RIGHT)
        await visit(session)
        assert session.said == ["agent-pass", "auth-incorrect", "agent-pass", "agent-loginok"]
        assert len(floor.asked) == 1

    async def test_three_wrong_ones_end_the_call_and_five_lock_it(
        self, visit: AgentVisit, floor: AskedFloor, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(2):
            await visit(Session("sign-in/1001", WRONG, WRONG, WRONG))
        locked = Session("sign-in/1001", RIGHT)
        await visit(locked)
        assert floor.asked == []
        assert (locked.said, locked.set) == (["vm-goodbye"], [("ACD_NEXT", "hangup")])
        assert "1234" not in caplog.text

    async def test_silence_is_no_try(self, visit: AgentVisit, floor: AskedFloor) -> None:
        for _ in range(3):
            await visit(Session("sign-in/1001", Silent(), Silent("12"), Silent()))
        await visit(Session("sign-in/1001", RIGHT))
        assert len(floor.asked) == 1

    async def test_hanging_up_ends_it_quietly(self, visit: AgentVisit, floor: AskedFloor) -> None:
        session = Session("sign-in/1001", HungUp())
        await visit(session)
        assert (floor.asked, session.set) == ([], [])

    async def test_many_calls_at_once_gain_nothing(
        self, visit: AgentVisit, floor: AskedFloor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[str] = []
        monkeypatch.setattr(agent_module, "matches", lambda pin, kept: looked.append(pin))
        await asyncio.gather(*(visit(Session("sign-in/1001", WRONG, WRONG, WRONG)) for _ in range(20)))
        assert len(looked) == TRIES
        assert floor.asked == []

    async def test_a_number_is_locked_at_every_account(
        self, visit: AgentVisit, floor: AskedFloor, pins: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pins |= {f"{agent}": KEPT for agent in range(2000, 2020)}
        looked: list[str] = []
        monkeypatch.setattr(agent_module, "matches", lambda pin, kept: looked.append(pin))
        for agent in range(2000, 2020):
            await visit(Session(f"sign-in/{agent}", WRONG, WRONG, WRONG, agi_callerid="030123456"))
        assert len(looked) == NUMBER_TRIES
        await visit(Session("sign-in/1001", RIGHT, agi_callerid="030123456"))
        assert len(looked) == NUMBER_TRIES
        await visit(Session("sign-in/1001", RIGHT, agi_callerid="030765432"))
        assert len(looked) == NUMBER_TRIES + 1
