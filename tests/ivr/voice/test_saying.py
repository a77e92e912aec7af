"""Whole sentences, in four languages, and what becomes of values nobody should say."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.inputs import Fact
from ivr.outputs import Day, Digits, Money, Number, Sound, Words
from ivr.voice.parse import parse
from ivr.voice.saying import MAX_WORDS, words_of
from ivr.voice.text import Texts


def said(text: str, values: Mapping[str, Fact], language: str = "en") -> str | None:
    words = words_of(Texts({language: parse(text, language)}, language), values, language)
    return words.text if words else None


MESSAGES = {
    "en": "You have {n} new {n|message|messages}.",
    "pl": "Masz {n|jedną nową wiadomość|{n:count f} nowe wiadomości|{n:count f} nowych wiadomości}.",
    "hu": "Önnek {n} új üzenete van.",
    "fa": "شما {n} پیام جدید دارید.",
}


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", "0", "You have zero new messages."),
        ("en", "1", "You have one new message."),
        ("en", "2", "You have two new messages."),
        ("pl", "0", "Masz zero nowych wiadomości."),
        ("pl", "1", "Masz jedną nową wiadomość."),
        ("pl", "2", "Masz dwie nowe wiadomości."),
        ("pl", "5", "Masz pięć nowych wiadomości."),
        ("pl", "12", "Masz dwanaście nowych wiadomości."),
        ("pl", "22", "Masz dwadzieścia dwie nowe wiadomości."),
        ("pl", "21", "Masz dwadzieścia jeden nowych wiadomości."),
        ("hu", "1", "Önnek egy új üzenete van."),
        ("hu", "2", "Önnek két új üzenete van."),
        ("fa", "1", "شما یک پیام جدید دارید."),
        ("fa", "۱۲", "شما دوازده پیام جدید دارید."),
    ],
)
def test_messages(language: str, count: str, sentence: str) -> None:
    assert said(MESSAGES[language], {"n": count}, language) == sentence


def test_the_author_puts_hungarian_endings() -> None:
    assert said("{t:time}kor nyitunk.", {"t": "09:00"}, "hu") == "kilenc órakor nyitunk."
    assert said("{t:time}kor nyitunk.", {"t": "09:30"}, "hu") == "kilenc óra harminc perckor nyitunk."


@pytest.mark.parametrize(
    ("text", "value", "sentence"),
    [
        ("{v}", 3, "three"),
        ("{v}", "3.5", "three point five"),
        ("{v}", "007", "zero zero seven"),
        ("{v}", "1234567890", "one two three, four five six, seven eight, nine zero"),
        ("{v}", "blue", "blue"),
        ("{v:number}", "12", "twelve"),
        ("{v:digits}", "12", "one two"),
        ("{v:date}", "2026-03-02", "March second, twenty twenty-six"),
        ("{v:day}", datetime(2026, 3, 2, 9, tzinfo=UTC), "Monday, March second"),
        ("{v:time}", datetime(2026, 3, 2, 9, tzinfo=UTC), "nine a.m."),
        ("{v:time}", "17:30", "five thirty p.m."),
        ("{v:money EUR}", "12.5", "twelve euros and fifty cents"),
        ("{v:money EUR}", 17.3 * 11, "one hundred ninety euros and thirty cents"),
        ("{v}", 17.3 * 11, "one hundred ninety point three"),
        ("{v:duration}", 272.4, "four minutes and thirty-two seconds"),
        ("{v:duration minutes}", 272.4, "five minutes"),
        ("{v:duration minutes}", 0, "one minute"),
        ("{v:text}", "12 b", "12 b"),
    ],
)
def test_kinds_of_values(text: str, value: Fact, sentence: str) -> None:
    assert said(text, {"v": value}) == sentence


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("You owe {v:money EUR}.", "much"),
        ("You owe {v:money EUR}.", None),
        ("You owe {v:money EUR}.", "9" * 10),
        ("On {v:date}.", "soon"),
        ("On {v:date}.", "2026-13-01"),
        ("At {v:time}.", "25:00"),
        ("In {v:duration}.", "-5"),
        ("In {v:duration}.", 10**12),
        ("{v|one|more}", "some"),
        ("{v}", True),
        ("{v}", 10**400),
        ("Hello {v:text}.", "\x00\x1b[2J"[:1]),
        ("Hello {v:text}.", "<<<>>>"),
        ("Hello {v}.", ""),
    ],
)
def test_half_a_sentence_is_never_said(text: str, value: Fact) -> None:
    assert said(text, {"v": value}) is None


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        ("Ann <break time='99s'/> Lee", "Ann break time '99s'/ Lee"),
        ("Ann [[h@l'oU]] Lee", "Ann h l'oU Lee"),
        ("Ann\r\n\tLee\x1b[31m", "Ann Lee 31m"),
        ("a{now}b", "a now b"),
        ("Zażółć gęślą", "Zażółć gęślą"),
        ("۳ سفارش", "3 سفارش"),
        ("order 123456 sent", "order one two three, four five six sent"),
        ("aaaaaaaaaaaaaaaa", "aaa"),
        ("word " * 1000, ("word " * 40).strip()),
        ("\u202eevil\u200b", "evil"),
        ("😀 hi", "hi"),
        ("x" + "\u0301\u0302\u0303" * 20, "x\u0301\u0302"),
    ],
)
def test_hostile_values_are_cleaned_and_cut(value: str, spoken: str) -> None:
    assert said("{v:text}", {"v": value}) == spoken


@settings(max_examples=200)
@given(st.text(max_size=400), st.sampled_from(["", ":count", ":number", ":digits", ":date", ":time", ":text"]))
def test_nothing_a_value_holds_raises_or_is_markup(value: str, kind: str) -> None:
    words = said(f"{{v{kind}}}", {"v": value})
    assert words is None or (0 < len(words) <= MAX_WORDS and not set(words) & set("<>[]{}&\\\n\x00\x1b"))


def test_what_is_said_where_there_is_no_voice() -> None:
    text = "You have {n} new {n|message|messages}, {m:money EUR} since {d:date}, code {c:digits}, {w:duration}."
    values = {"n": "2", "m": "1.50", "d": "2026-03-02", "c": "12", "w": "90"}
    words = words_of(Texts({"en": parse(text, "en")}, "en"), values, "en")
    assert words is not None
    assert not words.is_fixed
    fixed = [part.text for part in words.instead if isinstance(part, Words)]
    assert fixed == ["You have", "new", "messages", "since", "code"]
    assert [part for part in words.instead if not isinstance(part, Words)] == [
        Number(2),
        Money(Decimal("1.50"), "EUR"),
        Day(date(2026, 3, 2)),
        Digits("12"),
        Number(2),
        Sound("queue-minutes"),
    ]


def test_a_text_without_values_is_fixed() -> None:
    words = words_of(Texts({"en": parse("Good\n morning.", "en")}, "en"), {}, "pl")
    assert words == Words("Good morning.", "en", is_fixed=True)


def test_words_keep_out_of_the_printed_form() -> None:
    words = words_of(Texts({"en": parse("Code {c:digits}", "en")}, "en"), {"c": "4711"}, "en")
    assert "4711" not in repr(words)
    assert "four" not in repr(words)
