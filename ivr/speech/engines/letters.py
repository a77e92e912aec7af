"""A second ear: which letters a sound is made of, told from what Whisper's encoder made of it, without its decoder.

The decoder knows what people usually say, and hears "five" where "fine" was said. This ear knows no words: a small net
looks at three of the encoder's frames (60 ms) and tells each letter's chance, or that of none, as CTC has it (Graves et
al. 2006); how likely a phrase is, is the sum of all ways to write it so. It was taught common words by synthetic voices
(`bench/speech/letters.py`).
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.speech.engines.logmel import Floats

TAUGHT = Path(__file__).with_name("letters.npz")  # of Whisper tiny.en, English
ALPHABET = " abcdefghijklmnopqrstuvwxyz"
NOTHING = 0  # the number of no letter; those of the alphabet follow
FRAMES_A_SECOND = 50
_NEVER = np.float32(-1e9)
_FARTHEST = -5.0
_VOWELS = frozenset("aeiouy")
_SAID = {"ok": "okay"}

Spelt = tuple[int, ...]


class Letters:
    """`weights`: of two layers, and how the encoder's states are scaled before."""

    def __init__(self, weights: Path = TAUGHT) -> None:
        with np.load(weights) as stored:
            self._layers = [stored[name].astype(np.float32) for name in ("in", "in_bias", "out", "out_bias")]
            self._mean, self._spread = (stored[name].astype(np.float32) for name in ("mean", "spread"))

    def hear(self, heard: Floats, sound_s: float) -> Floats:
        """Log-probabilities (time, letters) of the sound, not of the silence the encoder's window is filled with."""
        within = heard[: max(1, math.ceil(sound_s * FRAMES_A_SECOND))]
        first, first_bias, last, last_bias = self._layers
        given = neighbours((within - self._mean) / self._spread)
        told = np.maximum(given @ first + first_bias, 0) @ last + last_bias
        return log_softmax(told)


def neighbours(frames: Floats) -> Floats:
    """Each frame with the one before and the one after it."""
    padded = np.pad(frames, ((1, 1), (0, 0)), mode="edge")
    return np.concatenate([padded[:-2], frames, padded[2:]], axis=1)


def log_softmax(given: Floats) -> Floats:
    less = given - given.max(-1, keepdims=True)
    return np.asarray(less - np.log(np.exp(less).sum(-1, keepdims=True)), np.float32)


def spelt(words: str) -> Spelt:
    """Its letters; none where it is not said as it is written: figures, signs, abbreviations, other alphabets."""
    written = words.replace("'", "").replace("-", " ").rstrip(".?!").replace(",", " ").split()
    spoken = [_SAID.get(each.lower(), each) for each in written]
    named = [each for each in spoken if len(each) > 1 and (each.isupper() or _VOWELS.isdisjoint(each.lower()))]
    plain = " ".join(spoken).lower()
    if named or not set(plain) <= set(ALPHABET):
        return ()
    return tuple(ALPHABET.index(each) + 1 for each in plain)


def behind(letters: Floats, texts: Sequence[Spelt]) -> list[float]:
    """How far each is behind the likeliest letters of all: a logarithm, for each of its letters."""
    best = float(letters.max(-1).sum())
    each = (likely(letters, texts) - best) / np.array([len(text) for text in texts])
    return [max(_FARTHEST, float(text)) for text in each]


def likely(letters: Floats, texts: Sequence[Spelt]) -> NDArray[np.float32]:
    """The logarithm of each text's probability, all in one pass: CTC's forward sums."""
    places, skips, ends = laid_out(texts)
    told = letters[:, places]
    sums = np.full(places.shape, _NEVER)
    sums[:, :2] = told[0, :, :2]
    for now in told[1:]:
        before, over = _shifted(sums, 1), _shifted(sums, 2) + skips
        most = np.maximum(np.maximum(sums, before), over)
        sums = most + np.log(np.exp(sums - most) + np.exp(before - most) + np.exp(over - most)) + now
    row = np.arange(len(ends))
    return np.asarray(np.logaddexp(sums[row, ends - 1], sums[row, ends - 2]), np.float32)


def _shifted(sums: NDArray[np.float32], by: int) -> NDArray[np.float32]:
    moved = np.full_like(sums, _NEVER)
    moved[:, by:] = sums[:, :-by]
    return moved


def laid_out(texts: Sequence[Spelt]) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
    """Of each text: its letters, with nothing before, between and behind; 0 where the place two on may be gone to at
    once, for the letters differ; and how many places there are."""
    places = np.full((len(texts), 2 * max(map(len, texts)) + 1), NOTHING)
    for row, text in enumerate(texts):
        places[row, 1 : 2 * len(text) : 2] = text
    skips = np.full(places.shape, _NEVER)
    skips[:, 2:][(places[:, 2:] != NOTHING) & (places[:, 2:] != places[:, :-2])] = 0
    return places, skips, np.array([2 * len(text) + 1 for text in texts])
