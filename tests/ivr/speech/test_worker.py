import io
from pathlib import Path

import pytest

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrase, Phrases, Recogniser
from ivr.speech.job import (
    LENGTH_BYTES,
    MAX_FRAME,
    Cannot,
    Made,
    Ready,
    Word,
    frame,
    grammar_of,
    job,
    length,
    to_hear,
    word,
)
from ivr.speech.pool import command
from ivr.speech.worker import serve

GRAMMARS = (Phrases((Phrase("pay my bill", "pay"), Phrase("sales", "buy"))), DigitString(3, 6), FreeSpeech(("bill",)))


class Echo:
    """Says back what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, Grammar, str]] = []

    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        self.asked.append((len(speech), grammar, language))
        return (Guess("x", 0.5),)


def words(out: io.BytesIO) -> list[Word]:
    found = []
    out.seek(0)
    while head := out.read(LENGTH_BYTES):
        found.append(word(out.read(length(head))))
    return found


def test_jobs_are_done_in_order_until_the_input_ends():
    engine = Echo()
    jobs = io.BytesIO(b"".join(frame(job(n, b"\0" * 2 * n, each, "en")) for n, each in enumerate(GRAMMARS, 1)))
    out = io.BytesIO()
    assert serve(lambda: engine, jobs, out, "en") == 0
    made = tuple(Made(number, (("x", 0.5),)) for number in (1, 2, 3))
    assert words(out) == [Ready(), *made]
    assert engine.asked[1:] == [(2 * n, each, "en") for n, each in enumerate(GRAMMARS, 1)]


def test_an_engine_that_cannot_be_made_says_why():
    def cannot() -> Recogniser:
        raise OSError("no such model")

    out = io.BytesIO()
    assert serve(cannot, io.BytesIO(), out, "en") == 1
    assert words(out) == [Cannot("OSError: no such model")]


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_a_grammar_comes_through(grammar: Grammar):
    assert grammar_of(to_hear(frame(job(1, b"", grammar, "en"))[LENGTH_BYTES:])) == grammar


@pytest.mark.parametrize("size", [0, MAX_FRAME + 1])
def test_an_impossible_length(size: int):
    with pytest.raises(ValueError, match="impossible"):
        length(size.to_bytes(LENGTH_BYTES, "big"))


def test_how_a_worker_is_started():
    assert command("whisper", "en", None)[1:] == ["-m", "ivr.speech.worker", "whisper", "en"]
    assert command("sphinx", "en", Path("/m"))[-1] == "/m"
