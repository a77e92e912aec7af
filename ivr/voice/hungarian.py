"""Hungarian: the noun stays singular after a number, two is *két* before a noun and *kettő* alone, and endings are the
author's: ``{opens:time}kor`` is "kilenc órakor".

num2words mixes két and kettő up (százkét, tizenkettőezer), has English plurals for money (ötven cents), and ordinals
where a date wants *harmadika*. All of it is put right here.
"""

import re
from datetime import date, time
from decimal import Decimal

from babel.dates import get_day_names, get_month_names

from ivr.voice.money_names import named_by_babel
from ivr.voice.numerals import coins, keys_in_groups, ordinal_words, split, whole_words
from ivr.voice.text import Gender
from ivr.voice.tongue import Duration

_DIGITS = ["nulla", "egy", "kettő", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc"]
_COINS: dict[str, tuple[str, str]] = {  # no coin: none is used
    "HUF": ("forint", ""),
    "EUR": ("euró", "cent"),
    "USD": ("dollár", "cent"),
    "GBP": ("font", "penny"),
    "PLN": ("zloty", "garas"),
    "CHF": ("frank", "centime"),
    "IRR": ("riál", ""),
}
_UNITS = {"day": "nap", "hour": "óra", "minute": "perc", "second": "másodperc"}
_PLACES = ("tized", "század", "ezred")
_INNER_TWO = re.compile(r"kettő(?=ezer|száz|millió|milliárd)")
_FIRST_DAYS = {1: "elseje", 2: "másodika"}


class Hungarian:
    genders: frozenset[Gender] = frozenset()

    def count(self, number: Decimal, gender: Gender = "") -> str:  # noqa: ARG002
        below_zero, whole, behind = split(number)
        words = _counted(whole)
        if behind:
            words += f" egész {_counted(int(behind))} {_PLACES[len(behind) - 1]}"
        return f"mínusz {words}" if below_zero else words

    def number(self, number: Decimal) -> str:
        words = self.count(number)
        return words.removesuffix("két") + "kettő" if words.endswith("két") else words

    def digits(self, keys: str) -> str:
        return keys_in_groups(keys, _DIGITS, {"*": "csillag", "#": "kettőskereszt"})

    def date_words(self, day: date) -> str:
        return f"{_whole(day.year)} {self._month_day(day)}"

    def day_words(self, day: date) -> str:
        return f"{self._month_day(day)}, {get_day_names(locale='hu')[day.weekday()]}"

    def time_words(self, clock: time) -> str:
        hour = f"{_counted(clock.hour)} óra"
        return f"{hour} {_counted(clock.minute)} perc" if clock.minute else hour

    def money(self, amount: Decimal, currency: str) -> str:
        if currency not in _COINS:
            return named_by_babel(amount, currency, "hu", self.count)
        name, small = _COINS[currency]
        below_zero, major, minor = coins(amount, currency, has_small=bool(small))
        said = [f"{_counted(major)} {name}"] if major or not minor else []
        if minor:
            said.append(f"{_counted(minor)} {small}")
        return ("mínusz " if below_zero else "") + " ".join(said)

    def duration(self, duration: Duration) -> str:
        return " ".join(f"{_counted(amount)} {_UNITS[unit]}" for amount, unit in duration.units)

    def _month_day(self, day: date) -> str:
        return f"{get_month_names(locale='hu')[day.month]} {_day_of_month(day.day)}"


def _whole(number: int) -> str:
    words = _INNER_TWO.sub("két", whole_words(number, "hu"))
    return words.removesuffix("két") + "kettő" if words.endswith("két") else words


def _counted(number: int) -> str:
    words = _whole(number)
    return words.removesuffix("kettő") + "két" if words.endswith("kettő") else words


def _day_of_month(day: int) -> str:
    """The third is *harmadika*, the fourth *negyedike*: the ending follows the vowel before -dik."""
    ordinal = ordinal_words(day, "hu")
    return _FIRST_DAYS.get(day) or ordinal + ("a" if ordinal[-4] in "ao" else "e")
