"""Constants: what is fitted, and the odds of some kinds stretched."""

import math

import pytest

from bench.speech import fit
from bench.speech.fit import fitted, strict
from bench.speech.letters import half
from bench.speech.single_digits import without
from ivr.nodes.hearing import MAYBE, SURE
from ivr.speech.engines.whisper import Ears


def told(bias: float, weights: tuple[float, ...], evidence: float) -> float:
    return 1.0 / (1.0 + math.exp(-bias - weights[0] * evidence))


@pytest.mark.parametrize("least", [1 / 2, 3 / 5])
def test_the_least_likely_is_told_as_maybe_and_what_is_sure_stays_sure(least: float) -> None:
    bias, weights = strict(-1.0, (2.0,), least)
    for likely, as_much in ((least, MAYBE), (SURE, SURE)):
        assert told(bias, weights, (math.log(likely / (1 - likely)) + 1.0) / 2.0) == pytest.approx(as_much)


def test_right_and_wrong_are_weighted_alike() -> None:
    rows = [*(((1.0,), True) for _ in range(10)), *(((-1.0,), False) for _ in range(90))]
    bias, weights = fitted(rows)
    assert told(bias, weights, 0.0) == pytest.approx(0.5, abs=0.02)
    assert told(bias, weights, 1.0) > 0.9


def test_nobody_is_read_by_an_ear_that_heard_him(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "Model", lambda folder: "model")
    monkeypatch.setattr(fit, "bundled", lambda: None)
    monkeypatch.setattr(fit, "Letters", lambda path: path)
    monkeypatch.setattr(fit, "SingleDigits", lambda path: path)
    monkeypatch.setattr(fit, "Whisper", lambda model, ears=None: ears)
    reader = fit.readers("whisper", by_letters=True)
    assert reader("flite-kal16-1.0") == Ears(half(first=False), without("kal"))  # type: ignore[arg-type]
    assert reader("flite-slt-0.9") == Ears(half(first=True), without("slt"))  # type: ignore[arg-type]
