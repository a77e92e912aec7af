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
    ONLY = "only"  # whatever has one meaning, held against common words
    DIGITS = "digits"  # a string of them
    FREE = "free"
    SPHINX = "sphinx"  # whatever pocketsphinx makes out


@dataclass(frozen=True, slots=True)
class Reading:
    """A guess before it is trusted: `evidence` are the numbers of its `kind`."""

    meaning: str = field(repr=False)
    kind: Kind
    evidence: tuple[float, ...]


_BIAS = {
    Kind.WORDS: 6.572,
    Kind.NUMBERS: 3.039,
    Kind.PHRASES: 2.078,
    Kind.ONLY: 9.877,
    Kind.DIGITS: 2.951,
    Kind.SPHINX: -5.148,
}
_WEIGHTS: dict[Kind, tuple[float, ...]] = {
    Kind.WORDS: (0.2258, -0.3467, 0.0684, 0.3517, 0.3880, 0.0981, 0.7456, 0.1198, -0.1567, -0.0515, -10.5753),
    Kind.NUMBERS: (-0.1797, 0.3057, 0.0000, 0.0582, 0.4324, 0.6556, 1.4646, -0.2179, -0.5586, -0.2484, -2.6888),
    Kind.PHRASES: (0.0386, 0.6655, -0.1455, -0.4471, 0.5147, 0.5168, 0.9702, 0.0705, -0.0107, 0.1801, -5.8378),
    Kind.ONLY: (0.4255, 0.6812, -0.1334, 0.1524, 0.1955, 0.1820, -0.3104, 0.2113, -0.0425, -0.2050, -6.5657),
    Kind.DIGITS: (0.3889, 0.3671, 0.0262, 0.3676, -29.9668),
    Kind.SPHINX: (0.2630, 7.4048, -12.5680),
}


def confidence(kind: Kind, evidence: Sequence[float]) -> float:
    """0..1. Free speech, which there is no telling right from wrong of, is told by its tokens' mean probability."""
    if kind is Kind.FREE:
        return math.exp(min(0.0, evidence[0]))
    odds = _BIAS[kind] + sum(weight * each for weight, each in zip(_WEIGHTS[kind], evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
