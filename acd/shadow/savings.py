"""What our Floor would have saved over the same day: estimates, with intervals.

The day is run again with several drawn pasts (see ``past``); within each the calls are drawn anew by quarters of an
hour (a block bootstrap, for the calls of one rush share their luck). The interval is the middle 95 % of all of it. It
covers what is drawn, not what is taken for granted.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acd.shadow.again import again
from acd.shadow.past import Past
from acd.shadow.people import Fate

PLAIN = "longest_idle"  # the preset that chooses as plain distributors do
BLOCK_S = 900.0
RESAMPLES = 50
FEWEST_CALLS = 30  # below that nothing is estimated
_WORK = 12_000  # calls run again in all
_LOT = 8
_LEAST = 4

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """`low` and `high` bound the middle 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Savings:
    """`as_was_*` is observed. Means are over all callers, those who gave up included; times in seconds."""

    calls: int
    runs: int
    as_was_wait_s: float
    ours_wait_s: Estimate
    saved_s: Estimate  # of all callers together
    plain_s: Estimate  # of it, what PLAIN would have saved: by ringing at once and not in vain, not by choosing better
    as_was_abandoned: int
    ours_abandoned: Estimate
    kept: Estimate  # callers answered who were not, less those who would not have been


def savings(past: Past, seed: int, on_run: Callable[[int, int], None] = lambda *_: None) -> Savings | None:
    """None where there is too little to estimate from."""
    stays = past.stays
    if len(stays) < FEWEST_CALLS:
        return None
    runs = min(_LOT, max(_LEAST, _WORK // len(stays)))
    lot = np.random.default_rng(seed)
    was = np.array([stay.waited_s for stay in stays])
    was_lost = np.array([stay.fate is not Fate.ANSWERED for stay in stays], float)
    blocks = _blocks(np.array([stay.joined for stay in stays]))
    waits, plain, lost = [], [], []
    for run in range(runs):
        drawn = past.draw(lot)
        rows = again(past, drawn, past.shop.preset)
        plain.append(np.array([row.waited_s for row in again(past, drawn, PLAIN)]))
        waits.append(np.array([row.waited_s for row in rows]))
        lost.append(np.array([row.agent is None for row in rows], float))
        on_run(run + 1, runs)
    return Savings(
        len(stays),
        runs,
        float(was.mean()),
        _estimate(waits, blocks, lot, mean=True),
        _estimate([was - ours for ours in waits], blocks, lot),
        _estimate([was - ours for ours in plain], blocks, lot),
        int(was_lost.sum()),
        _estimate(lost, blocks, lot),
        _estimate([was_lost - ours for ours in lost], blocks, lot),
    )


def _blocks(joined: Floats) -> list[NDArray[np.intp]]:
    numbers = (joined // BLOCK_S).astype(np.int64)
    return [np.flatnonzero(numbers == number) for number in np.unique(numbers)]


def _estimate(
    runs: list[Floats], blocks: list[NDArray[np.intp]], lot: np.random.Generator, *, mean: bool = False
) -> Estimate:
    """Of the total (or the mean) of a figure that each call has."""
    drawn, size = [], len(runs[0])
    for values in runs:
        sums = np.array([values[block].sum() for block in blocks])
        counts = np.array([len(block) for block in blocks])
        for _ in range(RESAMPLES):
            pick = lot.integers(len(blocks), size=len(blocks))
            share = sums[pick].sum() / counts[pick].sum()
            drawn.append(share if mean else share * size)
    value = float(np.mean([values.mean() if mean else values.sum() for values in runs]))
    low, high = (float(each) for each in np.percentile(drawn, (2.5, 97.5)))
    return Estimate(value, low, high)
