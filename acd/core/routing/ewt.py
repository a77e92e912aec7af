"""How long until a caller's turn, as quantiles, from what every agent who may serve him is doing now.

He is served by the opening number ``q = callers ahead + 1``. Openings come from agents in a talk, at a chance, and from
agents whose time is known (wrap-up, cool-down), for certain. With L(t) the expected number of chance openings and of
callers ahead who will have left, and C(t) the certain ones,

    P(W <= t) = P(Poisson(L(t)) >= q - C(t))

which is exact for exponential handle times (the openings of busy agents are a Poisson process as long as somebody
waits) and for one caller and any handle times when L is the sum of their cumulative hazards. A talk's hazard after
`elapsed` seconds is a mixture by the weight of evidence (``law``): exponential ``1/h``, or log-logistic, the closed
form nearest to log-normal (Phi(x) ~ 1/(1 + exp(-1.702 x))), which knows that a talk just begun does not end at once.
From an agent's first opening on he works at the rate 1/h. Callers ahead leave at the rate 1/patience. The tail of the
Poisson is that of the gamma law, whose quantiles are Wilson and Hilferty's cube.

The quantiles are raw: ``waits`` corrects them by how earlier ones came out.
"""

from dataclasses import dataclass
from math import exp, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

CHANCES = (0.5, 0.8)
_NORMAL = np.array([[0.0], [0.8416212]])  # its quantiles at CHANCES
_STEPS = np.geomspace(0.05, 12.0, 22)
LEAST_SHARE, MOST_SIGMA = 1e-3, 1.3
MOST_GONE = 1.5  # of a handle time: beyond, the log-logistic tail is heavier than the log-normal one

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Law:
    """Of handle times: log-normal with `sigma` by the weight `weight`, else exponential."""

    weight: float
    sigma: float

    @classmethod
    def of(cls, weight: float, noise: float) -> "Law":
        """`noise`: relative variance of the root of a handle time, ``exp(sigma^2 / 4) - 1``."""
        return cls(weight, min(2.0 * sqrt(log1p(noise)), MOST_SIGMA))


@dataclass(frozen=True, slots=True)
class Work:
    """What the agents who may serve the caller are doing. Arrays (seconds): talking agents' expected handle times and
    how much of them is gone; agents free for certain in `sure_s`, and then at work for `sure_handle_s` a call."""

    handle_s: Floats
    elapsed_s: Floats
    sure_s: Floats
    sure_handle_s: Floats


def quantiles(ahead: float, work: Work, patience_s: float, law: Law) -> tuple[float, float]:
    """Seconds until his turn at CHANCES. `ahead` counts those before him who take openings of these agents (a fraction
    where an agent's time is shared). Somebody works: `work` is not empty."""
    pace = float((1.0 / work.handle_s).sum() + (1.0 / work.sure_handle_s).sum())
    times = _STEPS * ((ahead + 1.0) / (pace + ahead / patience_s))
    if len(work.sure_s):
        times = np.sort(np.concatenate((times, work.sure_s[:64] + 1e-6)))
    likely = _chance_openings(times, work, law) + ahead * (1.0 - np.exp(-times / patience_s))
    missing = ahead + 1.0 - (times[:, None] >= work.sure_s).sum(axis=1)
    over = likely - _needed(missing)
    found = [_crossing(times, each, pace) for each in over]
    return found[0], max(found)


def _chance_openings(times: Floats, work: Work, law: Law) -> Floats:
    """Expected, at each of `times`."""
    at, again = times[:, None], 0.0
    if len(work.sure_s):
        again = (np.maximum(at - work.sure_s, 0.0) / work.sure_handle_s).sum(axis=1)
    if law.weight < LEAST_SHARE:
        return np.asarray(times * (1.0 / work.handle_s).sum() + again, np.float64)
    hazard = at / work.handle_s
    if len(work.handle_s):
        beta, median = 1.702 / law.sigma, work.handle_s * exp(-(law.sigma**2) / 2.0)
        gone = np.minimum(work.elapsed_s, MOST_GONE * work.handle_s) / median
        later = np.log1p((gone + at / median) ** beta) - np.log1p(gone**beta)
        hazard = (1.0 - law.weight) * hazard + law.weight * later
        first = times[np.minimum((hazard < 1.0).sum(axis=0), len(times) - 1)]  # when an agent's first opening is due
        hazard = np.maximum(hazard, np.minimum(hazard, 1.0) + np.maximum(at - first, 0.0) / work.handle_s)
    return np.asarray(hazard.sum(axis=1) + again, np.float64)


def _needed(missing: Floats) -> Floats:
    """Expected openings that make `missing` ones as likely as each of CHANCES; shape (chances, times)."""
    many = np.maximum(missing, 1.0)
    cube = (1.0 - 1.0 / (9.0 * many) + _NORMAL / (3.0 * np.sqrt(many))) ** 3
    return np.asarray(np.where(missing > 0, cube * np.clip(missing, 0.0, many), -np.inf), np.float64)


def _crossing(times: Floats, over: Floats, pace: float) -> float:
    """The first time at which `over` is not negative, between the grid's times by straight lines."""
    reached = np.flatnonzero(over >= 0)
    if not len(reached):
        return float(times[-1] - over[-1] / pace)
    place = int(reached[0])
    low_t, low = (float(times[place - 1]), float(over[place - 1])) if place else (0.0, float(over[0] - pace * times[0]))
    high_t, high = float(times[place]), float(over[place])
    if not np.isfinite(high) or low >= 0:
        return high_t
    return low_t + (high_t - low_t) * -low / (high - low)
