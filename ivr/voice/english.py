"""English: "three hundred five", "March second, twenty twenty-six", "five thirty p.m.".

num2words puts commas into large numbers, which an engine reads as pauses, and says whole amounts of money as cents;
both are put right here.
"""

from datetime import date, time
from decimal import Decimal

from babel.dates import get_day_names, get_month_names

from ivr.voice.money_names import Coin, named_by_babel
from ivr.voice.numerals import coins, keys_in_groups, ordinal_words, split, whole_words
from ivr.voice.text import Gender
from ivr.voice.tongue import Duration

_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_NAMED_HOURS = {(0, 0): "midnight", (12, 0): "noon"}  # nobody is sure which of them twelve p.m. is
_COINS: dict[str, tuple[Coin, Coin | None]] = {
    "EUR": (("euro", "euros"), ("cent", "cents")),
    "USD": (("dollar", "dollars"), ("cent", "cents")),
    "GBP": (("pound", "pounds"), ("penny", "pence")),
    "PLN": (("zloty", "zlotys"), ("grosz", "groszy")),
    "HUF": (("forint", "forints"), None),
    "IRR": (("rial", "rials"), None),
    "CHF": (("franc", "francs"), ("centime", "centimes")),
    "CAD": (("dollar", "dollars"), ("cent", "cents")),
    "AUD": (("dollar", "dollars"), ("cent", "cents")),
}


class English:
    genders: frozenset[Gender] = frozenset()

    def count(self, number: Decimal, gender: Gender = "") -> str:  # noqa: ARG002
        return self.number(number)

    def number(self, number: Decimal) -> str:
        below_zero, whole, behind = split(number)
        words = _whole(whole)
        if behind:
            words += " point " + " ".join(_DIGITS[int(digit)] for digit in behind)
        return f"minus {words}" if below_zero else words

    def digits(self, keys: str) -> str:
        return keys_in_groups(keys, _DIGITS, {"*": "star", "#": "hash"})

    def date_words(self, day: date) -> str:
        return f"{self._month_day(day)}, {_year(day.year)}"

    def day_words(self, day: date) -> str:
        return f"{get_day_names(locale='en')[day.weekday()]}, {self._month_day(day)}"

    def time_words(self, clock: time) -> str:
        if (clock.hour, clock.minute) in _NAMED_HOURS:
            return _NAMED_HOURS[clock.hour, clock.minute]
        hour = _whole(clock.hour % 12 or 12)
        half = "a.m." if clock.hour < 12 else "p.m."
        if not clock.minute:
            return f"{hour} {half}"
        minute = f"oh {_DIGITS[clock.minute]}" if clock.minute < 10 else _whole(clock.minute)
        return f"{hour} {minute} {half}"

    def money(self, amount: Decimal, currency: str) -> str:
        if currency not in _COINS:
            return named_by_babel(amount, currency, "en", self.number)
        names, small = _COINS[currency]
        below_zero, major, minor = coins(amount, currency, has_small=small is not None)
        said = [f"{_whole(major)} {names[major != 1]}"] if major or not minor else []
        if minor and small:
            said.append(f"{_whole(minor)} {small[minor != 1]}")
        return ("minus " if below_zero else "") + " and ".join(said)

    def duration(self, duration: Duration) -> str:
        said = [f"{_whole(amount)} {unit}{'' if amount == 1 else 's'}" for amount, unit in duration.units]
        return " and ".join(said)

    def _month_day(self, day: date) -> str:
        return f"{get_month_names(locale='en')[day.month]} {ordinal_words(day.day, 'en')}"


def _whole(number: int) -> str:
    return whole_words(number, "en").replace(",", "").replace(" and ", " ")


def _year(year: int) -> str:
    """Two and two, but for the first years of a millennium: twenty twenty-six, two thousand five."""
    century, rest = divmod(year, 100)
    if year % 1000 < 10 or year < 1000:
        return _whole(year)
    if not rest:
        return f"{_whole(century)} hundred"
    return f"{_whole(century)} {f'oh {_DIGITS[rest]}' if rest < 10 else _whole(rest)}"
