"""What speaks for a reading, by small sums."""

import numpy as np
import pytest

from ivr.speech.engines.evidence import View, margin, misfit, view


def test_a_view_takes_the_spelling_that_is_likeliest_by_token_and_the_probability_of_all() -> None:
    found = view([np.array([-4.0, -4.0, 0.0]), np.array([-1.0, -2.0, -9.0])], likeliest_first=-0.5)
    assert (found.mean, found.lead, found.least) == (-1.5, -0.5, -2.0)
    assert found.total == pytest.approx(np.log(np.exp(-8) + np.exp(-3)))


def test_whole_is_a_text_after_which_nothing_follows() -> None:
    found = view([np.array([-4.0, -4.0, -0.1]), np.array([-1.0, -2.0, -9.0])], likeliest_first=-0.5)
    assert found.whole == pytest.approx(np.log(np.exp(-8.1) + np.exp(-12)))


def test_the_margin_is_to_the_best_other_meaning_and_bounded() -> None:
    views = {"a": View(-1, -2, -1, 0, -1), "b": View(-5, -6, -3, -2, -4), "c": View(-90, -90, -90, -90, -90)}
    assert margin(views, "a") == pytest.approx(2.4)
    assert margin(views, "b") == pytest.approx(-2.4)
    assert margin({"a": views["a"]}, "a") == 10.0


def test_speech_much_longer_or_shorter_than_the_words_fits_ill() -> None:
    assert misfit(0.25 + 0.065 * 5, 5) == 0.0
    assert misfit(1.4 * (0.25 + 0.065 * 5), 5) == 0.0
    assert misfit(1.4, 5) == pytest.approx(0.234, abs=1e-3)
    assert misfit(9.0, 5) == misfit(0.0, 20) == 1.0
    assert misfit(9.0, 5, may_pause=True) == 0.0
    assert misfit(0.1, 16, may_pause=True) == 1.0
