"""Patterns written out, and what is refused of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.grammar import (
    MAX_FROM_ONE,
    MAX_PHRASES,
    GrammarError,
    PatternError,
    best_of,
    compiled,
    plain,
    written_out,
)
from ivr.hearing import Phrase


@pytest.mark.parametrize(
    ("pattern", "phrases"),
    [
        ("Billing", ["billing"]),
        ("[my] (bill|invoice)", ["bill", "invoice", "my bill", "my invoice"]),
        ("a [b [c]] d", ["a d", "a b d", "a b c d"]),
        ("(a|b (c|d))", ["a", "b c", "b d"]),
        ("[a|b] c", ["c", "a c", "b c"]),
        ("don't  check-in", ["don't check in"]),
        ("(a|a)", ["a"]),
        ("środa", ["środa"]),
    ],
)
def test_a_pattern_is_written_out(pattern: str, phrases: list[str]) -> None:
    assert list(written_out(pattern)) == phrases


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a|b", "a ( is never closed"),
        ("[a", "a [ is never closed"),
        ("a)", "where no bracket is open"),
        ("a|b", "where no bracket is open"),
        ("(a]", "closes a ("),
        ("[a]", "no words at all"),
        ("", "no words at all"),
        ("()", "no words at all"),
        ("press 1", "a number is written as a word"),
        ("a; b", 'got ";"'),
        ("(a|b|c|d|e|f|g) (a|b|c|d|e|f|g)", f"more than {MAX_FROM_ONE} phrases"),
        ("[" * 9 + "a" + "]" * 9, "nested more than"),
        ("a b c d e f g h i j k", "longer than 10 words"),
        ("x" * 201, "201 characters"),
    ],
)
def test_what_cannot_be_written_out_is_told(pattern: str, words: str) -> None:
    with pytest.raises(PatternError) as refused:
        written_out(pattern)
    assert words in str(refused.value)


@settings(max_examples=200, deadline=None)
@given(st.text("ab ()[]|'-1ż", max_size=24))
def test_any_text_is_written_out_or_refused(pattern: str) -> None:
    try:
        phrases = written_out(pattern)
    except PatternError:
        return
    assert 0 < len(phrases) <= MAX_FROM_ONE
    assert len(set(phrases)) == len(phrases)
    for words in phrases:
        assert words == plain(words)
        assert written_out(words) == (words,)


def test_a_grammar_knows_what_each_phrase_means() -> None:
    grammar = compiled({"pay": ["[my] bill"], "buy": ["sales"]}, {"operator": ["sales", "agent"]})
    assert grammar.phrases == (
        Phrase("bill", "pay"),
        Phrase("my bill", "pay"),
        Phrase("sales", "buy"),
        Phrase("agent", "operator"),
    )


def test_what_cannot_stand_together_is_told() -> None:
    with pytest.raises(GrammarError, match='"my bill" means both pay and debt'):
        compiled({"pay": ["[my] bill"], "debt": ["my Bill"]})
    some = ["(a|b|c|d|e|f) (a|b|c|d|e|f) " + end for end in ("u", "v", "w", "x")]
    with pytest.raises(GrammarError, match=rf"144 phrases when written out, allowed: up to {MAX_PHRASES}"):
        compiled({"pay": some})


def test_a_language_falls_back_to_its_root() -> None:
    words = {"de": ("ja",), "de_AT": ("jo",)}
    assert [best_of(words, each) for each in ("de_AT", "de-CH", "de", "en", "")] == [("jo",), ("ja",), ("ja",), (), ()]
