"""Patience from waits cut short."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.routing.patience import FIRST_S, MEMORY, Patience


def test_at_first_it_is_what_callers_usually_have():
    assert Patience().mean_s("q") == FIRST_S


def test_answered_callers_are_not_taken_for_impatient_ones():
    """Patience 120 s, answer after 60 s on average: the plain mean of leavers' waits would be 40 s."""
    chance, seen = np.random.default_rng(1), Patience()
    for patience, answer in zip(chance.exponential(120.0, 2000), chance.exponential(60.0, 2000), strict=True):
        seen.waited("q", min(patience, answer), left=bool(patience < answer))
    assert seen.mean_s("q") == pytest.approx(120.0, rel=0.12)


def test_a_queue_nobody_left_shrinks_to_the_house_and_old_leavers_fade():
    seen = Patience()
    for _ in range(1000):
        seen.waited("busy", 30.0, left=True)
    assert seen.mean_s("new") == pytest.approx(30.0, rel=0.1)
    seen.waited("new", 600.0, left=False)
    assert seen.mean_s("new") > 120.0
    assert {piece.key: piece.values[1] for piece in seen.dump()} == {"": MEMORY, "busy": MEMORY, "new": 0.0}


@given(st.lists(st.tuples(st.sampled_from("pq"), st.floats(0.0, 5000.0), st.booleans()), max_size=40))
def test_it_is_positive_and_comes_back_as_it_was_kept(waits):
    seen, other = Patience(), Patience()
    for queue, seconds, left in waits:
        seen.waited(queue, seconds, left=left)
    for piece in seen.dump():
        other.take(piece)
    for queue in ("p", "q", "r"):
        assert seen.mean_s(queue) > 0
        assert other.mean_s(queue) == pytest.approx(seen.mean_s(queue))
