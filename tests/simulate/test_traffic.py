"""Traffic: rates, laws, and streams that do not disturb one another."""

import numpy as np
import pytest

from acd.simulate.traffic import Calls, Stream, by_period, draw, exponential, no_end, poisson, uniform


def stream(per_s: float) -> Stream:
    return Stream([(0.0, per_s)], exponential(120.0), exponential())


def test_one_kinds_rate_changes_nobody_elses_calls() -> None:
    few, many = draw(7, [stream(0.1), stream(0.05)], 10_000.0), draw(7, [stream(0.1), stream(0.5)], 10_000.0)

    def first(calls: Calls) -> list[list[float]]:
        rows = zip(calls.kind, calls.at, calls.patience, calls.noise, strict=True)
        return [own for kind, *own in rows if kind == 0]

    assert first(few) == first(many)
    assert len(many) > 2 * len(few)


def test_calls_come_in_order_and_another_seed_is_other_traffic() -> None:
    calls = draw(1, [stream(0.1), stream(0.2)], 5_000.0)
    assert calls.at == sorted(calls.at)
    assert calls.at != draw(2, [stream(0.1), stream(0.2)], 5_000.0).at
    assert calls.at == draw(1, [stream(0.1), stream(0.2)], 5_000.0).at


def test_rates_are_piecewise_constant() -> None:
    lot = np.random.default_rng(1)
    at = poisson(lot, [(0.0, 0.0), (1000.0, 2.0), (2000.0, 0.5)], 10_000.0)
    assert at.min() >= 1000.0
    assert (at < 2000.0).sum() == pytest.approx(2000, abs=4 * 2000**0.5)
    assert (at >= 2000.0).sum() == pytest.approx(4000, abs=4 * 4000**0.5)
    assert at.max() < 10_000.0


def test_laws() -> None:
    lot, at = np.random.default_rng(1), np.linspace(0.0, 19.99, 40_000)
    assert exponential(60.0)(lot, at).mean() == pytest.approx(60.0, rel=0.03)
    spread = uniform(0.6, 1.4)(lot, at)
    assert (spread.min(), spread.max()) == (pytest.approx(0.6, abs=0.01), pytest.approx(1.4, abs=0.01))
    assert np.isinf(no_end()(lot, at)).all()
    periods = by_period((1.0, 5.0), 10.0)(lot, at)
    assert periods[:20_000].mean() == pytest.approx(1.0, rel=0.05)
    assert periods[20_000:].mean() == pytest.approx(5.0, rel=0.05)
