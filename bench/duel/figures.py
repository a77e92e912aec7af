"""Percentiles of what was measured, and ratios with an interval that knows the repetitions apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
Samples = Sequence[Sequence[float]]  # one row a repetition


@dataclass(frozen=True, slots=True)
class Spread:
    """In the samples' own unit; `lowest` and `highest` are medians of single repetitions."""

    n: int
    p50: float
    p90: float
    p99: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of two medians, with the 95 % interval of a bootstrap."""

    value: float
    low: float
    high: float


def spread(samples: Samples) -> Spread:
    everything = np.concatenate([np.asarray(each, float) for each in samples])
    medians = [float(np.median(each)) for each in samples if len(each)]
    p50, p90, p99 = (float(each) for each in np.percentile(everything, (50, 90, 99)))
    return Spread(len(everything), p50, p90, p99, min(medians), max(medians))


def ratio(ours: Samples, theirs: Samples, seed: int) -> Ratio:
    """Median of ours over median of theirs. Repetitions are drawn in pairs (both sides had the same traffic and much
    the same machine), then samples within each."""
    draw = np.random.default_rng(seed)
    rows = [(np.asarray(a, float), np.asarray(b, float)) for a, b in zip(ours, theirs, strict=True)]
    drawn = []
    for _ in range(_RESAMPLES):
        chosen = draw.integers(len(rows), size=len(rows))
        top = np.concatenate([draw.choice(rows[i][0], len(rows[i][0])) for i in chosen])
        bottom = np.concatenate([draw.choice(rows[i][1], len(rows[i][1])) for i in chosen])
        drawn.append(np.median(top) / np.median(bottom))
    low, high = np.percentile(drawn, (2.5, 97.5))
    value = np.median(np.concatenate([a for a, _ in rows])) / np.median(np.concatenate([b for _, b in rows]))
    return Ratio(float(value), float(low), float(high))
