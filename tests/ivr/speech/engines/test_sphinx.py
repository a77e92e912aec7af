"""The light engine: it hears what it can, and raises for nothing it hears."""

from pathlib import Path

import numpy as np
import pytest

from ivr.hearing import DigitString, FreeSpeech, Phrase, Phrases
from ivr.speech.engines.sphinx import Sphinx, open_recogniser
from ivr.speech.engines.trouble import EngineError

YES_NO = Phrases((Phrase("yes", "yes"), Phrase("no", "no")))
NOISE = (np.random.default_rng(1).standard_normal(16000) * 3000).astype(np.int16).tobytes()


@pytest.fixture(scope="module")
def sphinx() -> Sphinx:
    return open_recogniser(None, "en")


@pytest.mark.parametrize("speech", [b"", b"\1", bytes(200), bytes(16000), NOISE, b"\xff\x7f" * 8000])
@pytest.mark.parametrize("grammar", [YES_NO, DigitString(1, 4), DigitString(0, 0), FreeSpeech(), Phrases(())])
def test_nothing_it_hears_makes_it_raise(sphinx: Sphinx, speech: bytes, grammar: Phrases | DigitString) -> None:
    guesses = sphinx.recognise(speech, grammar, "en")
    assert all(0.0 <= guess.confidence <= 1.0 for guess in guesses)


def test_a_grammar_without_a_word_it_knows_hears_nothing(sphinx: Sphinx) -> None:
    assert sphinx.recognise(NOISE, Phrases((Phrase("xyzzyx", "x"),)), "en") == ()


def test_another_language_needs_a_model(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="pocketsphinx hears pl only with a model"):
        open_recogniser(None, "pl")
    with pytest.raises(EngineError, match="cannot be loaded"):
        open_recogniser(tmp_path, "pl")


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [("four zero", "40"), ("a person", "o"), ("a", None), ("four", None), ("four oh one two", None), ("four a", None)],
)
def test_what_was_begun_and_never_ended_is_no_answer(sphinx: Sphinx, sentence: str, meaning: str | None) -> None:
    sphinx.recognise(NOISE, DigitString(2, 3, (Phrase("a person", "o"),)), "en")
    assert sphinx._meaning(sentence) == meaning
