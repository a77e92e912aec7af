"""Seeds together: means with confidence intervals, and ratios to a baseline on the same seeds.

A mean over n seeds has Student's interval (n - 1 degrees). The ratio of two policies' means over the same seeds is the
ratio estimator with its usual paired variance: r = sum x / sum y, var r = sum (x_i - r y_i)^2 / ((n - 1) n ybar^2).
What two policies share by common random numbers cancels in x_i - r y_i.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """`half` is half the 95 % interval's width; nan with one seed alone."""

    mean: float
    half: float

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half


def interval(values: Sequence[float]) -> Interval:
    known = np.asarray([value for value in values if value == value])
    if len(known) < 2:
        return Interval(float(known[0]) if len(known) else float("nan"), float("nan"))
    return Interval(float(known.mean()), _half(float(known.std(ddof=1)), len(known)))


def ratio(values: Sequence[float], baseline: Sequence[float]) -> Interval:
    """Mean of `values` over mean of `baseline`, paired by place."""
    both = [(x, y) for x, y in zip(values, baseline, strict=True) if x == x and y == y]
    x, y = np.asarray([each[0] for each in both]), np.asarray([each[1] for each in both])
    if not both or not y.mean():
        return Interval(float("nan"), float("nan"))
    quotient = float(x.mean() / y.mean())
    if len(both) < 2:
        return Interval(quotient, float("nan"))
    spread = float(np.sqrt(((x - quotient * y) ** 2).sum() / (len(x) - 1)) / abs(y.mean()))
    return Interval(quotient, _half(spread, len(x)))


def _half(deviation: float, count: int) -> float:
    return float(stdtrit(count - 1, (1.0 + LEVEL) / 2.0)) * deviation / float(np.sqrt(count))
