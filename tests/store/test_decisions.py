"""Decisions as text: nothing lost, whatever they are made of, and old ones still read."""

import json

import hypothesis.strategies as st
from hypothesis import given

from acd.core.routing.scores import TERMS
from acd.core.routing.why import Decision, Flip, Gated, Scored
from acd.store.codec import build, to_json
from acd.store.decisions import packed, unpacked

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SOME_TERMS = st.lists(st.tuples(st.sampled_from(["wait", "fit", "idle"]), NUMBERS, NUMBERS), max_size=3).map(tuple)
SCORED = st.lists(st.builds(Scored, st.text(max_size=5), NUMBERS, SOME_TERMS), max_size=3).map(tuple)
GATED = st.lists(st.builds(Gated, st.text(max_size=5), st.sampled_from(["busy", "away", "1 s"])), max_size=4).map(tuple)
MARGINS = st.none() | NUMBERS
DECISIONS = st.builds(
    Decision, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5), NUMBERS, SCORED, GATED, MARGINS
)


def alike(agents: int) -> Decision:
    """As the floor makes them: all candidates have the same terms."""
    scored = tuple(Scored(f"a{n}", 10.0 + n, tuple((term, n / 2, 1.0) for term in TERMS)) for n in range(agents))
    gated = tuple(Gated(f"b{n}", "talking" if n % 3 else f"wrapping, {n} s more") for n in range(agents))
    return Decision("main-1", "q", "a0", 3.5, scored, gated, 1.0, ("fr >= 2",), True, Flip("a1", "fit", 30.0, 2.0))


def again(decision: Decision) -> Decision:
    made: Decision = build(Decision, unpacked(json.loads(to_json(packed(decision)))))
    return made


@given(DECISIONS)
def test_any_decision_comes_back(decision: Decision) -> None:
    assert again(decision) == decision


def test_one_of_the_floors_comes_back_and_is_much_shorter() -> None:
    decision = alike(100)
    assert again(decision) == decision
    assert len(to_json(packed(decision))) < len(to_json(decision)) / 2.5
    assert again(alike(1)) == alike(1)


def test_what_was_written_plain_is_read_as_it_is() -> None:
    plain = json.loads(to_json(alike(3)))
    assert unpacked(plain) is plain
    assert build(Decision, plain) == alike(3)
