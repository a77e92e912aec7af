"""A net is taught to write: its slopes are those of its surprise, and it learns what can be learnt."""

import numpy as np
import pytest

from bench.speech.ctc import Example, nats_a_letter, taught, too_much
from ivr.speech.engines.letters import ALPHABET, likely, log_softmax, spelt
from ivr.speech.engines.logmel import Floats

LENGTHS = np.array([9, 5, 7])
WORDS = [spelt("abb"), spelt("cc"), spelt("d")]


@pytest.fixture
def given() -> Floats:
    return np.random.default_rng(0).standard_normal((3, 9, len(ALPHABET) + 1)).astype(np.float32)


def surprise(given: Floats) -> float:
    """Of all three."""
    letters = log_softmax(given)
    return -sum(
        float(likely(letters[row, :length], [words])[0])
        for row, (length, words) in enumerate(zip(LENGTHS, WORDS, strict=True))
    )


@pytest.mark.parametrize("place", [(0, 3, 2), (0, 8, 0), (1, 2, 4), (1, 4, 0), (2, 5, 5)])
def test_each_letter_is_believed_too_much_by_the_slope_of_the_surprise(given: Floats, place: tuple[int, ...]) -> None:
    more, less = given.copy(), given.copy()
    more[place] += 0.01
    less[place] -= 0.01
    slope = (surprise(more) - surprise(less)) / 0.02
    assert too_much(log_softmax(given), LENGTHS, WORDS)[place] == pytest.approx(slope, abs=2e-3)


def test_what_follows_a_sound_is_not_learnt_from(given: Floats) -> None:
    wrong = too_much(log_softmax(given), LENGTHS, WORDS)
    assert not wrong[1, 5:].any()
    assert wrong[0, 5:].any()


def test_sounds_of_letters_are_learnt() -> None:
    lot = np.random.default_rng(3)
    sounds = lot.standard_normal((len(ALPHABET) + 1, 12))

    def example() -> Example:
        words = spelt("a" + "".join(lot.choice([*"bcde"], 3)))
        frames = [part for letter in words for part in (letter, letter, 0)]
        return Example((sounds[frames] + 0.1 * lot.standard_normal((len(frames), 12))).astype(np.float32), words)

    examples, others = [example() for _ in range(200)], [example() for _ in range(20)]
    before, after = (taught(examples, 16, epochs, np.random.default_rng(4)) for epochs in (0, 60))
    assert nats_a_letter(before, others) > 2.0
    assert nats_a_letter(after, others) < 1.0
