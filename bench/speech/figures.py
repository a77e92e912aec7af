"""What recognitions come to in figures: operating points, rates with their intervals, calibration. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer (or none) given to an engine. `meaning`: what it should make of it, None: nothing. `got`: what it
    made of it, None: nothing, with `confidence` 0."""

    group: str
    grammar: str
    speaker: str
    said: str
    snr_db: int
    meaning: str | None
    got: str | None
    confidence: float
    ms: float

    @property
    def is_right(self) -> bool:
        return self.got is not None and self.got == self.meaning


@dataclass(frozen=True, slots=True)
class Rate:
    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else math.nan

    def interval(self) -> tuple[float, float]:
        """95 %, by Wilson's formula."""
        if not self.whole:
            return math.nan, math.nan
        z, n, p = 1.96, self.whole, self.value
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))

    def __str__(self) -> str:
        if not self.whole:
            return "-"
        low, high = self.interval()
        return f"{self.value * 100:.1f} % ({low * 100:.0f}-{high * 100:.0f}, n {self.whole})"


def chosen(trials: Iterable[Trial]) -> Rate:
    """How many were made out rightly, whatever the confidence."""
    each = [trial.is_right for trial in trials]
    return Rate(sum(each), len(each))


def right_and_accepted(trials: Iterable[Trial], at: float) -> Rate:
    each = [trial.is_right and trial.confidence >= at for trial in trials]
    return Rate(sum(each), len(each))


def accepted(trials: Iterable[Trial], at: float) -> Rate:
    each = [trial.got is not None and trial.confidence >= at for trial in trials]
    return Rate(sum(each), len(each))


def calibration_error(trials: Sequence[Trial], bins: int = 10) -> float:
    """ECE: by how much the confidence of a guess is off, on average over ten bins of equal width."""
    guesses = [(trial.confidence, trial.is_right) for trial in trials if trial.got is not None]
    if not guesses:
        return math.nan
    confidence, right = (np.array(column, np.float64) for column in zip(*guesses, strict=True))
    where = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(right[where == each].sum() - confidence[where == each].sum()) for each in range(bins)]
    return float(sum(gaps) / len(guesses))
