"""Decisions that explain themselves."""

import msgspec
import pytest
from playbook import START, Playbook, arrival, house, ok, ring

from acd.core import events as e
from acd.core.roster import QueueRules


def test_a_decision_tells_everything_and_never_changes(decided):
    p, decision = decided
    assert [each.agent for each in decision.scored] == ["ann", "bob"]
    assert decision.chosen == "ann"
    assert decision.margin == pytest.approx(decision.scored[1].cost - decision.scored[0].cost)
    for scored in decision.scored:
        assert scored.cost == pytest.approx(sum(value * weight for _, value, weight in scored.terms))
    assert decision.flip is None or decision.flip.agent == "bob"
    assert {each.agent: each.gate for each in decision.gated} == {
        "cyd": "skill fr 1 < 2",
        "dan": "signed out",
        "eve": "on PBX two, caller on main",
        "fay": "paused: tea",
    }
    assert decision.needs == ("fr >= 2 (relaxed from 9)",)
    before = msgspec.json.encode(decision)
    p.at(50)
    assert msgspec.json.encode(p.floor.decision("main-1")[0]) == before
    assert b'"gate":"paused: tea"' in before
    with pytest.raises(AttributeError):
        decision.chosen = "bob"
    with pytest.raises(AttributeError):
        _ = decision.colour


def test_a_gate_with_a_deadline_says_how_long_it_lasts():
    p = Playbook(
        house(QueueRules("q", wrap_s=20, whisper=False), agents={"ann": {}, "bob": {}, "cyd": {}}), "ann", "bob"
    )
    p >> arrival(1) << ring(1, "ann")
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.NO_ANSWER) << ring(1, "bob", 2)
    p >> e.OfferConnected("main-1", 2)
    p.at(8) >> e.TalkEnded("main-1", 2, by_agent=False)
    p._open.clear()
    p.at(10)
    p >> e.AgentSignedIn("cyd", "x") << ok()
    p >> arrival(2, entered=START + 10) << ring(2, "cyd")
    assert {each.agent: each.gate for each in p.floor.decision("main-2")[0].gated} == {
        "ann": "cooling down, 20 s more",
        "bob": "wrapping, 18 s more",
    }
