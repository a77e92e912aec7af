"""What speaks for a reading: numbers from which its confidence is made. Pure.

A reading is judged twice, as the model finds it unprompted and with the grammar's words before it (`spelling.primer`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TOTAL_COUNTS = 0.1  # beside the mean: the mean alone prefers a long phrase to the short one in it


@dataclass(frozen=True, slots=True)
class View:
    """One phrase in one way of asking; natural logarithms all."""

    total: float  # of the probability of all spellings together
    mean: float  # of a token, in the spelling where it is highest
    lead: float  # that spelling's first token, less the likeliest of all tokens
    least: float  # its unlikeliest token

    @property
    def score(self) -> float:
        return self.mean + _TOTAL_COUNTS * self.total


def view(spellings: Sequence[NDArray[np.float64]], likeliest_first: float) -> View:
    """`spellings`: the log-probabilities of each one's tokens."""
    best = max(spellings, key=lambda tokens: float(tokens.mean()))
    total = float(np.logaddexp.reduce([tokens.sum() for tokens in spellings]))
    return View(total, float(best.mean()), float(best[0]) - likeliest_first, float(best.min()))


def margin(views: Mapping[str, View], meaning: str) -> float:
    """By how much it scores above the best other meaning."""
    others = [each.score for other, each in views.items() if other != meaning]
    return min(_MARGIN_COUNTS, views[meaning].score - max(others, default=-np.inf))


_MARGIN_COUNTS = 10.0


def misfit(speech_s: float, letters: int) -> float:
    """How far the speech's length is from what so many letters take: the square of the logarithm of their ratio."""
    usual_s = 0.25 + 0.065 * letters
    return float(np.log(max(0.1, speech_s) / usual_s) ** 2)
