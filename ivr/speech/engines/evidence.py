"""What speaks for a reading: numbers from which its confidence is made. Pure.

A reading is judged twice, as the model finds it unprompted and with the grammar's words before it (`spelling.primer`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AROUND_S = 0.5  # of quiet, about the speech that is handed to an engine
_MARGIN_COUNTS = 10.0
_USUAL_FACTOR = 1.5
_TOTAL_COUNTS = 0.1  # beside the mean: the mean alone prefers a long phrase to the short one in it


@dataclass(frozen=True, slots=True)
class View:
    """One phrase in one way of asking; natural logarithms all."""

    total: float  # of the probability of all spellings together
    whole: float  # the same, and that nothing follows
    mean: float  # of a token, in the spelling where it is highest
    lead: float  # that spelling's first token, less the likeliest of all tokens
    least: float  # its unlikeliest token

    @property
    def score(self) -> float:
        return self.mean + _TOTAL_COUNTS * self.total


def view(spellings: Sequence[NDArray[np.float64]], likeliest_first: float) -> View:
    """`spellings`: the log-probabilities of each one's tokens, the last of which is the end."""
    best = max((tokens[:-1] for tokens in spellings), key=lambda tokens: float(tokens.mean()))
    total = float(np.logaddexp.reduce([tokens[:-1].sum() for tokens in spellings]))
    whole = float(np.logaddexp.reduce([tokens.sum() for tokens in spellings]))
    return View(total, whole, float(best.mean()), float(best[0]) - likeliest_first, float(best.min()))


def margin(views: Mapping[str, View], meaning: str) -> float:
    """By how much it scores above the best other meaning."""
    others = [each.score for other, each in views.items() if other != meaning]
    return min(_MARGIN_COUNTS, views[meaning].score - max(others, default=-np.inf))


def misfit(speech_s: float, letters: int, *, may_pause: bool = False) -> float:
    """How ill the speech's length fits so many letters, 0..1: nothing within a factor of `_USUAL_FACTOR`, and beyond
    it the square of the logarithm. Bounded and with a wide zero, for people drawl and hesitate as no synthetic voice
    does; where they may pause between words, only too short a speech is one."""
    off = float(np.log(max(0.1, speech_s) / (0.25 + 0.065 * letters)))
    beyond = (max(0.0, -off) if may_pause else abs(off)) - float(np.log(_USUAL_FACTOR))
    return min(1.0, max(0.0, beyond) ** 2)
