"""One value as its kind wants it: words in a language, and the part that stands for it where there is no voice."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from math import ceil
from typing import cast

from ivr.inputs import Fact
from ivr.outputs import ClockTime, Day, Digits, Money, Number, Part, Sound
from ivr.voice.clean import cleaned
from ivr.voice.text import Gender, Value
from ivr.voice.tongue import Duration, Tongue

MAX_DIGITS = 32
MAX_DAYS = 999
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?", re.ASCII)  # a float's 190.29999999999998 too: it is rounded
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,8})(?:\.\d{1,20})?", re.ASCII)  # a number as people write one, no leading zero
_LONG_ROW = re.compile(r"\d{6,}", re.ASCII)

Said = tuple[str, list[Part]]


def said_as(value: Value, fact: Fact, tongue: Tongue) -> Said | None:
    """None when the value is unknown or not of its kind."""
    text = as_text(fact)
    return _KINDS[value.kind](text, value.detail, tongue) if text else None


def number_of(fact: Fact) -> Decimal | None:
    """The number in a value; None when there is none."""
    text = as_text(fact)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def as_text(fact: Fact) -> str:
    """A value as text, digits of any script as 0-9; empty for one that is unknown or beyond all measure."""
    if fact is None or isinstance(fact, bool) or (isinstance(fact, int) and fact.bit_length() > 256):
        return ""
    text = fact.isoformat() if isinstance(fact, datetime) else str(fact)[:1000]
    return "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text).strip()


def _plain(text: str, detail: str, tongue: Tongue) -> Said | None:
    """A number as one that counts; a long row of digits digit by digit; else the words."""
    if _PLAIN.fullmatch(text):
        return _count(text, detail, tongue)
    return _digits(text, detail, tongue) if re.fullmatch(r"[\d*#]+", text, re.ASCII) else _text(text, detail, tongue)


def _count(text: str, detail: str, tongue: Tongue) -> Said | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    return tongue.count(number, cast(Gender, detail)), _numbers(number)


def _number(text: str, _: str, tongue: Tongue) -> Said | None:
    return (tongue.number(Decimal(text)), _numbers(Decimal(text))) if _NUMBER.fullmatch(text) else None


def _numbers(number: Decimal) -> list[Part]:
    return [Number(int(number))] if number == int(number) else []


def _digits(text: str, _: str, tongue: Tongue) -> Said | None:
    keys = re.sub(r"[^0-9*#]", "", text)[:MAX_DIGITS]
    return (tongue.digits(keys), [Digits(keys)]) if keys else None


def _date(text: str, _: str, tongue: Tongue) -> Said | None:
    day = _as_date(text)
    return (tongue.date_words(day), [Day(day)]) if day else None


def _day(text: str, _: str, tongue: Tongue) -> Said | None:
    day = _as_date(text)
    return (tongue.day_words(day), [Day(day)]) if day else None


def _time(text: str, _: str, tongue: Tongue) -> Said | None:
    clock = _as_time(text)
    return (tongue.time_words(clock), [ClockTime(clock)]) if clock else None


def _money(text: str, currency: str, tongue: Tongue) -> Said | None:
    if not _NUMBER.fullmatch(text):
        return None
    return tongue.money(Decimal(text), currency), [Money(Decimal(text), currency)]


def _duration(text: str, detail: str, tongue: Tongue) -> Said | None:
    """Seconds; with `detail` ``minutes`` in whole minutes, rounded up."""
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    if number is None or not 0 <= number <= MAX_DAYS * 86_400:
        return None
    minutes = max(1, ceil(number / 60))
    seconds = 60 * minutes if detail == "minutes" else round(number)
    in_minutes: list[Part] = [Number(minutes), Sound("queue-minutes")]
    return tongue.duration(Duration.of(seconds)), in_minutes


def _text(text: str, _: str, tongue: Tongue) -> Said | None:
    """Words from outside; a long row of digits in them is a number of something, said digit by digit."""
    words = _LONG_ROW.sub(lambda row: tongue.digits(row[0][:MAX_DIGITS]), cleaned(text))
    return (words, []) if any(letter.isalnum() for letter in words) else None


_KINDS: dict[str, Callable[[str, str, Tongue], Said | None]] = {
    "plain": _plain,
    "count": _count,
    "number": _number,
    "digits": _digits,
    "date": _date,
    "day": _day,
    "time": _time,
    "money": _money,
    "duration": _duration,
    "text": _text,
}


def _as_date(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _as_time(text: str) -> time | None:
    try:
        if "T" in text or " " in text:
            return datetime.fromisoformat(text).time()
        return time.fromisoformat(text) if ":" in text else None
    except ValueError:
        return None
