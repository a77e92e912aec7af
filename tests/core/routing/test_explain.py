"""Decisions that explain themselves."""

import msgspec
import pytest


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
