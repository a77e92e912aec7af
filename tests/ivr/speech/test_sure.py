import pytest

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrase, Phrases
from ivr.speech.sure import SURE, is_complete

MENU = Phrases((Phrase("billing", "bill"), Phrase("billing question", "ask"), Phrase("sales", "buy")))


@pytest.mark.parametrize(
    ("grammar", "meaning", "confidence", "expected"),
    [
        (MENU, "buy", SURE, True),
        (MENU, "buy", SURE - 0.05, False),
        (MENU, "bill", 1.0, False),  # "billing" may become "billing question"
        (MENU, "ask", 1.0, True),
        (DigitString(2, 4), "1234", 1.0, True),
        (DigitString(2, 4), "12", 1.0, False),
        (FreeSpeech(), "hello", 1.0, False),
    ],
)
def test_whether_more_may_come(grammar: Grammar, meaning: str, confidence: float, expected: bool):
    assert is_complete((Guess(meaning, confidence),), grammar) is expected


def test_no_guess_is_no_answer_yet():
    assert not is_complete((), MENU)
