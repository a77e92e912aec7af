"""The smallest change of a weight that would have turned a decision."""

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from acd.core.routing.why import Decision, Flip, Gated, Scored, Sheet, smallest_flip

NAMES = ("wait", "handle", "fit")
VALUES = st.tuples(*[st.integers(-50, 50).map(float)] * 3)
WEIGHTS = st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * 3)


def scored(agent: str, values: tuple[float, ...], weights: tuple[float, ...]) -> Scored:
    cost = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return Scored(agent, cost, tuple(zip(NAMES, values, weights, strict=True)))


def flip_of(chosen: Scored, *others: Scored) -> Flip | None:
    return smallest_flip(Sheet.of((chosen, *others)), chosen.agent)


def test_the_weight_that_turns_it_and_how_far():
    ann, bob = scored("ann", (0, 10, 1), (1, 1, 30)), scored("bob", (0, 60, 0), (1, 1, 30))
    assert flip_of(ann, bob) == Flip("bob", "handle", 1, pytest.approx(0.6))
    assert flip_of(ann) is None


def test_who_is_worse_in_everything_cannot_be_helped():
    ann, bob = scored("ann", (0, 10, 1), (1, 1, 1)), scored("bob", (0, 60, 2), (1, 1, 1))
    flip = flip_of(ann, bob)
    assert flip is None


@given(VALUES, st.lists(VALUES, min_size=1, max_size=4), WEIGHTS)
def test_at_the_new_weight_both_cost_the_same(mine, theirs, weights):
    others = tuple(scored(f"a{n}", values, weights) for n, values in enumerate(theirs))
    chosen = scored("chosen", mine, weights)
    assume(all(other.cost >= chosen.cost for other in others))
    flip = flip_of(chosen, *others)
    if flip is None:
        return
    place = NAMES.index(flip.weight)
    turned = (*weights[:place], flip.becomes, *weights[place + 1 :])
    his = next(values for each, values in zip(others, theirs, strict=True) if each.agent == flip.agent)
    assert scored("x", his, turned).cost == pytest.approx(scored("y", mine, turned).cost, abs=1e-6)
    assert flip.becomes >= 0


def test_a_weight_that_is_there_is_turned_before_one_that_is_not():
    ann, bob = scored("ann", (10, 0, 1), (0, 1, 1)), scored("bob", (0, 2, 30), (0, 1, 1))
    assert flip_of(ann, bob) is None or flip_of(ann, bob).weight == "wait"
    ann, bob = scored("ann", (10, 0, 9), (0, 1, 1)), scored("bob", (0, 20, 0), (0, 1, 1))
    assert flip_of(ann, bob) == Flip("bob", "handle", 1, pytest.approx(0.45))


def test_who_is_worse_but_was_not_dearer_is_no_flip():
    """The chosen may cost more alone, where several calls were offered together."""
    ann, bob = scored("ann", (0, 10, 1), (1, 1, 1)), scored("bob", (0, 2, 3), (1, 1, 1))
    assert flip_of(ann, bob) is None


@given(st.lists(st.tuples(VALUES, st.floats(-1e9, 1e9)), max_size=4), WEIGHTS)
def test_a_sheet_is_the_candidates_again(rows, weights):
    found = tuple(scored(f"a{n}", values, weights) for n, (values, _) in enumerate(rows))
    sheet = Decision("main-1", "q", "a0", 0.0, found, (Gated("x", "busy"),), None).sheet()
    assert (sheet.scored() if sheet else ()) == found


def test_candidates_with_other_terms_are_no_sheet():
    assert Sheet.of((scored("ann", (1, 2, 3), (1, 1, 1)), scored("bob", (1, 2, 3), (1, 1, 2)))) is None
