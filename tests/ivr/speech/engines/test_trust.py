"""Confidences: bounded, of every kind, and rising with what speaks for a reading."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech.engines.trust import _BY_LETTERS, _WEIGHTS, Kind, confidence

LENGTHS = {
    Kind.WORDS: 14,
    Kind.NUMBERS: 14,
    Kind.SINGLE_DIGITS: 16,
    Kind.PHRASES: 14,
    Kind.EITHER: 14,
    Kind.ONLY: 14,
    Kind.DIGITS: 5,
    Kind.FREE: 1,
    Kind.SPHINX: 3,
}


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_the_evidence_it_is_a_probability(kind: Kind, data: st.DataObject) -> None:
    numbers = st.floats(-1e6, 1e6)
    evidence = data.draw(st.lists(numbers, min_size=LENGTHS[kind], max_size=LENGTHS[kind]))
    assert 0.0 <= confidence(kind, evidence) <= 1.0


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FREE])
def test_each_kind_was_fitted(kind: Kind) -> None:
    assert len(_WEIGHTS[kind]) == LENGTHS[kind]


@pytest.mark.parametrize("kind", _BY_LETTERS)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_letters_are_one_number_more_and_speak_for_a_reading(kind: Kind, data: st.DataObject) -> None:
    numbers = st.floats(-5, 0)
    evidence = data.draw(st.lists(numbers, min_size=LENGTHS[kind], max_size=LENGTHS[kind]))
    told = [confidence(kind, (*evidence, behind)) for behind in (-4.0, -1.0, 0.0)]
    assert told == sorted(told)
    assert len(_BY_LETTERS[kind][1]) == LENGTHS[kind] + 1


def test_all_that_is_made_of_phrases_is_judged_by_letters() -> None:
    assert set(_BY_LETTERS) == {Kind.WORDS, Kind.NUMBERS, Kind.PHRASES, Kind.EITHER, Kind.ONLY}


def test_a_clear_word_is_sure_and_a_far_one_is_not() -> None:
    clear = (-0.3, -0.5, -0.2, 0.0, -0.4, 5.0, -0.1, -0.3, -0.1, 0.0, -0.2, 6.0, -12.0, 0.0)
    far = (-14.0, -15.0, -7.0, -8.0, -9.0, 0.2, -12.0, -13.0, -6.0, -8.0, -9.0, 0.1, -12.0, 1.0)
    assert confidence(Kind.WORDS, clear) > 0.85
    assert confidence(Kind.WORDS, far) < 0.2
    assert confidence(Kind.PHRASES, clear) > 0.85
    assert confidence(Kind.PHRASES, far) < 0.2
