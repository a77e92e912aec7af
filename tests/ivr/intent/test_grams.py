import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.intent.grams import MAX_WORDS, Vocabulary, plain


def test_words_are_compared_plain() -> None:
    assert plain("I DON'T  want order 447-9, Žofie!") == ("i", "dont", "want", "order", "0", "0", "žofie")
    assert plain("don’t") == plain("don't") == ("dont",)  # noqa: RUF001
    assert plain("?!  ") == ()


def test_a_long_talk_is_cut() -> None:
    assert len(plain("word " * 1000)) == MAX_WORDS


def test_each_kind_has_length_one_and_rare_words_weigh_more() -> None:
    vocabulary = Vocabulary.of(["my order", "my bill", "my parcel"])
    row = vocabulary.row("my order")
    assert sum(value * value for value in row.values()) == pytest.approx(2.0)
    places = vocabulary.places
    assert row[places["order"][0]] > row[places["my"][0]]
    assert vocabulary.row("quiz") == {}


def test_forms_of_a_word_share_letters() -> None:
    vocabulary = Vocabulary.of(["deliver"])
    assert vocabulary.row("delivery")
    assert "deliver" in vocabulary.places
    assert "delivery" not in vocabulary.places


@given(st.text(max_size=300))
def test_any_text_has_a_row(text: str) -> None:
    row = Vocabulary.of(["hello there", text]).row(text)
    assert all(0 < value <= 1 for value in row.values())
    assert bool(row) is bool(plain(text))
