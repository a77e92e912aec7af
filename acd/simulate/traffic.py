"""Calls as they come, drawn once per seed and the same for every policy (common random numbers).

A call is a row over parallel lists: when it comes, of which kind it is, how long its caller waits before he gives up,
how much longer or shorter than expected its handling takes (`noise`, a factor), and one uniform number for whatever
chance its caller still meets (does he try again?). So the handle time of call i at agent j is ``E[AHT_kj] * noise_i``
whoever serves it. Every kind and every purpose has a random stream of its own: another kind's rate, or another
policy, changes nobody's numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Sampler = Callable[[Generator, Floats], Floats]
"""From a generator and arrival instants (shape (n,)) to one number for each."""

FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Calls:
    """In order of arrival. Times are seconds from the scenario's beginning."""

    at: list[float]
    kind: list[int]
    patience: list[float]
    noise: list[float]
    chance: list[float]

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind's arrivals: a Poisson process of piecewise constant rate, ``(from_s, calls per second)`` in order."""

    rate: Sequence[tuple[float, float]]
    patience: Sampler
    noise: Sampler


def draw(seed: int, streams: Sequence[Stream], end_s: float) -> Calls:
    """The calls of all streams up to `end_s`."""
    roots = np.random.SeedSequence([seed, 1]).spawn(len(streams))
    columns = [_draw(root, stream, end_s) for root, stream in zip(roots, streams, strict=True)]
    at, patience, noise, chance = (np.concatenate([each[place] for each in columns]) for place in range(4))
    kind = np.repeat(np.arange(len(streams)), [len(each[0]) for each in columns])
    order = np.argsort(at, kind="stable")
    return Calls(
        at[order].tolist(),
        kind[order].tolist(),
        patience[order].tolist(),
        noise[order].tolist(),
        chance[order].tolist(),
    )


def _draw(root: np.random.SeedSequence, stream: Stream, end_s: float) -> tuple[Floats, Floats, Floats, Floats]:
    arrivals, patience, noise, chance = (np.random.default_rng(each) for each in root.spawn(4))
    at = poisson(arrivals, stream.rate, end_s)
    return at, stream.patience(patience, at), stream.noise(noise, at), chance.random(len(at))


def poisson(lot: Generator, rate: Sequence[tuple[float, float]], end_s: float) -> Floats:
    """The instants of a Poisson process of piecewise constant rate, in order."""
    ends = [start for start, _ in rate[1:]] + [end_s]
    parts = [np.zeros(0)]
    for (start, per_s), until in zip(rate, ends, strict=True):
        until = min(until, end_s)
        if until > start:
            parts.append(np.sort(lot.uniform(start, until, lot.poisson(per_s * (until - start)))))
    return np.concatenate(parts)


def exponential(mean: float = 1.0) -> Sampler:
    return lambda lot, at: lot.exponential(mean, len(at))


def uniform(low: float, high: float) -> Sampler:
    return lambda lot, at: lot.uniform(low, high, len(at))


def no_end() -> Sampler:
    """Callers who never give up."""
    return lambda _, at: np.full(len(at), FOR_EVER)


def by_period(means: Sequence[float], period_s: float) -> Sampler:
    """Exponential, its mean that of the period the call comes in."""
    table = np.asarray(means)

    def sample(lot: Generator, at: Floats) -> Floats:
        mean = table[np.minimum((at / period_s).astype(int), len(means) - 1)]
        return np.asarray(lot.exponential(1.0, len(at)) * mean, np.float64)

    return sample
