"""Words a person recorded: Asterisk's own sounds, as they are and in the wrong grammar."""

import wave
from pathlib import Path

import pytest

from acd.lab.install import asterisk
from ivr.hearing import DigitString, Phrase, Phrases
from ivr.speech.engines.whisper import Whisper, open_recogniser

pytestmark = pytest.mark.pbx

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGITS = Phrases(tuple(Phrase(word, str(number)) for number, word in enumerate(WORDS)))
MENU = Phrases(tuple(Phrase(word, word) for word in ("sales", "billing", "support", "track my order")))
QUIET = bytes(4800)


@pytest.fixture(scope="module")
def engine() -> Whisper:
    return open_recogniser(None, "en")


def said(name: str) -> bytes:
    path: Path = asterisk().data / "sounds" / "en" / f"{name}.wav"
    with wave.open(str(path)) as file:
        return file.readframes(file.getnframes())


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_heard(engine: Whisper, digit: int) -> None:
    best = engine.recognise(QUIET + said(f"digits/{digit}") + QUIET, DIGITS, "en")[0]
    assert best.meaning == str(digit)
    assert best.confidence > 0.45


@pytest.mark.parametrize("name", ["digits/day-3", "digits/mon-4", "vm-goodbye", "please-try-again", "tt-weasels"])
def test_what_is_not_in_the_grammar_is_not_accepted(engine: Whisper, name: str) -> None:
    guesses = engine.recognise(QUIET + said(name) + QUIET, MENU, "en")
    assert not [guess for guess in guesses if guess.confidence >= 0.45]


def test_four_digits_in_a_row_are_heard(engine: Whisper) -> None:
    speech = QUIET + b"".join(said(f"digits/{digit}") for digit in "7208") + QUIET
    assert engine.recognise(speech, DigitString(4, 4), "en")[0].meaning == "7208"


@pytest.mark.parametrize("name", ["digits/day-3", "digits/7", "vm-goodbye", "please-try-again", "tt-weasels"])
def test_the_only_choice_of_a_grammar_is_not_taken_for_whatever_is_said(engine: Whisper, name: str) -> None:
    one = Phrases((Phrase("sales", "1"), Phrase("buy something", "1")))
    guesses = engine.recognise(QUIET + said(name) + QUIET, one, "en")
    assert not [guess for guess in guesses if guess.confidence >= 0.45]


def test_the_only_choice_is_heard(engine: Whisper) -> None:
    guesses = engine.recognise(QUIET + said("digits/day-3") + QUIET, Phrases((Phrase("Wednesday", "w"),)), "en")
    assert [guess.meaning for guess in guesses if guess.confidence >= 0.45] == ["w"]


def test_digits_are_no_phrase_that_may_be_said_beside_them(engine: Whisper) -> None:
    also = (Phrase("operator", "operator"), Phrase("a person", "operator"), Phrase("Wednesday", "w"))
    digits = QUIET + b"".join(said(f"digits/{digit}") for digit in "471") + QUIET
    assert engine.recognise(digits, DigitString(3, 6, also), "en")[0].meaning == "471"
    assert engine.recognise(QUIET + said("digits/day-3") + QUIET, DigitString(3, 6, also), "en")[0].meaning == "w"
