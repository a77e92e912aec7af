"""Rows become sentences."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.cli.story import Line, Story, Tone, short
from acd.control.happenings import KINDS, CallerSent, Happening, PbxFound
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.events import OfferAnswered, OfferConnected, OfferRang, PbxLost
from acd.core.left import MessageLeft, SurveyAnswered
from acd.core.records import (
    AgentState,
    AgentStateEnded,
    ContactEnded,
    ContactEntered,
    Decided,
    FlowWalked,
    OfferEnded,
    Outcome,
    QueueStayEnded,
    Refused,
)
from acd.core.routing.why import Decision, Gated, Scored

C = "main-1763769287.12"
NAMES = {"1001": "Anna", "1004": "Béla"}


def entered(queue: str = "sales", name: str = "Ann", intent: str = "", priority: int = 0) -> ContactEntered:
    return ContactEntered(C, "main", queue, "+4812", name, intent, priority, 10.0, 10.0)


def decided(offer: int = 1, agents: int = 2) -> Decided:
    scored = (Scored("1001", 8.0, ()), Scored("1004", 20.4, ()))[:agents]
    return Decided(C, offer, 20.0, Decision(C, "sales", "1001", 10.0, scored, (Gated("1002", "wrapping"),), 12.4))


def offer_ended(result: str) -> OfferEnded:
    return OfferEnded(C, 1, "1001", "sales", 20.0, 21.0, None, None, 35.0, result)


def ended(outcome: Outcome, by_agent: bool = False) -> ContactEnded:
    is_answered = outcome is Outcome.ANSWERED
    connected, agent = (25.0, "1001") if is_answered else (None, None)
    return ContactEnded(
        C, "main", "sales", "+4812", "Ann", "", "en", 0, 10.0, connected, 217.0, outcome, agent, 1, by_agent, {}
    )


def state(before: AgentState, after: AgentState, reason: str = "") -> AgentStateEnded:
    return AgentStateEnded("1001", before, "", 5.0, 15.0, after, reason)


def walked(outcome: str) -> FlowWalked:
    path = (("hello", ""), ("menu", "2"))
    return FlowWalked(C, "main", "front", "+4812", "Ann", 1.0, 9.0, path, outcome, "sales", "buy")


def test_a_call_from_door_to_door() -> None:
    story = Story(NAMES)
    told = [
        story.line(9.0, walked("hand_off")),
        story.line(10.0, entered(intent="buy", priority=2)),
        story.line(20.0, decided()),
        story.line(21.0, OfferRang(C, 1)),
        story.line(24.0, OfferAnswered(C, 1)),
        story.line(25.0, OfferConnected(C, 1)),
        story.line(25.0, QueueStayEnded(C, "sales", 10.0, 25.0, "answered")),
        story.line(217.0, offer_ended("connected")),
        story.line(217.0, ended(Outcome.ANSWERED)),
    ]
    assert [str(line) for line in told if line] == [
        "main-…12 +4812 Ann went through front (hello, menu 2) to queue sales",
        "main-…12 +4812 Ann entered sales for buy with priority 2",
        "main-…12 rings 1001 Anna (12 s better than 1004; 1 not eligible)",
        "main-…12 1001 Anna answered after 4 s",
        "main-…12 talks to 1001 Anna after waiting 15 s",
        "main-…12 ended: talked 3 min 12 s with 1001 Anna, the caller hung up",
    ]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (decided(agents=1), "rings 1001 Anna (1 not eligible)"),
        (offer_ended("no_answer"), "1001 Anna did not answer for 15 s"),
        (offer_ended("busy"), "1001 Anna is busy"),
        (offer_ended("rejected"), "1001 Anna rejected the call"),
        (offer_ended("unreachable"), "1001 Anna cannot be reached"),
        (offer_ended("dropped"), "1001 Anna picked up and was gone before the caller was connected"),
        (offer_ended("cancelled"), "1001 Anna stopped ringing: the offer was withdrawn"),
        (ended(Outcome.ANSWERED, by_agent=True), "ended: talked 3 min 12 s with 1001 Anna, the agent hung up"),
        (ended(Outcome.ABANDONED), "gave up after 3 min 27 s in sales"),
        (ended(Outcome.LEFT_BY_KEY), "left sales by key after 3 min 27 s"),
        (ended(Outcome.OVERFLOWED), "overflowed from sales after 3 min 27 s"),
        (ended(Outcome.TURNED_AWAY), "was turned away from sales after 3 min 27 s"),
        (ended(Outcome.DROPPED), "was dropped by an operator after 3 min 27 s"),
        (ended(Outcome.PBX_LOST), "was lost with its PBX after 3 min 27 s"),
        (CallerSent(C, "destination voicemail"), "is sent to destination voicemail"),
        (walked("transfer"), "+4812 Ann went through front (hello, menu 2) and is transferred to sales"),
        (walked("caller_left"), "+4812 Ann went through front (hello, menu 2) and hung up at sales"),
        (walked("hangup"), "+4812 Ann went through front (hello, menu 2) and was said goodbye"),
        (walked("failed"), "+4812 Ann went through front (hello, menu 2) and the flow failed at sales"),
        (OfferConnected(C, 1), "talks to an agent"),
    ],
)
def test_what_is_said_of_a_contact(what: Happening, said: str) -> None:
    line = Story(NAMES).line(20.0, what)
    assert line is not None
    assert (line.who, line.sentence) == ("main-…12", said)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (state(AgentState.SIGNED_OUT, AgentState.READY), "1001 Anna signed in"),
        (state(AgentState.READY, AgentState.SIGNED_OUT), "1001 Anna signed out"),
        (state(AgentState.TALKING, AgentState.WRAPPING), "1001 Anna wraps up after 10 s of talk"),
        (state(AgentState.WRAPPING, AgentState.READY), "1001 Anna is ready again after 10 s of wrap-up"),
        (state(AgentState.WRAPPING, AgentState.PAUSED, "lunch"), "1001 Anna is paused: lunch"),
        (state(AgentState.PAUSED, AgentState.READY), "1001 Anna is back after 10 s of pause"),
        (PbxLost("main"), "lost the connection to PBX main"),
        (PbxFound("main", 3, 2), "PBX main is connected: 3 on hold, 2 talking"),
        (
            Refused(1.0, "OfferRang", C, "gone"),
            f"OfferRang of {C} made no sense (state gone) and changed nothing",
        ),
    ],
)
def test_what_is_said_of_agents_and_the_house(what: Happening, said: str) -> None:
    line = Story(NAMES).line(20.0, what)
    assert line is not None
    assert str(line) == said


@pytest.mark.parametrize(
    "what",
    [
        state(AgentState.READY, AgentState.OFFERED),
        state(AgentState.OFFERED, AgentState.TALKING),
        state(AgentState.OFFERED, AgentState.READY),
        offer_ended("connected"),
        OfferRang(C, 1),
        OfferAnswered(C, 1),
    ],
)
def test_what_another_line_says_is_not_repeated(what: Happening) -> None:
    assert Story(NAMES).line(20.0, what) is None


def test_a_contact_entering_again_has_moved() -> None:
    story = Story()
    story.line(10.0, entered())
    assert story.line(12.0, entered("support")) == Line("main-…12", "moved to support")


def test_an_ended_contact_is_forgotten() -> None:
    story = Story()
    for _ in range(3):
        story.line(10.0, entered())
        story.line(20.0, decided())
        story.line(217.0, ended(Outcome.ABANDONED))
    assert not story._contacts


def test_bad_news_is_told_as_such() -> None:
    line = Story().line(1.0, ended(Outcome.ABANDONED))
    assert line is not None
    assert line.tone is Tone.BAD


@pytest.mark.parametrize(
    ("contact", "said"),
    [(C, "main-…12"), ("new-york-17.3", "new-york-…3"), ("x", "x"), ("main-17", "main-17"), ("a\x1b-1.2", "a\\x1b-…2")],
)
def test_short_names(contact: str, said: str) -> None:
    assert short(contact) == said


texts = st.text("a\x1b[]\n\x9b\u202e\ud800é", max_size=8)
times = st.floats(0.0, 1e10)
FIELDS = {str: texts, float: times, float | None: st.none() | times}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_happens_the_line_is_safe(data: st.DataObject) -> None:
    story = Story({"1001": "\x1b[31m"})
    kind = KINDS[data.draw(st.sampled_from(sorted(KINDS)))]
    drawn = {each.name: FIELDS[each.type] for each in fields(kind) if each.type in FIELDS}
    line = story.line(1.0, data.draw(st.builds(kind, **drawn)))
    assert line is None or str(line).isprintable()


def test_what_callers_leave_is_told() -> None:
    left = MessageLeft("t", C, "main", "queue", "sales\x1b[2J", "48", "Jan", 72.0, 1.0, "")
    told = Story({"1001": "Ann"}).line(1.0, left)
    assert told is not None
    assert told.sentence == "left a message of 1 min 12 s for sales\\x1b[2J"
    told = Story({"1001": "Ann"}).line(1.0, SurveyAnswered(C, "1001", "sales", "survey", "friendly", 5, 1.0))
    assert told is not None
    assert told.sentence == "rated friendly with 5 after the talk with 1001 Ann"


def test_a_call_back_is_told_once_and_each_call_in_vain():
    story = Story(NAMES)
    booked = CallbackBooked(
        C, "main", "sales", "+4930", "30", "Ann", "", "", 0, (), (), 1.0, 1.0, 0.0, 1.0, 1.0, {"account": "4711"}
    )
    assert story.line(1.0, booked) == Line("main-…12", "+4930 Ann is to be called back for sales")
    assert story.line(2.0, booked) is None
    tried = story.line(3.0, CallbackTried(C, 1, "1001", 3.0, "no_answer", 63.0))
    assert tried == Line("main-…12", "was called by 1001 Anna: no answer (attempt 1)", Tone.BAD)
    left = story.line(4.0, CallbackTried(C, 2, "", 4.0, "hung_up", 64.0))
    assert left == Line("main-…12", "was called: hung up (attempt 2)", Tone.BAD)
