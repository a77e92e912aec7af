"""The smallest change of a weight that would have turned a decision."""

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from acd.core.routing.why import Flip, Scored, smallest_flip

NAMES = ("wait", "handle", "fit")
VALUES = st.tuples(*[st.integers(-50, 50).map(float)] * 3)
WEIGHTS = st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * 3)


def scored(agent: str, values: tuple[float, ...], weights: tuple[float, ...]) -> Scored:
    cost = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return Scored(agent, cost, tuple(zip(NAMES, values, weights, strict=True)))


def test_the_weight_that_turns_it_and_how_far():
    ann, bob = scored("ann", (0, 10, 1), (1, 1, 30)), scored("bob", (0, 60, 0), (1, 1, 30))
    assert smallest_flip(ann, (bob,)) == Flip("bob", "handle", 1, pytest.approx(0.6))
    assert smallest_flip(ann, ()) is None


def test_who_is_worse_in_everything_cannot_be_helped():
    ann, bob = scored("ann", (0, 10, 1), (1, 1, 1)), scored("bob", (0, 60, 2), (1, 1, 1))
    flip = smallest_flip(ann, (bob,))
    assert flip is None


@given(VALUES, st.lists(VALUES, min_size=1, max_size=4), WEIGHTS)
def test_at_the_new_weight_both_cost_the_same(mine, theirs, weights):
    others = tuple(scored(f"a{n}", values, weights) for n, values in enumerate(theirs))
    chosen = scored("chosen", mine, weights)
    assume(all(other.cost >= chosen.cost for other in others))
    flip = smallest_flip(chosen, others)
    if flip is None:
        return
    place = NAMES.index(flip.weight)
    turned = (*weights[:place], flip.becomes, *weights[place + 1 :])
    his = next(values for each, values in zip(others, theirs, strict=True) if each.agent == flip.agent)
    assert scored("x", his, turned).cost == pytest.approx(scored("y", mine, turned).cost, abs=1e-6)
    assert flip.becomes >= 0
