"""What was promised, what was measured, and the words for both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Goal:
    what: str
    got: float
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.got >= self.limit if self.at_least else self.got <= self.limit

    def line(self) -> str:
        sign = ">=" if self.at_least else "<="
        return f"goal: {self.what}: {self.got:,.4g} {sign} {self.limit:,.4g}: {'met' if self.is_met else 'MISSED'}"


def percentiles_ms(seconds: Sequence[float]) -> tuple[float, float] | None:
    """p50 and p99; None of nothing."""
    if not seconds:
        return None
    p50, p99 = np.percentile(seconds, (50, 99))
    return 1000 * float(p50), 1000 * float(p99)


def shown(pair: tuple[float, float] | None) -> str:
    return "-" if pair is None else f"{pair[0]:.0f}/{pair[1]:.0f} ms"
