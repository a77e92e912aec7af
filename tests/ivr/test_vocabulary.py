"""The built-in words: each language has them all, and they can stand in one grammar."""

from datetime import date

import pytest

from ivr.grammar import compiled, written_out
from ivr.vocabulary import (
    NO,
    OPERATOR,
    TODAY,
    TOMORROW,
    YES,
    built_in,
    day_named,
    days_of_month,
    languages,
    months,
    numbers,
    weekdays,
)

LANGUAGES = sorted(languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words_and_none_means_two_things(language: str) -> None:
    words = {meaning: built_in(meaning, language) for meaning in (YES, NO, OPERATOR)}
    days = {meaning: built_in(meaning, language) for meaning in (TODAY, TOMORROW)}
    assert all(words.values())
    assert all(days.values())
    compiled(words)
    asked = {OPERATOR: words[OPERATOR]}
    named = {f"month {month}": each for month, each in months(language).items()}
    assert len(compiled({**days, **weekdays(language), **named, **asked}).phrases) <= 70
    assert len(compiled({**days_of_month(language), **asked}).phrases) <= 80
    compiled({**numbers(language, 0, 59), **asked})


def test_english_polish_and_hungarian_days_are_said_as_people_say_them() -> None:
    assert days_of_month("en")["23"] == ("twenty third", "twenty three")
    assert days_of_month("pl")["3"] == ("trzeciego", "trzy")
    assert days_of_month("pl")["21"][0] == "dwudziestego pierwszego"
    assert [days_of_month("hu")[day][0] for day in ("1", "3", "5", "31")] == [
        "elseje",
        "harmadika",
        "ötödike",
        "harmincegyedike",
    ]
    assert months("pl")["5"] == ("maj", "maja")
    assert "w środę" in weekdays("pl")["2"]
    assert written_out(weekdays("en")["0"][0]) == ("monday", "on monday", "next monday")


def test_a_language_that_is_not_here_has_nothing() -> None:
    assert not months("xx")
    assert not weekdays("xx")
    assert not days_of_month("xx")
    assert not numbers("xx", 0, 3)
    assert built_in(YES, "xx") == ()
    assert built_in(YES, "de_AT") == built_in(YES, "de")


@pytest.mark.parametrize(
    ("meaning", "day"),
    [
        (TODAY, date(2026, 3, 4)),
        (TOMORROW, date(2026, 3, 5)),
        ("2", date(2026, 3, 11)),  # a Wednesday on a Wednesday is the next one
        ("3", date(2026, 3, 5)),
        ("1", date(2026, 3, 10)),
    ],
)
def test_a_named_day(meaning: str, day: date) -> None:
    assert day_named(meaning, date(2026, 3, 4)) == day
