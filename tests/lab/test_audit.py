"""The demo's books against a store: they agree when both tell the same, and every difference is found."""

from dataclasses import replace

import pytest

from acd.control.happenings import Happening
from acd.core.events import OfferConnected
from acd.core.records import (
    AgentState,
    AgentStateEnded,
    ContactEnded,
    ContactEntered,
    FlowWalked,
    OfferEnded,
    Outcome,
    QueueStayEnded,
)
from acd.lab.audit import books
from acd.lab.ledger import Ledger
from acd.lab.sip_log import Leg
from acd.store import Store

T = 1_000_000.0
TARGETS = {"sales": 5.0}


def walked(contact, number):
    return FlowWalked(contact, "main", "main", number, "", T, T + 1, (), "hand_off", "sales", "buy")


def entered(contact, number):
    return ContactEntered(contact, "main", "sales", number, "", "buy", 0, T, T)


def ended(contact, number, outcome, agent=None, connected=None, at=T + 20, offers=1):
    return ContactEnded(
        *(contact, "main", "sales", number, "", "buy", "en", 0, T, connected, at, outcome, agent, offers),
        ended_by_agent=agent is not None,
        data={},
    )


TALKED: list[tuple[float, Happening]] = [
    (T, walked("main-1.1", "551")),
    (T, entered("main-1.1", "551")),
    (T + 8, OfferConnected("main-1.1", 1)),
    (T + 8, QueueStayEnded("main-1.1", "sales", T, T + 8, Outcome.ANSWERED)),
    (T + 20, OfferEnded("main-1.1", 1, "1001", "sales", T + 5, T + 5, T + 7, T + 8, T + 20, "connected")),
    (T + 20, AgentStateEnded("1001", AgentState.TALKING, "", T + 8, T + 20, AgentState.WRAPPING, "")),
    (T + 20, ended("main-1.1", "551", Outcome.ANSWERED, "1001", T + 8)),
    (T + 23, AgentStateEnded("1001", AgentState.WRAPPING, "", T + 20, T + 23, AgentState.READY, "")),
]
GAVE_UP: list[tuple[float, Happening]] = [
    (T, walked("main-1.2", "552")),
    (T, entered("main-1.2", "552")),
    (T + 6, QueueStayEnded("main-1.2", "sales", T, T + 6, Outcome.ABANDONED)),
    (T + 6, ended("main-1.2", "552", Outcome.ABANDONED, at=T + 6, offers=0)),
]
CALLED_BACK: list[tuple[float, Happening]] = [
    (T, entered("main-1.3c", "+4930")),
    (T + 8, OfferConnected("main-1.3c", 1)),
    (T + 8, QueueStayEnded("main-1.3c", "sales", T, T + 8, Outcome.CALLED_BACK)),
    (T + 20, OfferEnded("main-1.3c", 1, "1002", "sales", T + 5, T + 5, T + 7, T + 8, T + 20, "connected")),
    (T + 20, AgentStateEnded("1002", AgentState.TALKING, "", T + 8, T + 20, AgentState.WRAPPING, "")),
    (T + 20, ended("main-1.3c", "+4930", Outcome.CALLED_BACK, "1002", T + 8)),
    (T + 23, AgentStateEnded("1002", AgentState.WRAPPING, "", T + 20, T + 23, AgentState.READY, "")),
]
CUSTOMERS = [Leg("+49111", T + 7, T + 8, T + 20.1, dialled="+4930")]
CALLERS = [Leg("551", T - 5, T - 5, T + 20.1), Leg("552", T - 5, T - 5, T + 6, we_hung_up=True)]
PHONES = {"1001": [Leg("551", T + 5, T + 7, T + 20.1, we_hung_up=True)]}


@pytest.fixture
def compare(tmp_path):
    def compare(told=(*TALKED, *GAVE_UP), kept=(*TALKED, *GAVE_UP), callers=CALLERS, phones=PHONES, customers=()):
        url = f"sqlite:///{tmp_path / 'store.sqlite'}"
        store = Store.open(url)
        for at, row in kept:
            if not isinstance(row, OfferConnected):
                store.put(row, at)
        store.close()
        ledger = Ledger(callers, phones, customers)
        for at, what in told:
            ledger.take(at, what)
        assert not ledger.unsettled()
        return [line for finding in books(ledger, url, T - 10, T + 60, TARGETS) for line in finding.differences]

    return compare


def test_books_that_agree(compare):
    assert compare() == []


def test_a_call_back_is_known_by_the_customers_own_leg(compare):
    rows = (*TALKED, *GAVE_UP, *CALLED_BACK)
    phones = PHONES | {"1002": [Leg("+4930", T + 5, T + 7, T + 20.1, we_hung_up=True)]}
    assert compare(told=rows, kept=rows, phones=phones, customers=CUSTOMERS) == []
    said = compare(told=rows, kept=rows, phones=phones)
    assert "main-1.3c: on the wire answered 1002 (the agent hung up), in the store called_back 1002" in said[0]


def test_figures_are_computed_from_wire_and_stream():
    ledger = Ledger(CALLERS, PHONES)
    for at, what in (*TALKED, *GAVE_UP):
        ledger.take(at, what)
    (queue,) = ledger.queue_figures(TARGETS)
    (agent,) = ledger.agent_figures()
    assert (queue.offered, queue.answered, queue.abandoned, queue.left) == (2, 1, 1, 0)
    assert (queue.service_level, queue.asa_s) == (0.0, 8.0)
    assert queue.aht_s == pytest.approx(15.1)
    assert (agent.offered, agent.answered, agent.missed) == (1, 1, 0)


def test_not_settled_while_a_wrap_up_runs():
    ledger = Ledger(CALLERS, PHONES)
    for at, what in TALKED[:-1]:
        ledger.take(at, what)
    assert [each.contact for each in ledger.unsettled()] == ["main-1.1"]


def test_a_contact_missing_from_the_store_is_found(compare):
    assert any("main-1.2 was told of, not kept" in line for line in compare(kept=TALKED))


def test_an_end_missing_from_the_store_is_found(compare):
    assert "main-1.2 entered a queue and has no end" in compare(kept=(*TALKED, *GAVE_UP[:-1]))


def test_a_call_that_rang_no_phone_is_found(compare):
    said = compare(phones={"1001": []})
    assert any("main-1.1: on the wire sent away" in line for line in said)
    assert any("agent 1001: offered 0 was seen, 1 is in the store" in line for line in said)


def test_the_wrong_side_hanging_up_is_found(compare):
    (said,) = compare(phones={"1001": [replace(PHONES["1001"][0], we_hung_up=False)]})
    assert said == "main-1.1: on the wire answered 1001, in the store answered 1001 (the agent hung up)"


def test_a_wrong_wait_is_found(compare):
    late = [
        (at, replace(row, since=T - 2) if isinstance(row, QueueStayEnded) and row.until == T + 8 else row)
        for at, row in TALKED
    ]
    assert compare(kept=(*late, *GAVE_UP)) == ["queue sales: asa_s 8 was seen, 10 is in the store"]


def test_a_caller_lost_in_the_menu_is_found(compare):
    assert compare(callers=[*CALLERS, Leg("553", T)]) == ["3 callers dialled, 2 walked a flow to its end"]
