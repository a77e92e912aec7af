"""Offers on the Floor: the reserve and how it gives way, joint choices, the preferred agent, phones in doubt."""

import pytest
from playbook import START, Playbook, arrival, house, ok, ring

from acd.core import events as e
from acd.core.roster import QueueRules, SkillNeed, Weights
from acd.core.routing.estimates import HandleTime
from acd.core.routing.scores import urgent_after_s

RARE = {"ann": {"en": 5}, "eve": {"en": 5, "fr": 5}}
EN = QueueRules("en", (SkillNeed("en", 1),), wrap_s=0, handle_s=200.0, service_level_s=20.0, reserve_s=40.0)
FR = QueueRules("fr", (SkillNeed("fr", 1),), wrap_s=0, handle_s=200.0)
PRICE = 0.5  # eve's second: a call of 200 s wastes 100 s more with her than with ann


def with_eve_dear(*signed_in: str, en: QueueRules = EN) -> Playbook:
    p = Playbook(house(en, FR, agents=RARE), *signed_in)
    p >> e.PricesSet({"eve": PRICE})
    return p


def test_a_dear_agent_is_kept_back_until_the_wait_is_urgent_enough():
    p = with_eve_dear("eve")
    p >> arrival(1, "en")
    let_through = urgent_after_s(100.0 - 40.0, 20.0)
    p.at(let_through - 0.1)
    p.at(let_through + 0.1) << ring(1, "eve")


def test_who_needs_the_dear_agent_gets_her_at_once():
    p = with_eve_dear("eve")
    p >> arrival(1, "en")
    p.at(5)
    p >> arrival(2, "fr", entered=START + 5) << ring(2, "eve")


def test_who_waits_for_a_cheaper_agent_is_taken_by_the_first_that_comes():
    p = with_eve_dear("eve")
    p >> arrival(1, "en")
    p.at(3)
    p >> e.AgentSignedIn("ann", "x") << ok() << ring(1, "ann")


def test_a_dear_agent_who_is_freed_passes_over_those_she_is_kept_from():
    p = with_eve_dear()
    p >> arrival(1, "en")
    p.at(10)
    p >> arrival(2, "fr", entered=START + 10)
    p >> e.AgentSignedIn("eve", "x") << ok() << ring(2, "eve")


def test_a_price_that_falls_ends_the_reserve():
    p = with_eve_dear("eve")
    p >> arrival(1, "en")
    p.at(1)
    p >> e.PricesSet({"eve": 0.1}) << ring(1, "eve")


def test_the_gate_says_why_she_was_kept_back():
    p = with_eve_dear("eve")
    p >> arrival(1, "en")
    p.at(3)
    p >> e.AgentSignedIn("ann", "x") << ok() << ring(1, "ann")
    (gated,) = p.floor.decision("main-1")[0].gated
    assert gated.agent == "eve"
    assert gated.gate.startswith("kept in reserve: wastes 100 s, 43 s allowed")


def test_without_a_reserve_a_dear_agent_comes_last_but_comes():
    en = QueueRules("en", (SkillNeed("en", 1),), wrap_s=0, handle_s=200.0)
    p = with_eve_dear("ann", "eve", en=en)
    p >> arrival(1, "en") << ring(1, "ann")
    p >> arrival(2, "en") << ring(2, "eve")


def test_calls_and_agents_that_meet_at_once_are_matched_for_the_least_whole_cost():
    """Ann is best for both; together it is cheaper that she takes the one whom bob would keep longest."""
    queues = [QueueRules(name, wrap_s=0, handle_s=200.0, weights=Weights(fit=0.0)) for name in ("a", "b")]
    p = Playbook(house(*queues))
    seconds = {("ann", "a"): 100.0, ("ann", "b"): 90.0, ("bob", "a"): 300.0, ("bob", "b"): 120.0}
    times = tuple(HandleTime(agent, f"queue {queue}", 500.0, 500.0 * s) for (agent, queue), s in seconds.items())
    p >> e.HandleTimesRecalled(times)
    p >> e.PbxLost("main")
    for agent in ("ann", "bob"):
        p >> e.AgentSignedIn(agent, agent) << ok()
    waiting = (arrival(1, "b"), arrival(2, "a"))
    p >> e.PbxSnapshot("main", waiting, (), ()) << ring(1, "bob") << ring(2, "ann")
    decision = p.floor.decision("main-1")[0]
    assert decision.is_joint
    assert decision.margin < 0
    assert decision.scored[0].agent == "ann"


def term(p: Playbook, contact: int, name: str) -> dict[str, float]:
    """Every candidate's value."""
    scored = p.floor.decision(f"main-{contact}")[0].scored
    return {each.agent: value for each in scored for term, value, _ in each.terms if term == name}


def test_the_preferred_agent_is_worth_some_seconds_even_when_nobody_is_kept_for_him():
    p = Playbook(house(agents={"ann": {}, "bob": {}}), "ann", "bob")
    p.at(60)
    p >> arrival(1, entered=START + 60, preferred_agent="bob") << ring(1, "bob")
    assert term(p, 1, "preferred") == {"ann": 0, "bob": -1}


def test_an_agent_who_missed_lately_is_asked_last():
    queue = QueueRules("q", weights=Weights(occupancy=0.0, idle=0.0))
    p = Playbook(house(queue, agents={"ann": {}, "bob": {}}), "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.NO_ANSWER) << ring(1, "bob", 2)
    p >> e.OfferConnected("main-1", 2)
    p.at(100)
    p >> e.TalkEnded("main-1", 2, by_agent=False)
    p._open.clear()
    p.at(112)
    p >> arrival(2, entered=START + 112) << ring(2, "bob")
    odds = term(p, 2, "answer")
    assert odds["ann"] > odds["bob"] > 0


@pytest.mark.parametrize("busy_first", ["ann", "bob"])
def test_who_was_with_callers_all_the_time_gives_way_to_who_was_not(busy_first):
    queue = QueueRules("q", wrap_s=0, weights=Weights(idle=0.0, occupancy=200.0))
    p = Playbook(house(queue, agents={"ann": {}, "bob": {}}), busy_first)
    p >> arrival(1) << ring(1, busy_first)
    p >> e.OfferConnected("main-1", 1)
    p.at(1200)
    other = "bob" if busy_first == "ann" else "ann"
    p >> e.TalkEnded("main-1", 1, by_agent=False)
    p._open.clear()
    p >> e.AgentSignedIn(other, "x") << ok()
    p.at(1800)
    for number in (2, 3):
        p >> arrival(number, entered=p.now)
        p._open.clear()
    occupied = term(p, 2, "occupancy")
    assert occupied[busy_first] == max(occupied.values())
