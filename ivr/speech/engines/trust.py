"""From what speaks for a reading to a confidence: of all readings told with 0.8, four in five are right.

A logistic of the evidence, for each kind of reading its own. Of what Whisper makes out of phrases that is, in each of
the two ways of asking, what `whisper.py` lists in `_speaking`; then how likely it believes the phrase unheard, and how
ill the length of the speech fits. The weights are of `python -m bench.speech.fit`: fitted to the voices of the corpus
that judge nothing, right answers against wrong ones and speech outside the grammar.
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
    Kind.WORDS: 1.179,
    Kind.NUMBERS: 1.498,
    Kind.PHRASES: -0.989,
    Kind.ONLY: 8.509,
    Kind.DIGITS: 2.951,
    Kind.SPHINX: -5.148,
}
_WEIGHTS: dict[Kind, tuple[float, ...]] = {
    Kind.WORDS: (
        0.2445, 0.3798, -0.1980, 0.0149, 0.2218, 0.2637,
        0.0762, 0.0763, 0.1985, 0.0703, 0.0317, 0.0863,
        -0.6761, -9.2557,
    ),
    Kind.NUMBERS: (
        -0.3342, 0.6474, -0.7065, -0.0876, 0.2838, 0.4220,
        0.4213, 0.3030, 0.4404, -0.1697, -0.3245, -0.1268,
        -0.2271, -0.0936,
    ),
    Kind.PHRASES: (
        0.2082, 0.1487, -0.3717, 0.0696, 0.3402, 0.7189,
        0.1467, 0.2099, -0.2445, 0.0922, -0.2012, -0.0707,
        -0.4441, -4.9166,
    ),
    Kind.ONLY: (
        0.2441, 0.5318, 0.2280, 0.0815, 0.0175, 0.1449,
        -0.1355, 0.2410, -0.3357, 0.0804, -0.0940, -0.0079,
        -0.2253, -7.3795,
    ),
    Kind.DIGITS: (0.3889, 0.3671, 0.0262, 0.3676, -29.9668),
    Kind.SPHINX: (0.2630, 7.4048, -12.5680),
}  # fmt: skip


def confidence(kind: Kind, evidence: Sequence[float]) -> float:
    """0..1. Free speech, which there is no telling right from wrong of, is told by its tokens' mean probability."""
    if kind is Kind.FREE:
        return math.exp(min(0.0, evidence[0]))
    odds = _BIAS[kind] + sum(weight * each for weight, each in zip(_WEIGHTS[kind], evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
