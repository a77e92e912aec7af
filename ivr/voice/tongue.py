"""What a language must know to say values: its `Tongue`.

English, Polish, Hungarian and Persian have one of their own; any other language has its values written as CLDR does,
and its engine reads them.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Protocol, Self

from ivr.voice.text import Gender


@dataclass(frozen=True, slots=True)
class Duration:
    """The two largest units that are not zero, largest first, as (amount, day | hour | minute | second)."""

    units: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, seconds: int) -> Self:
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        every = ((days, "day"), (hour, "hour"), (minute, "minute"), (second, "second"))
        largest = next((place for place, (amount, _) in enumerate(every) if amount), 3)
        return cls(tuple(unit for unit in every[largest : largest + 2] if unit[0]) or ((0, "second"),))


class Tongue(Protocol):
    """Words for values, to be put into a sentence. None of these raises."""

    genders: frozenset[Gender]

    def count(self, number: Decimal, gender: Gender = "") -> str:
        """A number before what is counted."""
        ...

    def number(self, number: Decimal) -> str:
        """A number that stands alone."""
        ...

    def digits(self, keys: str) -> str:
        """Keys one by one, in groups."""
        ...

    def date_words(self, day: date) -> str:
        """Day, month and year."""
        ...

    def day_words(self, day: date) -> str:
        """Weekday, day and month."""
        ...

    def time_words(self, clock: time) -> str: ...

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount of an ISO 4217 currency, rounded to its smallest coin."""
        ...

    def duration(self, duration: Duration) -> str: ...


@cache
def tongue_of(language: str) -> Tongue:
    """The tongue of ``pl`` as well as of ``pl_PL``."""
    from ivr.voice.english import English
    from ivr.voice.hungarian import Hungarian
    from ivr.voice.other import Other
    from ivr.voice.persian import Persian
    from ivr.voice.polish import Polish

    own: dict[str, Tongue] = {"en": English(), "pl": Polish(), "hu": Hungarian(), "fa": Persian()}
    return own.get(language.replace("-", "_").partition("_")[0].lower()) or Other(language)
