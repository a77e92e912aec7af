"""A recorded decision judged by other weights, skills, agents."""

from dataclasses import replace

import pytest

from acd.core.records import Decided
from acd.core.roster import AgentProfile, QueueRules, Roster, SkillNeed, Weights
from acd.core.routing.why import Decision, Scored
from acd.replay.changes import change

WEIGHTS = Weights(handle=0.0, idle=1.0)
AGENTS = {name: AgentProfile(name, name, "main", f"PJSIP/{name}", {"fr": 3}) for name in ("ann", "bob", "cyd")}
WAS = Roster({"sales": QueueRules("sales", (SkillNeed("fr", 2),), weights=WEIGHTS)}, AGENTS)


def scored(agent: str, slower_s: float, idle_s: float, handle: float = WEIGHTS.handle) -> Scored:
    terms = (("handle", slower_s, handle), ("idle", -idle_s, WEIGHTS.idle))
    return Scored(agent, sum(value * weight for _, value, weight in terms), terms)


def decided(*rows: Scored, is_joint: bool = False, chosen: str = "") -> Decided:
    decision = Decision("main-1", "sales", chosen or rows[0].agent, 5.0, rows, (), None, is_joint=is_joint)
    return Decided("main-1", 1, 100.0, decision)


IDLE_FIRST = decided(scored("ann", 60.0, 30.0), scored("bob", 0.0, 20.0), scored("cyd", 5.0, 10.0))


def other(**weights: float) -> Roster:
    return Roster({"sales": replace(WAS.queues["sales"], weights=replace(WEIGHTS, **weights))}, AGENTS)


def test_other_weights_choose_another_for_their_biggest_term() -> None:
    found = change(IDLE_FIRST, WAS, other(handle=1.0))
    assert found is not None
    assert (found.was, found.would_be, found.why, found.by_s) == ("ann", "bob", "handle", 60.0)


@pytest.mark.parametrize("weights", [{}, {"handle": 0.1}, {"wait": 9.0}])
def test_the_same_choice_is_no_change(weights: dict[str, float]) -> None:
    assert change(IDLE_FIRST, WAS, other(**weights)) is None


def test_equals_go_to_who_was_idle_longest() -> None:
    by_handle_time = decided(scored("bob", 0.0, 20.0, handle=1.0), scored("ann", 60.0, 30.0, handle=1.0))
    found = change(by_handle_time, WAS, other(idle=0.0))
    assert found is not None
    assert found.would_be == "ann"


def test_a_joint_choice_is_not_blamed_on_the_weights() -> None:
    joint = decided(scored("ann", 60.0, 30.0), scored("bob", 0.0, 20.0), is_joint=True, chosen="bob")
    assert change(joint, WAS, other()) is None


def test_who_loses_the_skill_or_his_place_is_no_candidate() -> None:
    unskilled = {**AGENTS, "ann": replace(AGENTS["ann"], skills={"fr": 1})}
    gone = {name: agent for name, agent in AGENTS.items() if name != "ann"}
    for agents in (unskilled, gone):
        found = change(IDLE_FIRST, WAS, Roster(WAS.queues, agents))
        assert found is not None
        assert (found.would_be, found.why) == ("bob", "skills")
    nobody = change(IDLE_FIRST, WAS, Roster({"sales": QueueRules("sales", (SkillNeed("fr", 9),))}, AGENTS))
    assert nobody is not None
    assert nobody.would_be is None


def test_a_queue_that_is_gone_is_not_judged() -> None:
    assert change(IDLE_FIRST, WAS, Roster({}, AGENTS)) is None
