"""From what speaks for a reading to a confidence: of all readings told with 0.8, four in five are right.

A logistic of the evidence, for each kind of reading its own. Of what Whisper makes out of phrases that is, in each of
the two ways of asking, what `whisper.py` lists in `_speaking`; then how likely it believes the phrase unheard, and how
ill the length of the speech fits. The weights are of `python -m bench.speech.fit`: fitted to the voices of the corpus
that judge nothing, right answers against wrong ones and speech outside the grammar. Phrases, only choices and strings
of digits are told more strictly than that below 0.85: what is as likely as not is told as 0.35 (`strict` there). Where
the ear for letters (`letters`) has something to say, that is the last number, and the weights are `_BY_LETTERS` and
strict, all of them. Single digits have one number more, of the ear for them (`single_digits`), and are told more
strictly yet.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    WORDS = "words"  # a few single words
    NUMBERS = "numbers"  # single words as well: short, and much is near them
    SINGLE_DIGITS = "single digits"  # of nothing else, where there is an ear for them
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
    Kind.SINGLE_DIGITS: 5.404,
    Kind.DIGITS: 3.385,
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
    Kind.SINGLE_DIGITS: (
        -0.7634, 1.1165, -1.3298, -0.0725, 0.4947, 0.4728,
        0.3683, 0.5725, 0.6550, -0.4434, -0.3529, -0.2779,
        -0.0157, 0.2329, 0.7257, 0.5648,
    ),
    Kind.DIGITS: (0.5277, 0.4981, 0.0356, 0.4988, -40.6613),
    Kind.SPHINX: (0.2630, 7.4048, -12.5680),
}  # fmt: skip
_BY_LETTERS: dict[Kind, tuple[float, tuple[float, ...]]] = {
    Kind.NUMBERS: (2.807, (
        -0.5455, 0.7664, -0.8168, -0.0034, 0.2787, 0.4988,
        0.4916, 0.3738, 0.3826, -0.2669, -0.4022, -0.0829,
        -0.0459, 0.7727, 0.7609,
    )),
    Kind.WORDS: (-2.497, (
        0.4041, 0.4226, -0.3308, -0.0028, 0.0811, 0.3016,
        0.1081, 0.0643, 0.0066, 0.0706, 0.0104, 0.1206,
        -1.1096, -5.4752, 1.8867,
    )),
    Kind.EITHER: (2.037, (
        0.1956, 0.0645, 0.0439, -0.4183, -0.0976, 0.4064,
        0.3296, 0.2457, 0.1025, 0.1515, -0.0396, 0.1138,
        -0.2836, -1.6915, 1.6942,
    )),
    Kind.PHRASES: (-2.067, (
        0.1924, 0.2706, -0.7566, 0.3292, 0.2944, 0.2899,
        0.1552, 0.0672, -0.1612, -0.0082, -0.1446, -0.1074,
        -0.6570, -4.2518, 1.3806,
    )),
    Kind.ONLY: (11.561, (
        0.2698, 0.4095, 0.4233, 0.2174, 0.0403, 0.2435,
        -0.1192, 0.0345, -0.4655, -0.0458, -0.0424, 0.0927,
        -0.3166, -4.5035, 2.9181,
    )),
}  # fmt: skip
"""Bias and weights."""


def confidence(kind: Kind, evidence: Sequence[float]) -> float:
    """0..1. Free speech, which there is no telling right from wrong of, is told by its tokens' mean probability."""
    if kind is Kind.FREE:
        return math.exp(min(0.0, evidence[0]))
    bias, weights = _BIAS[kind], _WEIGHTS[kind]
    if len(evidence) > len(weights):
        bias, weights = _BY_LETTERS[kind]
    odds = bias + sum(weight * each for weight, each in zip(weights, evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
