"""The light engine: pocketsphinx with the grammar as its language. Small and quick, hears worse, rejects hardly."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrases
from ivr.speech.engines import jsgf
from ivr.speech.engines.evidence import AROUND_S, misfit
from ivr.speech.engines.logmel import RATE, samples
from ivr.speech.engines.trouble import EngineError
from ivr.speech.engines.trust import Kind, Reading, confidence

_SEARCH = "answer"
_LONGEST_S = 30
_SHORTEST_S = 0.05


def open_recogniser(model: Path | None, language: str) -> "Sphinx":
    """English needs no `model` folder. Raises EngineError when there is no model for the language."""
    if model is None and not language.startswith("en"):
        raise EngineError(f"pocketsphinx hears {language} only with a model: name its folder")
    return Sphinx(model)


class Sphinx:
    """A `Recogniser` for US English, or for the model in a folder that holds `hmm/` and `words.dict`.

    Free speech is not its business: it hears none. Raises EngineError when it cannot be opened.
    """

    def __init__(self, model: Path | None = None) -> None:
        try:
            import pocketsphinx  # type: ignore[import-untyped]
        except ImportError:
            raise EngineError("pocketsphinx is not installed: install the extra 'speech'") from None
        own = {} if model is None else {"hmm": str(model / "hmm"), "dict": str(model / "words.dict")}
        try:
            self._decoder: Any = pocketsphinx.Decoder(lm=None, loglevel="FATAL", logfn=os.devnull, **own)
        except RuntimeError as error:
            raise EngineError(f"{model or 'pocketsphinx'}: cannot be loaded: {error}") from None
        self._current: Grammar | None = None
        self._meanings: dict[str, str] = {}

    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        read = self.read(speech, grammar, language)
        return tuple(Guess(each.meaning, confidence(each.kind, each.evidence)) for each in read)

    def read(self, speech: bytes, grammar: Grammar, language: str) -> list[Reading]:  # noqa: ARG002
        """What was most likely said, with what speaks for it: none or one reading."""
        sound = samples(speech)[: _LONGEST_S * RATE]
        if len(sound) < _SHORTEST_S * RATE or not self._listen_for(grammar):
            return []
        self._decoder.start_utt()
        self._decoder.process_raw(_wide(sound), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        if heard is None or not heard.hypstr or (meaning := self._meaning(heard.hypstr)) is None:
            return []
        spoken_s = max(0.0, len(sound) / RATE - AROUND_S)
        return [Reading(meaning, Kind.SPHINX, (heard.prob, heard.score, misfit(spoken_s, len(heard.hypstr))))]

    def _listen_for(self, grammar: Grammar) -> bool:
        """Whether there is anything to listen for; the grammar is compiled when it is not the last one."""
        if isinstance(grammar, FreeSpeech):
            return False
        if grammar != self._current:
            self._current = None
            text = self._compiled(grammar)
            if not text:
                return False
            self._decoder.add_jsgf_string(_SEARCH, text)
            self._decoder.activate_search(_SEARCH)
            self._current = grammar
        return True

    def _compiled(self, grammar: Phrases | DigitString) -> str:
        if isinstance(grammar, DigitString):
            written = jsgf.digits(grammar, self._knows)
        else:
            written = jsgf.phrases(grammar, self._knows)
        text, self._meanings = written
        return text

    def _knows(self, word: str) -> bool:
        return self._decoder.lookup_word(word) is not None

    def _meaning(self, sentence: str) -> str | None:
        """None: the beginning of something that was never ended, which pocketsphinx gives where no end would do."""
        if isinstance(self._current, DigitString) and sentence not in self._meanings:
            digits = "".join(jsgf.DIGIT_WORDS.get(word, "?") for word in sentence.split())
            is_whole = "?" not in digits and self._current.least <= len(digits) <= self._current.most
            return digits if is_whole else None
        return self._meanings.get(sentence)


def _wide(sound: Any) -> bytes:
    """16 kHz, which the model was trained on: fed 8 kHz through narrower filters it heard two digits of five."""
    spectrum = np.fft.rfft(sound)
    wide = np.fft.irfft(np.pad(spectrum, (0, len(sound) + 1 - len(spectrum))), 2 * len(sound)) * 2.0
    return bytes((np.clip(wide, -1.0, 1.0) * 32767).astype(np.int16).tobytes())
