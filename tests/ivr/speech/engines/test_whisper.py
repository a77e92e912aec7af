"""The default engine on its real weights: it raises for nothing it hears, and keeps to itself what it heard."""

import logging
from pathlib import Path

import numpy as np
import pytest

from ivr.hearing import DigitString, FreeSpeech, Grammar, Phrase, Phrases
from ivr.speech.engines import whisper
from ivr.speech.engines.single_digits import WORDS, SingleDigits
from ivr.speech.engines.trouble import EngineError
from ivr.speech.engines.trust import Kind, Reading
from ivr.speech.engines.whisper import Ears, Whisper, open_recogniser

pytestmark = pytest.mark.slow

UNHEARD, LETTERS, SINGLE_DIGITS = 12, 14, 15  # places in the evidence
YES_NO = Phrases((Phrase("yes", "yes"), Phrase("no", "no"), Phrase("no thanks", "no")))
DIGITS = Phrases((*(Phrase(word, str(number)) for number, word in enumerate(WORDS[:10])), Phrase("oh", "0")))
NOISE = (np.random.default_rng(1).standard_normal(16000) * 3000).astype(np.int16).tobytes()
HUGE = Phrases(tuple(Phrase(f"desk {chr(97 + number % 26) * 3} {number}", str(number)) for number in range(120)))


@pytest.fixture(scope="module")
def engine() -> Whisper:
    return open_recogniser(None, "en-GB")


@pytest.mark.parametrize("speech", [b"", b"\1", bytes(200), bytes(16001), NOISE, b"\xff\x7f\0\x80" * 4000])
@pytest.mark.parametrize("grammar", [YES_NO, DigitString(1, 3), FreeSpeech()])
def test_nothing_it_hears_makes_it_raise(engine: Whisper, speech: bytes, grammar: Grammar) -> None:
    guesses = engine.recognise(speech, grammar, "en")
    assert len(guesses) <= 5
    assert all(0.0 <= guess.confidence <= 1.0 for guess in guesses)


@pytest.mark.parametrize(
    "grammar", [Phrases(()), DigitString(0, 0), DigitString(3, 2), HUGE, Phrases((Phrase("", "m"),))]
)
def test_no_grammar_makes_it_raise(engine: Whisper, grammar: Grammar) -> None:
    assert len(engine.recognise(NOISE, grammar, "en")) <= 5


def test_a_minute_of_noise_is_cut_not_refused(engine: Whisper) -> None:
    engine.recognise(NOISE * 30, YES_NO, "en")


def test_silence_and_noise_are_no_answer(engine: Whisper) -> None:
    for sound in (bytes(24000), NOISE):
        assert not [guess for guess in engine.recognise(sound, YES_NO, "en") if guess.confidence >= 0.45]


def test_strings_of_digits_are_of_the_lengths_asked_for(engine: Whisper) -> None:
    read = engine.read(NOISE, DigitString(2, 3), "en")
    assert read
    assert all(len(each.meaning) in (2, 3) and each.meaning.isdigit() for each in read)


def test_what_was_heard_is_neither_printed_nor_logged(
    engine: Whisper, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    guesses = engine.recognise(NOISE, DigitString(4, 4), "en")
    read = engine.read(NOISE, DigitString(4, 4), "en")
    out = "".join(capfd.readouterr()) + caplog.text
    assert not out
    assert read[0].meaning not in repr(read) + repr(guesses)


def test_another_language_needs_a_multilingual_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match="hears pl only with a multilingual model"):
        open_recogniser(None, "pl")
    with pytest.raises(EngineError, match="missing"):
        open_recogniser(tmp_path, "pl")
    monkeypatch.setattr(whisper, "checked_folder", lambda _: whisper.bundled())
    with pytest.raises(EngineError, match="for English only, and named for pl"):
        open_recogniser(tmp_path, "pl")


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(EngineError, match="cannot be loaded as a Whisper model"):
        open_recogniser(tmp_path, "en")


ONE = Phrases((Phrase("sales", "s"), Phrase("buy something", "s")))
ALSO = DigitString(3, 6, (Phrase("operator", "o"), Phrase("a person", "o")))
SEVERAL = DigitString(3, 6, (Phrase("operator", "o"), Phrase("wrong number", "w")))


