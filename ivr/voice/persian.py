"""Persian: parts of a number are joined with *و*, the noun stays singular, dates are those of the solar Hijri calendar.

num2words rounds every fraction to a half (12.05 is "دوازده و نیم" there) and says سیم for the thirtieth, which is سی‌ام;
its money is without currencies. Babel has no Persian calendar: its dates are Gregorian, which no caller in Iran lives
by. All of it is put right here.
"""

from datetime import date, time
from decimal import Decimal

from babel.dates import get_day_names

from ivr.voice.jalali import MONTHS, jalali
from ivr.voice.money_names import named_by_babel
from ivr.voice.numerals import coins, keys_in_groups, ordinal_words, split, whole_words
from ivr.voice.text import Gender
from ivr.voice.tongue import Duration

_DIGITS = ["صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه"]
_COINS: dict[str, tuple[str, str]] = {  # no coin: none is used
    "IRR": ("ریال", ""),
    "EUR": ("یورو", "سنت"),
    "USD": ("دلار", "سنت"),
    "GBP": ("پوند", "پنس"),
    "PLN": ("زلوتی", "گروش"),
    "HUF": ("فورینت", ""),
}
_UNITS = {"day": "روز", "hour": "ساعت", "minute": "دقیقه", "second": "ثانیه"}
_AND = " و "
_THIRTIETH = "سی\u200cام"  # noqa: RUF001  (Persian, not an l)


class Persian:
    genders: frozenset[Gender] = frozenset()

    def count(self, number: Decimal, gender: Gender = "") -> str:  # noqa: ARG002
        return self.number(number)

    def number(self, number: Decimal) -> str:
        below_zero, whole, behind = split(number)
        words = whole_words(whole, "fa")
        if behind:
            zeros = f"{_DIGITS[0]} " * (len(behind) - len(behind.lstrip("0")))
            words += f" ممیز {zeros}{whole_words(int(behind), 'fa')}"
        return f"منفی {words}" if below_zero else words

    def digits(self, keys: str) -> str:
        return keys_in_groups(keys, _DIGITS, {"*": "ستاره", "#": "مربع"}, comma="، ")

    def date_words(self, day: date) -> str:
        year, month, number = jalali(day)
        return f"{_ordinal(number)} {MONTHS[month - 1]} {whole_words(year, 'fa')}"

    def day_words(self, day: date) -> str:
        _, month, number = jalali(day)
        return f"{get_day_names(locale='fa')[day.weekday()]}، {_ordinal(number)} {MONTHS[month - 1]}"

    def time_words(self, clock: time) -> str:
        hour = whole_words(clock.hour, "fa")
        return f"{hour}{_AND}{whole_words(clock.minute, 'fa')} دقیقه" if clock.minute else hour

    def money(self, amount: Decimal, currency: str) -> str:
        if currency not in _COINS:
            return named_by_babel(amount, currency, "fa", self.number)
        name, small = _COINS[currency]
        below_zero, major, minor = coins(amount, currency, has_small=bool(small))
        said = [f"{whole_words(major, 'fa')} {name}"] if major or not minor else []
        if minor:
            said.append(f"{whole_words(minor, 'fa')} {small}")
        return ("منفی " if below_zero else "") + _AND.join(said)

    def duration(self, duration: Duration) -> str:
        return _AND.join(f"{whole_words(amount, 'fa')} {_UNITS[unit]}" for amount, unit in duration.units)


def _ordinal(day: int) -> str:
    return _THIRTIETH if day == 30 else ordinal_words(day, "fa")
