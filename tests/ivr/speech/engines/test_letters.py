"""The ear for letters: what can be spelt, sums over all ways to write a text, and what the taught weights hear."""

from itertools import product

import numpy as np
import pytest

from ivr.speech.engines.letters import ALPHABET, FRAMES_A_SECOND, NOTHING, Letters, behind, likely, log_softmax, spelt
from ivr.speech.engines.logmel import Floats

FRAMES = 6


@pytest.fixture
def heard() -> Floats:
    """Nobody's letters: any chances."""
    return log_softmax(np.random.default_rng(1).standard_normal((FRAMES, len(ALPHABET) + 1)).astype(np.float32))


def written(frames: tuple[int, ...]) -> tuple[int, ...]:
    """What CTC reads from a letter, or nothing, at each moment."""
    return tuple(each for at, each in enumerate(frames) if each != NOTHING and (at == 0 or frames[at - 1] != each))


def sure(text: str) -> Floats:
    """Its letters two frames each, nothing between them, and hardly a doubt."""
    frames = [part for letter in spelt(text) for part in (letter, letter, NOTHING)]
    given = np.full((len(frames), len(ALPHABET) + 1), -5.0, np.float32)
    given[np.arange(len(frames)), frames] = 5.0
    return log_softmax(given)


@pytest.mark.parametrize("text", ["b", "ab", "aa", "aba"])
def test_a_text_is_as_likely_as_all_ways_to_write_it(heard: Floats, text: str) -> None:
    words = spelt(text)
    used = (NOTHING, *sorted(set(words)))
    ways = [way for way in product(used, repeat=FRAMES) if written(way) == words]
    whole = np.logaddexp.reduce([heard[np.arange(FRAMES), list(way)].sum() for way in ways])
    assert likely(heard, [spelt("abab"), words])[1] == pytest.approx(whole, abs=1e-4)


def test_what_was_said_is_hardly_behind_and_what_sounds_near_is() -> None:
    said, near, far = behind(sure("fine"), [spelt("fine"), spelt("five"), spelt("nothing")])
    assert said > -0.1
    assert near < -1.0
    assert far < near


def test_what_cannot_have_been_said_in_the_time_is_bounded(heard: Floats) -> None:
    assert behind(heard, [spelt("an endless phrase")]) == [-5.0]


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        ("Billing", "billing"),
        ("that's right", "thats right"),
        ("e-mail", "e mail"),
        ("no,  thanks.", "no thanks"),
        ("OK", "okay"),
    ],
)
def test_only_letters_are_spelt(words: str, letters: str) -> None:
    assert "".join(ALPHABET[each - 1] for each in spelt(words)) == letters


@pytest.mark.parametrize("words", ["", "24", "option 3", "FAQ", "my DSL", "sms", "café", "да"])
def test_what_is_not_said_as_it_is_written_is_not_judged_by_letters(words: str) -> None:
    assert spelt(words) == ()


def test_the_taught_ear_tells_chances_of_the_sound_alone() -> None:
    states = np.random.default_rng(2).standard_normal((300, 384)).astype(np.float32)
    letters = Letters().hear(states, 1.5)
    assert letters.shape == (1.5 * FRAMES_A_SECOND, len(ALPHABET) + 1)
    assert np.allclose(np.exp(letters).sum(1), 1.0, atol=1e-4)
    assert np.allclose(letters[:-1], Letters().hear(states, 3.0)[: len(letters) - 1], atol=1e-4)