@pytest.mark.parametrize(
    ("grammar", "kinds"),
    [
        (ONE, {Kind.ONLY}),
        (ALSO, {Kind.DIGITS, Kind.ONLY}),
        (SEVERAL, {Kind.DIGITS, Kind.EITHER}),
        (YES_NO, {Kind.EITHER}),
        (Phrases((*YES_NO.phrases, Phrase("maybe", "perhaps"))), {Kind.PHRASES}),
        (Phrases((Phrase("yes", "y"), Phrase("no", "n"))), {Kind.WORDS}),
        (Phrases((Phrase("One", "1"), Phrase(" two", "2"))), {Kind.SINGLE_DIGITS}),
        (Phrases((Phrase("one", "1"), Phrase("eleven", "11"))), {Kind.NUMBERS}),
    ],
)
def test_what_has_one_meaning_is_trusted_by_weights_of_its_own(
    engine: Whisper, grammar: Grammar, kinds: set[Kind]
) -> None:
    read = engine.read(NOISE, grammar, "en")
    assert {each.kind for each in read} == kinds
    meanings = {each.meaning for each in read if each.kind is not Kind.DIGITS}
    assert meanings <= {
        phrase.meaning for phrase in (grammar.also if isinstance(grammar, DigitString) else grammar.phrases)
    }


def test_what_a_grammar_is_held_against_is_no_answer(engine: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "COMMON", ())
    alone = engine.read(NOISE, Phrases((Phrase("sales", "s"),)), "en")[0]
    monkeypatch.undo()
    held = engine.read(NOISE, Phrases((Phrase("sales", "s "),)), "en")[0]
    assert alone.evidence[5] == 10.0  # nothing to lead
    assert held.evidence[5] < 10.0


def test_what_is_believed_without_hearing_is_the_same_in_every_grammar(engine: Whisper) -> None:
    alone = engine.read(NOISE, Phrases((Phrase("yes", "yes"), Phrase("no thanks", "no"))), "en")
    among = engine.read(bytes(16000), Phrases((*YES_NO.phrases, Phrase("maybe", "perhaps"))), "en")
    believed = {each.meaning: each.evidence[UNHEARD] for each in alone}
    assert believed["yes"] == {each.meaning: each.evidence[UNHEARD] for each in among}["yes"]
    assert believed["yes"] > believed["no"]  # a frequent word needs better evidence than an odd phrase


def test_letters_are_told_of_every_phrase_or_of_none(engine: Whisper) -> None:
    words, figures = Phrase("billing", "b"), Phrase("24 hour help", "h")
    spelt = engine.read(NOISE, Phrases((words, Phrase("all day help", "h"))), "en")
    assert all(-5.0 <= each.evidence[LETTERS] <= 0.0 for each in spelt)
    assert {len(each.evidence) for each in engine.read(NOISE, Phrases((words, figures)), "en")} == {LETTERS}


def test_another_model_has_no_other_ears(engine: Whisper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "checked_folder", lambda _: whisper.bundled())
    other = open_recogniser(tmp_path, "en")
    assert {len(each.evidence) for each in other.read(NOISE, YES_NO, "en")} == {LETTERS}
    assert {each.kind for each in other.read(NOISE, DIGITS, "en")} == {Kind.NUMBERS}
    assert {len(each.evidence) for each in engine.read(NOISE, YES_NO, "en")} == {LETTERS + 1}


def test_the_ear_for_letters_is_one_more_voice_and_changes_no_other(engine: Whisper) -> None:
    heard = np.full((50, 28), -9.0, np.float32)
    heard[:, 0] = -0.01
    heard[[10, 20, 30], [15, 16, 17]] = 0.0  # n, o, p

    class Ear:
        def hear(self, states: object, sound_s: float) -> object:
            return heard

    phrases = Phrases((Phrase("nop", "nop"), Phrase("fiv", "fiv")))
    without = {each.meaning: each for each in Whisper(engine._model).read(NOISE, phrases, "en")}
    ears = Ears(Ear(), SingleDigits())  # type: ignore[arg-type]
    told = {each.meaning: each for each in Whisper(engine._model, ears).read(NOISE, phrases, "en")}
    assert told["nop"].evidence[LETTERS] > -0.1 > -2.0 > told["fiv"].evidence[LETTERS]
    assert {each: found.evidence[:LETTERS] for each, found in told.items()} == {
        each: found.evidence for each, found in without.items()
    }


def test_the_ear_for_single_digits_helps_to_choose_and_is_one_more_voice(engine: Whisper) -> None:
    class Ear:
        def __init__(self, word: str) -> None:
            self.word = word

        def hear(self, heard: object, letters: object) -> dict[str, float]:
            return {each: 12.0 if each == self.word else -12.0 for each in WORDS}

    def told(word: str) -> list[Reading]:
        ears = Ears(engine._ears.letters, Ear(word))  # type: ignore[union-attr, arg-type]
        return Whisper(engine._model, ears).read(NOISE, DIGITS, "en")

    for word, meaning in (("seven", "7"), ("oh", "0"), ("zero", "0")):
        read = told(word)
        assert read[0].meaning == meaning
        assert [each.evidence[SINGLE_DIGITS] for each in read] == [12.0, *[-12.0] * (len(read) - 1)]
