import asyncio
from collections.abc import Mapping

import pytest

from ivr.agi.perform import arrived, leave, perform
from ivr.agi.session import Session
from ivr.flow import Asking, Choice, Collect, Compare, Decide, Flow, Goodbye, Menu, ToQueue
from ivr.inputs import Fact
from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Transfer
from ivr.outputs import Sound

ALL = "0123456789*#ABCD"
MENU = f'STREAM FILE "menu" "{ALL}"'
NONE = "200 result=0"
FLOW = Flow(
    "main",
    "menu",
    {
        "menu": Menu((Sound("menu"),), {"1": "sales", "2": "pin", "3": "busy"}, Asking("bye", retries=0)),
        "sales": ToQueue("sales", "buy", {"fr": 3}),
        "pin": Collect("pin", (Sound("pin"),), "sales", 4, 4, Asking("bye"), terminator="", masked=True),
        "busy": Decide((Choice(Compare("queue.sales.waiting", "above", 5), "bye"),), "sales"),
        "bye": Goodbye((Sound("bye"),)),
    },
)
BYE = ('STREAM FILE "bye" ""', NONE)


class Facts:
    def __init__(self, waiting: int | None = None, delay_s: float = 0.0, error: Exception | None = None) -> None:
        self._waiting, self._delay_s, self._error = waiting, delay_s, error

    async def tell(self, names: tuple[str, ...], call: str, number: str) -> Mapping[str, Fact]:
        await asyncio.sleep(self._delay_s)
        if self._error:
            raise self._error
        return dict.fromkeys(names, self._waiting)


def walking(facts: Facts | None = None):
    async def act(session: Session) -> object:
        outcome, place = await perform(FLOW, session, facts or Facts(), arrived(session), facts_s=0.05)
        return outcome, place.node

    return act


async def test_a_choice_leads_to_its_queue(talk) -> None:
    outcome, node = await talk(walking(), (MENU, "200 result=49 endpos=10"))
    assert outcome == HandOff("sales", "buy", {"fr": 3}, 0, "en", {})
    assert node == "sales"


async def test_silence_leads_where_the_flow_says(talk) -> None:
    outcome, _ = await talk(walking(), (MENU, NONE), ('WAIT FOR DIGIT "5000"', NONE), BYE)
    assert outcome == Hangup()


async def test_a_masked_answer_is_not_handed_on(talk) -> None:
    keys = [('WAIT FOR DIGIT "3000"', f"200 result={ord(key)}") for key in "742"]
    script = [(MENU, "200 result=50"), (f'STREAM FILE "pin" "{ALL}"', "200 result=49"), *keys]
    outcome, _ = await talk(walking(), *script)
    assert isinstance(outcome, HandOff)
    assert outcome.data == {}


async def test_facts_decide(talk) -> None:
    outcome, _ = await talk(walking(Facts(waiting=9)), (MENU, "200 result=51"), BYE)
    assert outcome == Hangup()


@pytest.mark.parametrize("facts", [Facts(waiting=9, delay_s=5), Facts(error=ValueError("number 4930123"))])
async def test_facts_that_do_not_come_are_unknown(talk, facts: Facts, caplog: pytest.LogCaptureFixture) -> None:
    outcome, _ = await talk(walking(facts), (MENU, "200 result=51"))
    assert isinstance(outcome, HandOff)
    assert "queue.sales.waiting" in caplog.text or "facts failed" in caplog.text
    assert "4930123" not in caplog.text


async def test_a_hang_up_is_an_outcome_told_at_its_node(talk) -> None:
    gone = [(MENU, "200 result=-1 endpos=10\nHANGUP"), ('GET VARIABLE "CHANNEL(name)"', "200 result=1 (PJSIP/x-1)")]
    assert await talk(walking(), *gone) == (CallerLeft("menu"), "menu")


async def test_who_arrived(talk) -> None:
    async def act(session: Session) -> object:
        return arrived(session, "entry")

    started = await talk(act, callerid="4930123", calleridname="Ann", dnid="unknown", extension="100", language="de")
    assert (started.number, started.name, started.dialled) == ("4930123", "Ann", "100")
    assert (started.language, started.node, started.call) == ("de", "entry", "main-1763769287.12")


def left(name: str, value: str) -> tuple[str, str]:
    return f'SET VARIABLE "{name}" "{value}"', "200 result=1"


async def test_what_a_hand_off_leaves_and_its_last_act(talk) -> None:
    outcome = HandOff("sales", "buy", {"fr": 3, "vip": 1}, 2, "fr", {"account": "a b"})
    await talk(
        lambda session: leave(session, outcome),
        left("ACD_QUEUE", "sales"),
        left("ACD_INTENT", "buy"),
        left("ACD_SKILLS", "fr:3&vip:1"),
        left("ACD_PRIORITY", "2"),
        left("ACD_LANGUAGE", "fr"),
        left("ACD_DATA", "account=a%20b"),
        left("ACD_NEXT", "hold"),
    )


@pytest.mark.parametrize(
    ("outcome", "script"),
    [
        (Transfer("desk"), [left("ACD_DESTINATION", "desk"), left("ACD_NEXT", "transfer")]),
        (Hangup(), [left("ACD_NEXT", "hangup")]),
        (Failed("menu", "why"), [left("ACD_NEXT", "fallback")]),
        (CallerLeft("menu"), []),
    ],
)
async def test_what_other_outcomes_leave(talk, outcome, script) -> None:
    assert await talk(lambda session: leave(session, outcome), *script) is None


async def test_data_that_found_no_room_is_named_without_its_value(talk, caplog: pytest.LogCaptureFixture) -> None:
    outcome = HandOff("sales", data={"story": "7" * 900})
    names = ("INTENT", "SKILLS", "PRIORITY", "LANGUAGE", "DATA")
    values = [left(f"ACD_{name}", "0" if name == "PRIORITY" else "") for name in names]
    await talk(lambda s: leave(s, outcome), left("ACD_QUEUE", "sales"), *values, left("ACD_NEXT", "hold"))
    assert "no room in ACD_DATA for story" in caplog.text
    assert "777" not in caplog.text
