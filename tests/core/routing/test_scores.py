"""The terms of the score: monotone, convex where they must be, and invertible."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from acd.core.routing.scores import IDLE_CAP_S, idle_s, miss_odds, urgency, urgency_of, urgent_after_s

WAITS, OBJECTIVES = st.floats(0, 1e6), st.floats(0.1, 1e4)


@given(WAITS, WAITS, OBJECTIVES)
def test_a_longer_wait_is_never_less_urgent(a, b, objective):
    low, high = sorted((a, b))
    assert urgency(low, objective) <= urgency(high, objective)
    assert urgency(-low, objective) == 0
    assert urgency(low, objective) >= low


@given(st.floats(-10, 1e6), OBJECTIVES)
def test_one_waits_urgency_is_that_of_many_to_the_bit(wait, objective):
    assert urgency_of(wait, objective) == float(urgency(wait, objective))


@given(WAITS, OBJECTIVES)
def test_each_second_weighs_more_than_the_one_before(wait, objective):
    first, second, third = (float(urgency(wait + n, objective)) for n in (0, 1, 2))
    assert third - second >= (second - first) * (1 - 1e-9) - 1e-6 * third


def test_past_the_promise_the_urgency_runs_away():
    assert float(urgency(20, 20)) == 30
    assert float(urgency(60, 20)) == 150
    assert float(urgency(60, 60)) == 90


@given(st.floats(0, 1e6), OBJECTIVES)
def test_the_wait_at_which_it_is_that_urgent(seconds, objective):
    assert float(urgency(urgent_after_s(seconds, objective), objective)) == pytest.approx(seconds, rel=1e-6, abs=1e-6)
    assert urgent_after_s(-seconds, objective) == 0


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_idleness_counts_up_to_its_cap(now, since):
    assert 0 <= idle_s(now, since) <= IDLE_CAP_S


def test_each_miss_makes_the_next_likelier_by_far():
    odds = [miss_odds(strikes, 0.95) for strikes in range(6)]
    assert odds == sorted(odds)
    assert odds[0] < 0.1
    assert odds[1] > 4 * odds[0]
    assert odds[-1] == 100
    assert miss_odds(0, 0.5) > miss_odds(0, 0.95)
    assert miss_odds(3, 1.0) == miss_odds(1, 0.0) == 100
