"""From what speaks for a reading to a confidence: of all readings told with 0.8, four in five are right.

A logistic of the evidence, for each kind of reading its own. The weights are of `python -m bench.speech.fit`: fitted to
the voices of the corpus that judge nothing, right answers against wrong ones and speech outside the grammar.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    WORDS = "words"  # a few single words
    NUMBERS = "numbers"  # single words as well: short, and much is near them
    PHRASES = "phrases"
    DIGITS = "digits"  # a string of them
    FREE = "free"
    SPHINX = "sphinx"  # whatever pocketsphinx makes out


@dataclass(frozen=True, slots=True)
class Reading:
    """A guess before it is trusted: `evidence` are the numbers of its `kind`."""

    meaning: str = field(repr=False)
    kind: Kind
    evidence: tuple[float, ...]


_BIAS = {Kind.WORDS: 0.394, Kind.NUMBERS: 4.078, Kind.PHRASES: 1.270, Kind.DIGITS: 2.951, Kind.SPHINX: -5.148}
_WEIGHTS: dict[Kind, tuple[float, ...]] = {
    Kind.WORDS: (-0.1868, -0.0442, 0.0720, -0.0962, 1.0258, 0.0052, 1.0280, 0.3597, -0.2240, -0.0499, -6.6173),
    Kind.NUMBERS: (-0.2111, 0.9116, 0.0786, -0.2224, 0.6982, 0.4318, 1.2517, -0.0720, -0.2604, -0.3776, -4.6521),
    Kind.PHRASES: (0.1313, 0.3899, 0.0685, -0.4778, 1.1837, 0.3155, 1.4484, 0.0905, -0.2140, 0.3689, -8.9549),
    Kind.DIGITS: (0.3889, 0.3671, 0.0262, 0.3676, -29.9668),
    Kind.SPHINX: (0.2630, 7.4048, -12.5680),
}


def confidence(kind: Kind, evidence: Sequence[float]) -> float:
    """0..1. Free speech, which there is no telling right from wrong of, is told by its tokens' mean probability."""
    if kind is Kind.FREE:
        return math.exp(min(0.0, evidence[0]))
    odds = _BIAS[kind] + sum(weight * each for weight, each in zip(_WEIGHTS[kind], evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
