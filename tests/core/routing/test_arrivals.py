"""Arrival rates: the week's shape, the level of the moment, gaps in which nobody counted."""

import numpy as np
import pytest

from acd.core.routing.arrivals import MAX_STREAMS, SLOT_S, SLOTS, Arrivals

WEEK = SLOT_S * SLOTS
MONDAY = 1000 * WEEK


def came(seen: Arrivals, rate: float, begin: float, end: float, *, seed: int = 1, queue: str = "q") -> None:
    chance, at = np.random.default_rng(seed), begin
    while (at := at + float(chance.exponential(1.0 / rate))) < end:
        seen.arrived(queue, "", at)


def test_nothing_is_known_of_a_queue_nobody_called():
    assert Arrivals().rate("q", "", 5.0) == 0.0
    assert Arrivals().rates(5.0) == {}


def test_one_call_right_after_the_start_is_no_rush():
    seen = Arrivals()
    seen.arrived("q", "buy", MONDAY)
    assert seen.rate("q", "buy", MONDAY + 1) < 1 / 200
    assert seen.rates(MONDAY + 1) == {("q", "buy"): seen.rate("q", "buy", MONDAY + 1)}


def test_the_moment_speaks_while_the_week_is_not_known():
    seen = Arrivals()
    came(seen, 0.1, MONDAY, MONDAY + 2 * SLOT_S)
    assert seen.rate("q", "", MONDAY + 2 * SLOT_S) == pytest.approx(0.1, rel=0.25)


def test_the_week_comes_round_and_the_level_of_the_day_with_it():
    """Busy mornings, quiet afternoons, for four weeks; then a morning with half as many calls again."""
    seen, busy_s = Arrivals(), 8 * SLOT_S
    for week in range(4):
        begin = MONDAY + week * WEEK
        came(seen, 0.2, begin, begin + busy_s, seed=week)
        came(seen, 0.02, begin + busy_s, begin + 2 * busy_s, seed=week + 10)
    begin = MONDAY + 4 * WEEK
    assert seen.rate("q", "", begin) == pytest.approx(0.2, rel=0.3)
    came(seen, 0.3, begin, begin + busy_s / 2, seed=99)
    assert seen.rate("q", "", begin + busy_s / 2) == pytest.approx(0.3, rel=0.2)
    assert seen.rate("q", "", begin + 1.5 * busy_s) < 0.04


def test_looking_changes_nothing():
    looked, left = Arrivals(), Arrivals()
    for seen in (looked, left):
        came(seen, 0.1, MONDAY, MONDAY + SLOT_S)
    for hour in range(500):
        looked.rates(MONDAY + SLOT_S + 3600.0 * hour)
    for seen in (looked, left):
        seen.arrived("q", "", MONDAY + 3 * WEEK)
    assert list(looked.dump()) == list(left.dump())


def test_time_in_which_nobody_counted_says_nothing():
    seen, later = Arrivals(), Arrivals()
    came(seen, 0.2, MONDAY, MONDAY + 4 * SLOT_S)
    for piece in seen.dump():
        later.take(piece, MONDAY + WEEK + 2.5 * SLOT_S)
    came(later, 0.2, MONDAY + WEEK + 2.5 * SLOT_S, MONDAY + WEEK + 4 * SLOT_S)
    (piece,) = later.dump()
    weeks = dict(zip(piece.values[::3], piece.values[2::3], strict=True))
    assert [weeks[slot] for slot in (0.0, 1.0, 2.0)] == pytest.approx([1.0, 1.0, 1.5], abs=0.01)
    rates = dict(zip(piece.values[::3], piece.values[1::3], strict=True))
    assert rates[2.0] == pytest.approx(0.2, rel=0.3)


def test_intents_without_end_share_their_queues_stream():
    seen = Arrivals()
    for serial in range(MAX_STREAMS + 50):
        seen.arrived("q", f"intent{serial}", MONDAY)
    assert len(seen.rates(MONDAY)) == MAX_STREAMS + 1
