"""Forecasts against waits: which wait belongs to which forecast, and what the shares are; on both engines."""

import numpy as np
import pytest

from acd.core.records import QueueStayEnded, WaitPredicted
from acd.store import Store
from acd.store.forecasts import LEAST_SCORED, Forecast, calibration
from tests.store.test_queries import fill


def said(contact: str, at: float, queue: str = "sales", p50_s: float = 10.0, p80_s: float = 25.0) -> WaitPredicted:
    return WaitPredicted(contact, queue, at, p50_s, p80_s)


def stay(contact: str, until: float, outcome: str, queue: str = "sales") -> QueueStayEnded:
    return QueueStayEnded(contact, queue, 100.0, until, outcome)


def test_a_forecast_meets_the_stay_it_was_made_for(store: Store) -> None:
    read = fill(
        store,
        said("a", 100.0),
        stay("a", 130.0, "moved"),
        said("a", 130.0, "help"),
        stay("a", 150.0, "answered", "help"),
        said("a", 180.0),
        stay("a", 185.0, "abandoned"),
        said("b", 190.0),  # waits still
    )
    whole = [
        Forecast("a", "sales", 100.0, 10.0, 25.0, 30.0, served=False),
        Forecast("a", "help", 130.0, 10.0, 25.0, 20.0, served=True),
        Forecast("a", "sales", 180.0, 10.0, 25.0, 5.0, served=False),
    ]
    assert read.forecasts(0.0, 1000.0) == whole
    assert read.forecasts(0.0, 1000.0, "help") == whole[1:2]
    assert read.forecasts(110.0, 180.0) == whole[1:2]


def made(
    waited_s: float, *, p50_s: float = 10.0, p80_s: float = 20.0, served: bool = True, queue: str = "q"
) -> Forecast:
    return Forecast("c", queue, 0.0, p50_s, p80_s, waited_s, served)


def test_few_waits_show_nothing() -> None:
    (few,) = calibration([made(5.0)] * (LEAST_SCORED - 1) + [made(5.0, served=False)] * 100)
    assert (few.within_p50, few.within_p80, few.forecasts, few.left) == (None, None, LEAST_SCORED + 99, 100)
    assert (few.mean_error_s, few.mean_size_of_error_s) == (-5.0, 5.0)
    assert calibration([]) == []


def test_shares_without_leavers_are_plain_counts() -> None:
    (found,) = calibration([made(5.0)] * 60 + [made(15.0)] * 20 + [made(99.0)] * 20)
    assert found.within_p50 is not None
    assert found.within_p80 is not None
    assert found.within_p50.share == pytest.approx(0.6)
    assert (found.within_p50.low, found.within_p50.high) == pytest.approx((0.504, 0.696), abs=0.001)
    assert found.within_p80.share == pytest.approx(0.8)


def test_leavers_are_censored_and_not_counted_as_served() -> None:
    """Waits are exponential, P50 and P80 true, half of the callers leave before: the shares must not suffer."""
    chance = np.random.default_rng(4)
    waits, patience = chance.exponential(60.0, 8000), chance.exponential(60.0, 8000)
    half, most = 60.0 * np.log(2.0), 60.0 * np.log(5.0)
    found = [
        made(float(min(wait, left)), p50_s=half, p80_s=most, served=bool(wait <= left))
        for wait, left in zip(waits, patience, strict=True)
    ]
    (score,) = calibration(found)
    assert score.within_p50 is not None
    assert score.within_p80 is not None
    assert score.within_p50.share == pytest.approx(0.5, abs=0.025)
    assert score.within_p80.share == pytest.approx(0.8, abs=0.025)
    assert score.within_p50.low < 0.5 < score.within_p50.high
    assert score.left == pytest.approx(4000, abs=200)


def test_queues_one_by_one_then_all_and_buckets_by_what_was_said() -> None:
    found = calibration([made(5.0, queue="b")] * 3 + [made(700.0, p50_s=600.0, queue="a")] * 2 + [made(1.0, queue="a")])
    assert [(each.queue, each.forecasts) for each in found] == [("a", 3), ("b", 3), ("", 6)]
    assert [(each.to_s, each.forecasts, each.mean_waited_s) for each in found[0].buckets] == [
        (30.0, 1, 1.0),
        (None, 2, 700.0),
    ]
