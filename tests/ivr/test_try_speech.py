"""Typed lines as speech, as a recogniser would hear them."""

import pytest

from ivr.hearing import Deaf, DigitString, FreeSpeech, Guess, Heard, HearWant, Phrase, Phrases, Tone, Toned, Unheard
from ivr.nodes.hearing import Hearing
from ivr.try_speech import heard, is_speech

HEARING = Hearing(sure=0.8, maybe=0.4)
CHOICE = HearWant(Phrases((Phrase("my bill", "billing"), Phrase("agent", "operator"))))
DIGITS = HearWant(DigitString(2, 4, (Phrase("agent", "operator"),)))
REJECTED = Unheard(Deaf.REJECTED)


def sure(meaning: str, confidence: float = 1.0) -> Heard:
    return Heard((Guess(meaning, confidence),))


@pytest.mark.parametrize(
    ("line", "want", "answer"),
    [
        ('"my bill"', CHOICE, sure("billing")),
        ("say My  Bill", CHOICE, sure("billing")),
        ('say "my bill"', CHOICE, sure("billing")),
        ("say? my bill", CHOICE, sure("billing", (0.8 + 0.4) / 2)),
        ('"weather"', CHOICE, REJECTED),
        ('"', CHOICE, REJECTED),
        ("say one two three", DIGITS, sure("123")),
        ('"123"', DIGITS, sure("123")),
        ('"1"', DIGITS, REJECTED),
        ('"one twelve"', DIGITS, REJECTED),
        ('"agent"', DIGITS, sure("operator")),
        ('"where is it"', HearWant(FreeSpeech()), sure("where is it")),
        ('""', HearWant(FreeSpeech()), REJECTED),
        ("!noise", CHOICE, Unheard(Deaf.NOISE)),
        ("!LONG", CHOICE, Unheard(Deaf.TOO_LONG)),
        ("!deaf", CHOICE, Unheard(Deaf.NO_ENGINE)),
        ("!tty", CHOICE, Toned(Tone.TTY)),
        ("!fax", CHOICE, Toned(Tone.FAX)),
        ("!else", CHOICE, None),
    ],
)
def test_a_line_is_heard_as(line: str, want: HearWant, answer: Heard | Unheard | Toned | None) -> None:
    assert is_speech(line)
    assert heard(line, want, "en", HEARING) == answer


@pytest.mark.parametrize("line", ["1", "", "*", "saying", "h"])
def test_what_is_no_speech(line: str) -> None:
    assert not is_speech(line)
