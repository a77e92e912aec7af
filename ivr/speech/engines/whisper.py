"""The default engine: Whisper, made to choose among the phrases of the grammar and nothing else.

Chosen by the sum of the log-probabilities of a phrase's tokens, trusted by their calibrated mean: the sum alone would
call a long right phrase doubtful, the mean alone prefers long phrases that contain a short one.
"""

from functools import cache
from pathlib import Path

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrases
from ivr.speech.engines.decoder import Decoder
from ivr.speech.engines.logmel import RATE, samples
from ivr.speech.engines.spelling import spellings
from ivr.speech.engines.trouble import EngineError
from ivr.speech.engines.weights import bundled, checked_folder

MOST_PHRASES = 60
_MOST_GUESSES = 5
_LONGEST_S = 30
_SHORTEST_S = 0.05


def open_recogniser(model: Path | None, language: str) -> "Whisper":
    """English needs no `model` folder. Raises EngineError when there is no model for the language, or no good one."""
    if model is None and not language.startswith("en"):
        raise EngineError(f"Whisper hears {language} only with a multilingual model: name its folder")
    decoder = _loaded(bundled() if model is None else checked_folder(model))
    if not decoder.is_multilingual and not language.startswith("en"):
        raise EngineError(f"{model}: a model for English only, and named for {language}")
    return Whisper(decoder)


@cache
def _loaded(folder: Path) -> Decoder:
    """One model may serve several languages of a worker."""
    return Decoder(folder)


class Whisper:
    """A `Recogniser` on one model."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        sound = samples(speech)[: _LONGEST_S * RATE]
        if len(sound) < _SHORTEST_S * RATE:
            return ()
        heard = self._decoder.encode(sound)
        match grammar:
            case Phrases():
                return self._phrases(heard, grammar, language)
            case DigitString():
                return ()
            case FreeSpeech():
                return self._text(heard, language)

    def _text(self, heard: object, language: str) -> tuple[Guess, ...]:
        text, score = self._decoder.write(heard, language)
        return (Guess(text, _trust(score.mean)),) if text else ()

    def _phrases(self, heard: object, grammar: Phrases, language: str) -> tuple[Guess, ...]:
        ways = [
            (way, phrase.meaning)
            for phrase in grammar.phrases[:MOST_PHRASES]
            for way in spellings(phrase.words, language)
        ]
        scores = self._decoder.score(heard, [way for way, _ in ways], language)
        best: dict[str, tuple[float, float]] = {}
        for (_, meaning), score in zip(ways, scores, strict=True):
            best[meaning] = max(best.get(meaning, (float("-inf"), 0.0)), (score.total, score.mean))
        ranked = sorted(best.items(), key=lambda item: -item[1][0])[:_MOST_GUESSES]
        return tuple(Guess(meaning, _trust(mean)) for meaning, (_, mean) in ranked)


def _trust(mean: float) -> float:
    return float(min(1.0, max(0.0, 1.0 + mean / 4.0)))
