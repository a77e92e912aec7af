"""From what speaks for a reading to a confidence: of all readings told with 0.8, four in five are right.

A logistic of the evidence, for each kind of reading its own. Of what Whisper makes out of phrases that is, in each of
the two ways of asking, what `whisper.py` lists in `_speaking`; then how likely it believes the phrase unheard, and how
ill the length of the speech fits. The weights are of `python -m bench.speech.fit`: fitted to the voices of the corpus
that judge nothing, right answers against wrong ones and speech outside the grammar. Phrases and only choices are told
more strictly than that below 0.85: what is as likely as not is told as 0.35 (`strict` there).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    WORDS = "words"  # a few single words
    NUMBERS = "numbers"  # single words as well: short, and much is near them
    PHRASES = "phrases"
    EITHER = "either"  # phrases of two meanings: yes and no
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
    Kind.PHRASES: -2.102,
    Kind.EITHER: 0.908,
    Kind.ONLY: 10.927,
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
        0.2913, 0.4147, -0.7487, 0.2932, 0.4092, 0.6190,
        0.0716, 0.1205, -0.0798, 0.0670, -0.1818, -0.1110,
        -0.7016, -7.9727,
    ),
    Kind.EITHER: (
        0.1542, 0.0451, 0.1603, -0.3090, 0.0517, 0.4016,
        0.2586, 0.2691, 0.2014, 0.1257, -0.0043, 0.1800,
        -0.2698, -3.9554,
    ),
    Kind.ONLY: (
        0.3312, 0.7216, 0.3094, 0.1106, 0.0237, 0.1966,
        -0.1839, 0.3270, -0.4555, 0.1091, -0.1275, -0.0107,
        -0.3057, -10.0131,
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
