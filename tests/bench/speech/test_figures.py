"""Figures of recognitions, by small sums."""

import math

import pytest

from bench.speech.figures import Rate, Trial, accepted, calibration_error, chosen, right_and_accepted


def trial(got: str | None, confidence: float, meaning: str | None = "a") -> Trial:
    return Trial("menu", "menu", "v", "a", 30, meaning, got, confidence, 1.0)


def test_wrong_answers_are_neither_chosen_nor_right_but_accepted() -> None:
    trials = [trial("a", 0.9), trial("b", 0.9), trial(None, 0.0), trial("b", 0.8, meaning=None)]
    assert chosen(trials[:3]) == Rate(1, 3)
    assert right_and_accepted(trials[:3], 0.5) == Rate(1, 3)
    assert accepted(trials, 0.5) == Rate(3, 4)


def test_wilsons_interval() -> None:
    low, high = Rate(8, 10).interval()
    assert (low, high) == (pytest.approx(0.490, abs=1e-3), pytest.approx(0.943, abs=1e-3))
    assert str(Rate(0, 0)) == "-"
    assert str(Rate(95, 100)) == "95.0 % (89-98, n 100)"


def test_calibration_error() -> None:
    honest = [trial("a", 0.75), trial("a", 0.75), trial("a", 0.75), trial("b", 0.75)]
    assert calibration_error(honest) == pytest.approx(0.0)
    assert calibration_error([trial("b", 0.95), trial(None, 0.0)]) == pytest.approx(0.95)
    assert math.isnan(calibration_error([]))
