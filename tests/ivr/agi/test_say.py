from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from ivr.agi.say import commands
from ivr.outputs import ClockTime, Day, Digits, Money, Number, Part, Sound


def said(part: Part, language: str = "en") -> list[tuple[str, ...]]:
    return list(commands(part, language, "12"))


def test_a_sound() -> None:
    assert said(Sound("digits/1")) == [("STREAM FILE", "digits/1", "12")]


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../x", "a/../b", "a b", "a&b", "a|b", "x" * 201, "a\nb"])
def test_a_sound_outside_the_sounds_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a sound"):
        said(Sound(name))


def test_numbers() -> None:
    assert said(Number(-42)) == [("SAY NUMBER", "-42", "12")]
    assert said(Number(2**31)) == [("SAY ALPHA", "2147483648", "12")]


def test_digits() -> None:
    assert said(Digits("0042")) == [("SAY DIGITS", "0042", "12")]
    assert said(Digits("*12#")) == [("SAY ALPHA", "*12#", "12")]
    assert said(Digits("a\n")) == []


def test_a_day_is_said_in_the_order_of_the_language() -> None:
    (command,) = said(Day(date(2026, 11, 22)))
    assert command[2:] == ("12", "ABdY", "UTC")
    assert datetime.fromtimestamp(int(command[1]), UTC).date() == date(2026, 11, 22)
    assert said(Day(date(2026, 11, 22)), "de_AT")[0][3] == "AdBY"


def test_a_time_of_day() -> None:
    (command,) = said(ClockTime(time(14, 5, 59)), "en-GB")
    assert command[2:] == ("12", "IMp", "UTC")
    moment = datetime.fromtimestamp(int(command[1]), UTC)
    assert (moment.hour, moment.minute) == (14, 5)
    assert said(ClockTime(time(14, 5)), "fr")[0][3] == "HM"


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("5", "USD", ["5", "digits/dollars"]),
        ("5.20", "EUR", ["5", "currency/eur", "vm-and", "20", "currency/eur-minor"]),
        ("0.20", "EUR", ["20", "currency/eur-minor"]),
        ("0", "EUR", ["0", "currency/eur"]),
        ("-3", "eur", ["digits/minus", "3", "currency/eur"]),
        ("-0.001", "EUR", ["0", "currency/eur"]),
        ("1.999", "EUR", ["2", "currency/eur"]),
        ("1500", "JPY", ["1500", "currency/jpy"]),
        ("1.250", "KWD", ["1", "currency/kwd", "vm-and", "250", "currency/kwd-minor"]),
    ],
)
def test_money(amount: str, currency: str, words: list[str]) -> None:
    assert [command[1] for command in said(Money(Decimal(amount), currency))] == words
