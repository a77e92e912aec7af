"""Gates, score terms, pairing, estimates, and decisions that explain themselves."""

import hypothesis.strategies as st
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings

from acd.core.agent import Agent
from acd.core.roster import AgentProfile, RelaxStep, SkillNeed
from acd.core.routing import needs
from acd.core.routing.candidates import Crew, Kinds
from acd.core.routing.estimates import MEMORY, Estimates, HandleTime
from acd.core.routing.match import GATED, first_best, pairs
from acd.core.routing.scores import idle_term, saturate


def crew(**skills: dict[str, int]) -> Crew:
    agents = {a: Agent(AgentProfile(a, a, "main", f"PJSIP/{a}", s), s) for a, s in skills.items()}
    return Crew(agents, set())


# --- needs ---


def test_needs_merge_to_the_higher_level_and_relax_step_by_step():
    first = needs.at_entry([SkillNeed("fr", 3)], [SkillNeed("fr", 5), SkillNeed("de", 1)])
    steps = (RelaxStep(10, "fr", 2), RelaxStep(20, "de", 0), RelaxStep(5, "xx", 1), RelaxStep(30, "fr", 9))
    assert first == (("de", 1), ("fr", 5))
    assert needs.after(first, steps, 9) == first
    assert needs.after(first, steps, 10) == (("de", 1), ("fr", 2))
    assert needs.after(first, steps, 99) == (("fr", 2),)
    assert [needs.next_step_s(steps, waited) for waited in (0, 5, 20, 30)] == [5, 10, 30, None]
    assert needs.in_words(first, needs.after(first, steps, 99)) == (
        "de dropped (relaxed from 1)",
        "fr >= 2 (relaxed from 5)",
    )


# --- candidates ---


def test_able_needs_every_skill_at_its_level_on_the_same_pbx():
    c = crew(ann={"fr": 3, "de": 1}, bob={"fr": 2, "de": 9}, cyd={})
    assert c.able((("fr", 3),), "main").tolist() == [True, False, False]
    assert c.able((("de", 1), ("fr", 1)), "main").tolist() == [True, True, False]
    assert c.able((), "main").all()
    assert not c.able((), "two").any()
    assert not c.able((("unheard of", 1),), "main").any()


def test_fit_prefers_strong_holders_who_tie_down_few_scarce_skills():
    c = crew(ann={"fr": 9}, bob={"fr": 5}, cyd={"fr": 9, "rare": 5}, dan={"fr": 9, "en": 5}, eve={"en": 5})
    fit = dict(zip(c.ids, c.fit((("fr", 1),)), strict=True))
    assert fit["ann"] > fit["bob"]
    assert fit["ann"] > fit["dan"] > fit["cyd"]  # two hold en, one holds rare
    assert all(0 < value <= 1 for value in c.fit((("fr", 1), ("nobody's", 3))))
    assert c.fit(())[c.rows["eve"]] > c.fit(())[c.rows["dan"]]


def test_pace_is_one_for_the_fastest_able_agent_and_follows_what_is_learned():
    c, seen = crew(ann={"fr": 5}, bob={"fr": 5}, cyd={}), Estimates()
    kinds = Kinds(c, seen)
    code = kinds.code((("fr", 1),), "main", "queue q", 100.0)
    assert kinds.pace[code].tolist() == [1, 1, 1]
    for agent, seconds in (("ann", 200.0), ("cyd", 1.0)):
        seen.add(agent, "queue q", seconds)
        kinds.learned(agent, "queue q")
    ann, bob, _ = kinds.pace[code]
    assert bob == 1.0  # cyd is faster, but not able
    assert ann == pytest.approx(100 / (700 / 6))
    for number in range(40):
        kinds.code((("fr", number),), "main", "queue q", 100.0)
    assert kinds.pace[code].tolist()[1] == 1.0


# --- estimates ---


def test_an_estimate_shrinks_to_the_prior_and_old_calls_fade():
    seen = Estimates()
    assert seen.expected_s("ann", "k", 240) == 240
    for _ in range(5):
        seen.add("ann", "k", 100.0)
    assert seen.expected_s("ann", "k", 240) == pytest.approx((5 * 240 + 500) / 10)
    for _ in range(3000):
        seen.add("ann", "k", 300.0)
    assert seen.expected_s("ann", "k", 240) == pytest.approx((5 * 240 + MEMORY * 300) / (5 + MEMORY))
    assert seen.row(("ann", "bob"), "k", 240).tolist() == [seen.expected_s("ann", "k", 240), 240]
    other = Estimates()
    other.load(seen.dump())
    assert other.dump() == seen.dump() == (HandleTime("ann", "k", MEMORY, pytest.approx(MEMORY * 300)),)
    seen.forget("ann")
    assert seen.dump() == ()


# --- scores ---


@given(st.floats(0, 1e7), st.floats(0, 1e7), st.floats(0.1, 1e4))
def test_terms_are_monotone_and_within_zero_and_one(a, b, scale):
    low, high = sorted((a, b))
    assert 0 <= saturate(low, scale) <= saturate(high, scale) <= 1
    assert 0 <= idle_term(high, low) <= 1
    assert saturate(-a, scale) == 0


# --- match ---


def test_ties_fall_by_each_key_in_turn_then_by_place():
    scores = np.array([1.0, 2.0, 2.0, 2.0])
    assert first_best(scores) == 1
    assert first_best(scores, np.array([0.0, 5.0, 3.0, 3.0])) == 2
    assert first_best(scores, np.zeros(4), np.array([0.0, 9.0, 9.0, 1.0])) == 3


TABLE = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([GATED, 0.0, 1.0, 2.0]), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def naive(scores: np.ndarray, overdue: np.ndarray) -> list[tuple[int, int]]:
    found = []
    left = [(-scores[r, c], r, c) for r in range(len(scores)) for c in range(scores.shape[1])]
    for late in (True, False):
        while True:
            fits = [x for x in left if x[0] < np.inf and bool(overdue[x[1]]) is late]
            if not fits:
                break
            _, row, column = min(fits, key=lambda x: (x[1], x[0], x[2]) if late else x)
            found.append((row, column))
            left = [x for x in left if x[1] != row and x[2] != column]
    return found


@settings(max_examples=200)
@given(TABLE, st.data())
def test_pairs_are_those_of_the_plain_greedy_loop(rows, data):
    scores = np.array(rows)
    overdue = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    assert pairs(scores.copy(), overdue) == naive(scores, overdue)


# --- explain ---


def test_a_decision_tells_everything_and_never_changes(decided):
    p, decision = decided
    assert [each.agent for each in decision.scored] == ["ann", "bob"]
    assert decision.chosen == "ann"
    assert decision.margin == pytest.approx(decision.scored[0].score - decision.scored[1].score)
    for scored in decision.scored:
        assert scored.score == pytest.approx(sum(value * weight for _, value, weight in scored.terms))
        assert all(0 <= value <= 1 for _, value, _ in scored.terms)
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
