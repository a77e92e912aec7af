"""A third ear, for digits said alone: which of eleven short words was said, if any of them.

Much sounds near a digit ("fine", "tie", "late"), and a word so short gives the decoder little to go by. So a small net
looks at the word as a whole, at what Whisper's encoder made of it, and tells the chance of each digit against all other
words. Where the word begins and ends is told by the ear for letters; in between are parts of equal length, for people
speak at their own pace. It was taught by synthetic voices, with hundreds of words that sound near among the others
(`bench/speech/single_digits.py`).
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ivr.speech.engines.letters import NOTHING, log_softmax
from ivr.speech.engines.logmel import Floats
from ivr.speech.engines.spelling import plain

TAUGHT = Path(__file__).with_name("single_digits.npz")  # of Whisper tiny.en, English
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh")
_PARTS = 8
_SILENT = np.log(np.float32(0.6))  # the chance of no letter from which nothing is said
_BEFORE, _AFTER = 2, 3  # frames about the letters: an ear is sure of one in its midst
_MOST = 4.0  # synthetic voices taught it: what it says of people is not to outweigh all else
_SUREST = np.float32(-1e-6)


class SingleDigits:
    """`weights`: of the layers (`weights0`, `biases0`, ...), the last of which tells the words and all others, and how
    what the first looks at is scaled before."""

    def __init__(self, weights: Path = TAUGHT) -> None:
        with np.load(weights) as stored:
            kept = {name: stored[name].astype(np.float32) for name in stored}
        self._mean, self._spread = kept["mean"], kept["spread"]
        self._layers = [(kept[f"weights{at}"], kept[f"biases{at}"]) for at in range((len(kept) - 2) // 2)]

    def hear(self, heard: Floats, letters: Floats) -> dict[str, float]:
        """Of each word the logarithm of its odds, bounded. `letters`: of the same sound, from the ear for them."""
        odds = np.clip(self.odds(shape(heard, letters)[None])[0], -_MOST, _MOST)
        return dict(zip(WORDS, odds.tolist(), strict=True))

    def odds(self, shapes: Floats) -> Floats:
        """The logarithms of the words' odds: (words said, `WORDS`)."""
        told = (shapes - self._mean) / self._spread
        for weights, biases in self._layers[:-1]:
            told = np.maximum(told @ weights + biases, 0)
        weights, biases = self._layers[-1]
        chances = log_softmax(told @ weights + biases)[:, : len(WORDS)]
        against = np.log(-np.expm1(np.minimum(chances, _SUREST)))
        return np.asarray(chances - against, np.float32)


def are_single_digits(phrases: Iterable[str]) -> bool:
    return {plain(each).lower() for each in phrases} <= {*WORDS}


def shape(heard: Floats, letters: Floats) -> Floats:
    """What the net looks at: the encoder's states, on average over each part of the word, and how long it is."""
    said = np.flatnonzero(letters[:, NOTHING] < _SILENT)
    begin, end = (max(0, said[0] - _BEFORE), said[-1] + _AFTER) if len(said) else (0, len(letters))
    word = heard[begin : min(end, len(letters))]
    sums = np.concatenate([np.zeros_like(word[:1], np.float32), np.cumsum(word, 0, dtype=np.float32)])
    at = np.linspace(0, len(word), _PARTS + 1)
    whole, rest = at.astype(int), (at % 1)[:, None].astype(np.float32)
    until = sums[whole] + rest * (sums[np.minimum(whole + 1, len(word))] - sums[whole])
    parts = np.diff(until, axis=0) * np.float32(_PARTS / len(word))
    return np.append(parts.ravel(), np.log(np.float32(len(word)))).astype(np.float32)
