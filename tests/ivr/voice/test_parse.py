import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.voice.parse import TextError, parse
from ivr.voice.text import Fixed, Plural, Texts, Value, is_fixed, names_in, outline, words_in


def test_a_text_is_words_values_and_plural_forms() -> None:
    assert parse("You have {count:count} new {count|message|messages}.", "en") == (
        Fixed("You have "),
        Value("count", "count"),
        Fixed(" new "),
        Plural("count", {"one": (Fixed("message"),), "other": (Fixed("messages"),)}),
        Fixed("."),
    )


def test_a_form_may_hold_a_value() -> None:
    pieces = parse("{n|jedną wiadomość|{n:count f} wiadomości|{n:count f} wiadomości}", "pl")
    assert pieces == (
        Plural(
            "n",
            {
                "one": (Fixed("jedną wiadomość"),),
                "few": (Value("n", "count", "f"), Fixed(" wiadomości")),
                "many": (Value("n", "count", "f"), Fixed(" wiadomości")),
            },
        ),
    )
    assert set(names_in(pieces)) == {"n"}


def test_polish_may_have_a_fourth_form_for_fractions() -> None:
    (plural,) = parse("{n|minuta|minuty|minut|minuty}", "pl")
    assert isinstance(plural, Plural)
    assert list(plural.forms) == ["one", "few", "many", "other"]


def test_a_bar_outside_braces_and_a_broken_line_are_plain_text() -> None:
    assert parse("a | b\n   c", "en") == (Fixed("a | b c"),)


@pytest.mark.parametrize(
    ("text", "language", "problem"),
    [
        ("", "en", "nothing to say"),
        ("x" * 1001, "en", "1001 characters, allowed: 1000"),
        ("a\x00b", "en", "a character that cannot be said: U+0000"),
        ("{count", "en", 'a brace is not closed: "{count"'),
        ("{count {x}", "en", 'a brace is not closed: "{count {x}"'),
        ("a}", "en", "a closing brace without an opening one"),
        ("{n|a|b", "en", 'a brace is not closed: "{n|a|b"'),
        ("{}", "en", "{}: not a name, allowed: such as {count} or {count:number}"),
        ("{Count}", "en", "{Count}: not a name, allowed: such as {count} or {count:number}"),
        ("{n|a|b|c}", "en", "{n|a|b|c}: got 3 forms, English has 2: one (1 ...), other (0, 2, 3 ...)"),
        ("{n|a|b}", "pl", "{n|a|b}: got 2 forms, Polish has 3: one (1 ...), few (2, 3, 4 ...), many (0, 5, 6 ...)"),
        ("{n|a}", "hu", "{n|a}: got 1 form, Hungarian has 2: one (1 ...), other (0, 2, 3 ...)"),
        ("{a:money}", "en", "{a:money}: missing: the currency, such as {amount:money EUR}"),
        ("{a:money euro}", "en", "{a:money euro}: missing: the currency, such as {amount:money EUR}"),
        ("{a:count f}", "en", '{a:count f}: got "f", allowed: nothing, en has no genders for numbers here'),
        ("{a:count x}", "pl", '{a:count x}: got "x", allowed: f, m, n'),
        ("{a:duration hours}", "en", '{a:duration hours}: got "hours", allowed: minutes'),
        ("{a:date long}", "en", '{a:date long}: got "long" after date, allowed: nothing'),
        (
            "{a:colour}",
            "en",
            '{a:colour}: got "colour", allowed: count, number, digits, date, day, time, money, duration, text',
        ),
        ("{n|{n|{n|{n|a|b}|b}|b}|b}", "en", "braces in braces more than 3 deep"),
    ],
)
def test_what_is_wrong_is_said(text: str, language: str, problem: str) -> None:
    with pytest.raises(TextError) as caught:
        parse(text, language)
    assert str(caught.value) == problem


@settings(max_examples=200)
@given(st.text(alphabet="ab{}|: n1é\n", max_size=30), st.sampled_from(["en", "pl", "ar", "ja"]))
def test_any_text_is_read_or_refused(text: str, language: str) -> None:
    try:
        pieces = parse(text, language)
    except TextError:
        return
    assert pieces
    list(words_in(pieces))


def test_what_can_be_recorded_beforehand() -> None:
    pieces = parse("You have {n} new {n|message|messages}, {name}.", "en")
    assert not is_fixed(pieces)
    assert list(words_in(pieces)) == ["You have", "new", "message", "messages"]


def test_the_text_of_a_language_its_country_or_the_default() -> None:
    texts = Texts({"en": parse("Hi", "en"), "de": parse("Servus", "de")}, "en")
    assert texts.best("de_AT")[0] == "de"
    assert texts.best("en-GB")[0] == "en"
    assert texts.best("fr")[0] == "en"
    assert texts.best("")[0] == "en"


def test_an_outline_names_the_values() -> None:
    texts = Texts({"en": parse("You have {n:count} {n|message|messages}.", "en")}, "en", ("n",))
    assert outline(texts) == "You have {n} messages."
