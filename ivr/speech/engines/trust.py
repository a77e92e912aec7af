"""From what speaks for a reading to a confidence: of all readings told with 0.8, four in five are right.

A logistic of the evidence, for each kind of reading its own. The weights are of `python -m bench.speech.fit`: fitted to
the voices of the corpus that judge nothing, right answers against wrong ones and speech outside the grammar.
"""

import math
from collections.abc import Sequence
from enum import StrEnum


class Kind(StrEnum):
    WORDS = "words"  # a few single words
    PHRASES = "phrases"
    DIGITS = "digits"  # a string of them
    FREE = "free"


_BIAS: dict[Kind, float] = {}
_WEIGHTS: dict[Kind, tuple[float, ...]] = {}


def confidence(kind: Kind, evidence: Sequence[float]) -> float:
    """0..1. A kind that was never fitted, as free speech, is told by its mean log-probability."""
    if kind not in _WEIGHTS:
        return math.exp(min(0.0, evidence[min(1, len(evidence) - 1)]))
    odds = _BIAS[kind] + sum(weight * each for weight, each in zip(_WEIGHTS[kind], evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
