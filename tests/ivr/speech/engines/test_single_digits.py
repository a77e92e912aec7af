"""The ear for single digits: what it looks at, and what the taught one makes of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.engines.letters import ALPHABET, NOTHING
from ivr.speech.engines.logmel import Floats
from ivr.speech.engines.single_digits import WORDS, SingleDigits, are_single_digits, shape

WIDTH = 384


def letters(frames: int, said: range) -> Floats:
    """Some letter is likely at the moments that are `said`, and nothing at all others."""
    told = np.full((frames, len(ALPHABET) + 1), -9.0, np.float32)
    told[:, NOTHING] = -0.01
    told[list(said), NOTHING] = -5.0
    return told


def states(frames: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).standard_normal((frames, WIDTH)).astype(np.float32)


def test_only_the_word_is_looked_at_with_a_little_around_it() -> None:
    heard = states(60)
    other = np.concatenate([states(8, seed=2), heard[8:33], states(27, seed=3)])
    told = letters(60, range(10, 30))
    assert np.array_equal(shape(heard, told), shape(other, told))
    assert not np.array_equal(shape(heard, told), shape(heard, letters(60, range(10, 40))))


def test_a_word_said_slowly_looks_the_same_but_for_its_length() -> None:
    heard = states(16)
    quick, slow = (shape(np.repeat(heard, times, 0), letters(16 * times, range(16 * times))) for times in (1, 3))
    assert np.allclose(quick[:-1], slow[:-1], atol=1e-4)
    assert np.exp(slow[-1] - quick[-1]) == pytest.approx(3.0)


@given(frames=st.integers(1, 40), begin=st.integers(0, 45), length=st.integers(0, 45))
def test_its_parts_are_together_what_was_said(frames: int, begin: int, length: int) -> None:
    said = range(min(begin, frames), min(begin + length, frames))
    heard = states(frames)
    told = shape(heard, letters(frames, said))
    word = heard[max(0, said.start - 2) : said.stop + 2] if len(said) else heard
    assert len(word) == pytest.approx(np.exp(told[-1]), rel=1e-5)
    assert np.allclose(told[:-1].reshape(-1, WIDTH).mean(0), word.mean(0), atol=1e-4)


def test_the_taught_ear_tells_odds_of_every_digit() -> None:
    ear = SingleDigits()
    odds = ear.hear(states(50), letters(50, range(10, 40)))
    assert tuple(odds) == WORDS
    assert all(-4.0 <= each <= 4.0 for each in odds.values())
    chances = [1 / (1 + np.exp(-each)) for each in odds.values()]
    assert sum(chances) <= 1.001  # the rest is all other words'


@pytest.mark.parametrize(
    ("phrases", "are"), [(("One", " two "), True), (("oh",), True), (("one", "eleven"), False), (("one two",), False)]
)
def test_which_grammars_are_its_own(phrases: tuple[str, ...], are: bool) -> None:
    assert are_single_digits(phrases) is are
