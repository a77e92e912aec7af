"""Any other language: whole numbers as num2words says them, the rest as CLDR writes it, for the engine to read."""

from datetime import date, time
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from ivr.voice.numerals import whole_words
from ivr.voice.plural import locale_of
from ivr.voice.text import Gender
from ivr.voice.tongue import Duration


class Other:
    genders: frozenset[Gender] = frozenset()

    def __init__(self, language: str) -> None:
        self._locale = locale_of(language)

    def count(self, number: Decimal, gender: Gender = "") -> str:  # noqa: ARG002
        return self.number(number)

    def number(self, number: Decimal) -> str:
        if number == int(number) and number >= 0:
            try:
                return whole_words(int(number), self._locale.language)
            except (NotImplementedError, ValueError, KeyError, IndexError, TypeError):
                pass  # a language, or a number, num2words does not know
        return format_decimal(number, locale=self._locale)

    def digits(self, keys: str) -> str:
        return " ".join(keys)

    def date_words(self, day: date) -> str:
        return format_date(day, "long", locale=self._locale)

    def day_words(self, day: date) -> str:
        return format_date(day, "full", locale=self._locale)

    def time_words(self, clock: time) -> str:
        return format_time(clock, "short", locale=self._locale)

    def money(self, amount: Decimal, currency: str) -> str:
        whole = amount == int(amount)
        form = "#,##0" if whole else None
        return format_currency(
            amount, currency, form, locale=self._locale, currency_digits=not whole, format_type="name"
        )

    def duration(self, duration: Duration) -> str:
        said = [format_unit(amount, f"duration-{unit}", "long", locale=self._locale) for amount, unit in duration.units]
        return format_list(said, locale=self._locale)
