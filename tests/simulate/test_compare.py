"""Intervals and ratios against values worked out by hand; the bound against a programme small enough to see."""

from dataclasses import replace

import pytest

from acd.simulate.bound import least_aht_s
from acd.simulate.compare import interval, ratio
from acd.simulate.scenarios import SCENARIOS, Options, simple
from acd.simulate.world import CANNOT, World


def test_an_interval_is_students() -> None:
    found = interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3.0
    assert found.half == pytest.approx(2.776445 * (2.5**0.5) / 5**0.5)
    assert (found.low, found.high) == (found.mean - found.half, found.mean + found.half)


def test_one_seed_has_no_interval() -> None:
    assert interval([2.0]).mean == 2.0
    assert interval([2.0]).half != interval([2.0]).half


def test_what_both_share_cancels_in_a_ratio() -> None:
    baseline = [1.0, 5.0, 2.0, 9.0]
    found = ratio([value / 2.0 for value in baseline], baseline)
    assert (found.mean, found.half) == (0.5, 0.0)
    loose = ratio([4.0, 1.0, 3.0, 0.5], baseline)
    assert loose.mean == pytest.approx(0.5)
    assert loose.half > 0.5


def two_by_two(per_s: float) -> World:
    """Two agents, two kinds of equal traffic; each is quick at one and slow at the other."""
    kinds = [simple.Kind("a", 100.0, per_s), simple.Kind("b", 100.0, per_s)]
    world = simple.world(kinds, [simple.Group("both", 2, (0, 1))], 20.0, 1000.0, 0.0)
    return replace(world, handle_s=((100.0, 200.0), (200.0, 100.0)))


def test_below_saturation_the_bound_gives_everybody_his_best_kind() -> None:
    assert least_aht_s(two_by_two(0.009)) == pytest.approx(100.0)


def test_where_not_all_can_be_served_it_bounds_what_gets_through() -> None:
    assert least_aht_s(two_by_two(0.02)) == pytest.approx(100.0)


def test_scarce_agents_raise_it() -> None:
    """One of the two cannot do b: at .006 a second each the first must help at a (x = .002 of it at 200 s)."""
    world = replace(two_by_two(0.006), handle_s=((300.0, 100.0), (100.0, CANNOT)))
    assert least_aht_s(world) == pytest.approx(100.0)
    crowded = replace(world, rate=(0.012, 0.001))
    assert least_aht_s(crowded) == pytest.approx((0.010 * 100.0 + 0.002 * 300.0 + 0.001 * 100.0) / 0.013)


def test_s1s_bound_is_below_any_rule() -> None:
    world = SCENARIOS["s1"].draw(1, Options()).world
    assert 190.0 < least_aht_s(world) < 235.0
