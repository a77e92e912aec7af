"""One Whisper model: its encoder by CTranslate2 in 8 bits, its decoder by numpy.

The encoder's window is 6 s and no less: CTranslate2 hears badly through windows of a few seconds (its issue 2100), and
30 s, as Whisper was trained, cost ten times as much and were no better on short answers.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ivr.speech.engines.logmel import HOP, Floats, log_mel
from ivr.speech.engines.model_file import read
from ivr.speech.engines.transformer import Decoder
from ivr.speech.engines.trouble import EngineError

SHORTEST_WINDOW = 600  # frames of 10 ms
LONGEST_WINDOW = 3000
_STEP = 200
_LONGEST_TEXT = 120  # tokens


class Model:
    """Raises EngineError when the folder holds no usable model or the libraries are missing. One thread."""

    def __init__(self, folder: Path) -> None:
        try:
            import ctranslate2  # type: ignore[import-untyped]
            import threadpoolctl  # type: ignore[import-untyped]
            import tokenizers
        except ImportError as error:
            raise EngineError(f"{error.name} is not installed: install the extra 'speech'") from None
        threadpoolctl.threadpool_limits(1, user_api="blas")  # threads of several workers would wait for one another
        self._view = ctranslate2.StorageView.from_array
        try:
            self._encoder = ctranslate2.models.Whisper(
                str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
            )
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the libraries raise what they like
            raise EngineError(f"{folder}: cannot be loaded as a Whisper model: {error}") from None
        self.is_multilingual = bool(self._encoder.is_multilingual)
        self.end = self.token("<|endoftext|>")
        self.decoder = Decoder(read(folder / "model.bin", "decoder/"), self.end)

    def encode(self, sound: Floats) -> Floats:
        """What was heard: (window / 2, width)."""
        wanted = -(-len(sound) // HOP)
        window = min(LONGEST_WINDOW, max(SHORTEST_WINDOW, -(-wanted // _STEP) * _STEP))
        mel = log_mel(sound, window, self._encoder.n_mels)
        return np.asarray(np.array(self._encoder.encode(self._view(mel)))[0], np.float32)

    def write(self, heard: Floats, language: str) -> tuple[str, float]:
        """The likeliest text, whatever it is, and the mean log-probability of its tokens."""
        found = self._encoder.generate(
            self._view(np.ascontiguousarray(heard[None])),
            [list(self.start(language))],
            beam_size=1,
            max_length=_LONGEST_TEXT,
            no_repeat_ngram_size=3,  # a short word in a long window is written over and over otherwise
            return_scores=True,
        )[0]
        return self.text(found.sequences_ids[0]), float(found.scores[0])

    def start(self, language: str) -> tuple[int, ...]:
        """What a transcript begins with."""
        spoken = (f"<|{language.split('-')[0].lower()}|>", "<|transcribe|>") if self.is_multilingual else ()
        return tuple(self.token(each) for each in ("<|startoftranscript|>", *spoken, "<|notimestamps|>"))

    def tokens(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True)).strip()

    def pieces(self) -> dict[int, str]:
        """Every token that is a piece of plain text: as it would be written, the blank before a word included."""
        numbered = range(min(self.end, self._tokenizer.get_vocab_size()))
        return {number: self._tokenizer.decode([number]) for number in numbered}

    def token(self, text: str) -> int:
        """The number of one of Whisper's own signs."""
        found = self._tokenizer.token_to_id(text)
        if found is None:
            raise EngineError(f"the model's tokenizer has no {text}")
        return int(found)
