"""What a flow's phrases become in JSGF, and that nothing in them becomes syntax."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.hearing import DigitString, Phrase, Phrases
from ivr.speech.engines import jsgf


def test_phrases_are_alternatives_and_keep_their_meanings() -> None:
    text, meanings = jsgf.phrases(
        Phrases(
            (
                Phrase("Sales", "s"),
                Phrase("Pay my  bill", "b"),
                Phrase("that\N{RIGHT SINGLE QUOTATION MARK}s right", "y"),
            )
        ),
        lambda _: True,
    )
    assert text == "#JSGF V1.0;\ngrammar answer;\npublic <answer> = sales | pay my bill | that's right;\n"
    assert meanings == {"sales": "s", "pay my bill": "b", "that's right": "y"}


def test_a_phrase_with_an_unknown_word_is_left_out_and_none_left_is_no_grammar() -> None:
    grammar = Phrases((Phrase("sales", "s"), Phrase("xyzzy desk", "x")))
    assert jsgf.phrases(grammar, lambda word: word != "xyzzy")[1] == {"sales": "s"}
    assert jsgf.phrases(grammar, lambda _: False) == ("", {})


def test_a_string_of_two_to_four_digits() -> None:
    text, meanings = jsgf.digits(DigitString(2, 4), lambda _: True)
    assert "public <answer> = <digit> <digit> [<digit> [<digit>]];" in text
    assert meanings == {}
    text, meanings = jsgf.digits(DigitString(2, 2, (Phrase("an operator", "help"),)), lambda _: True)
    assert "public <answer> = <digit> <digit> | an operator;" in text
    assert meanings == {"an operator": "help"}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_nothing_a_phrase_holds_is_syntax(words: str) -> None:
    text, meanings = jsgf.phrases(Phrases((Phrase(words, "m"),)), lambda _: True)
    body = text.partition("= ")[2].rstrip("\n")
    assert not re.search(r"[<>{}\[\]()|/*+=#]", body.rstrip(";"))
    assert body.count(";") == bool(meanings)
