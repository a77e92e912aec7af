"""Whisper through CTranslate2: a sound is encoded once, then any number of texts are scored against it.

A text's score is what the model gives to exactly that writing (`align` forces the decoder along it), so nothing outside
the grammar can come out. The window is 6 s and no less: CTranslate2 hears badly through windows of a few seconds
(its issue 2100), and 30 s, as Whisper was trained, cost ten times as much and were no better on short answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ivr.speech.engines.logmel import HOP, Floats, log_mel
from ivr.speech.engines.trouble import EngineError

SHORTEST_WINDOW = 600  # frames of 10 ms
LONGEST_WINDOW = 3000
_STEP = 200
_LONGEST_TEXT = 120  # tokens of a free decode


@dataclass(frozen=True, slots=True)
class Score:
    """Natural logarithms: of the whole text's probability, and of a token's on average."""

    total: float
    mean: float


class Decoder:
    """One model, one thread. Raises EngineError when the folder holds no usable model or the libraries are missing."""

    def __init__(self, model: Path) -> None:
        try:
            import ctranslate2  # type: ignore[import-untyped]
            import tokenizers
        except ImportError as error:
            raise EngineError(f"{error.name} is not installed: install the extra 'speech'") from None
        self._ctranslate2 = ctranslate2
        try:
            self._model = ctranslate2.models.Whisper(
                str(model), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
            )
            self._tokenizer = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
        except Exception as error:  # the libraries raise what they like
            raise EngineError(f"{model}: cannot be loaded as a Whisper model: {error}") from None
        self.is_multilingual = bool(self._model.is_multilingual)
        self._no_timestamps = self._token("<|notimestamps|>")

    def encode(self, sound: Floats) -> Any:
        """What was heard, for `score` and `write`: (1, window / 2, model's width)."""
        wanted = -(-len(sound) // HOP)
        window = min(LONGEST_WINDOW, max(SHORTEST_WINDOW, -(-wanted // _STEP) * _STEP))
        mel = log_mel(sound, window, self._model.n_mels)
        return np.array(self._model.encode(self._ctranslate2.StorageView.from_array(mel)))

    def score(self, heard: Any, texts: Sequence[str], language: str) -> list[Score]:
        """One score a text, in one batch."""
        if not texts:
            return []
        tokens = [self._tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        batch = self._ctranslate2.StorageView.from_array(np.repeat(heard, len(texts), axis=0))
        found = self._model.align(batch, self._start(language), tokens, [heard.shape[1]] * len(texts))
        return [_score(result.text_token_probs) for result in found]

    def write(self, heard: Any, language: str) -> tuple[str, Score]:
        """The likeliest text, whatever it is."""
        found = self._model.generate(
            self._ctranslate2.StorageView.from_array(heard),
            [[*self._start(language), self._no_timestamps]],
            beam_size=1,
            max_length=_LONGEST_TEXT,
            no_repeat_ngram_size=3,  # a short word in a long window is written over and over otherwise
            return_scores=True,
        )[0]
        tokens = found.sequences_ids[0]
        text = self._tokenizer.decode(tokens, skip_special_tokens=True)
        mean = float(found.scores[0])
        return text.strip(), Score(mean * (len(tokens) + 1), mean)

    def _start(self, language: str) -> list[int]:
        start = [self._token("<|startoftranscript|>")]
        if self.is_multilingual:
            start += [self._token(f"<|{language.split('-')[0].lower()}|>"), self._token("<|transcribe|>")]
        return start

    def _token(self, text: str) -> int:
        found = self._tokenizer.token_to_id(text)
        if found is None:
            raise EngineError(f"the model's tokenizer has no {text}")
        return int(found)


def _score(probabilities: Sequence[float]) -> Score:
    logs = np.log(np.maximum(probabilities, 1e-12))
    return Score(float(logs.sum()), float(logs.mean()))
