"""What crosses to a worker process comes out as it went in."""

import pytest

from ivr.hearing import DigitString, FreeSpeech, Grammar, Phrase, Phrases
from ivr.speech.job import LENGTH_BYTES, frame, grammar_of, job, length, to_hear

PAIR = (Phrase("sales", "1"), Phrase("an operator", "operator"))


@pytest.mark.parametrize("grammar", [Phrases(PAIR), DigitString(1, 4), DigitString(2, 6, PAIR), FreeSpeech(("bill",))])
def test_a_grammar_crosses_whole(grammar: Grammar) -> None:
    sent = frame(job(7, b"\x00\x01", grammar, "pl"))
    assert length(sent[:LENGTH_BYTES]) == len(sent) - LENGTH_BYTES
    asked = to_hear(sent[LENGTH_BYTES:])
    assert (asked.number, asked.speech, asked.language) == (7, b"\x00\x01", "pl")
    assert grammar_of(asked) == grammar


@pytest.mark.parametrize("head", [b"\x00\x00\x00\x00", b"\xff\xff\xff\xff"])
def test_an_impossible_length_is_refused(head: bytes) -> None:
    with pytest.raises(ValueError, match="length"):
        length(head)
