"""What the tongues share: amounts split into units, numbers into whole and fraction, keys into groups."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.core import get_global

MAX_PLACES = 3


def whole_words(number: int, language: str) -> str:
    """num2words of a whole number, zero or more."""
    return _in_words(number, language, "cardinal")


def ordinal_words(number: int, language: str) -> str:
    """num2words of an ordinal."""
    return _in_words(number, language, "ordinal")


def _in_words(number: int, language: str, form: str) -> str:
    from num2words import num2words  # type: ignore[import-untyped]  # at the first use: it is slow to load

    return str(num2words(number, lang=language, to=form))


def load() -> None:
    """What the first number would take, so that no caller waits for it."""
    whole_words(0, "en")


def split(number: Decimal) -> tuple[bool, int, str]:
    """(below zero, whole part, digits behind the point): at most MAX_PLACES of them, the zeros at the end left out."""
    rounded = abs(number).quantize(Decimal(1).scaleb(-MAX_PLACES), ROUND_HALF_UP)
    whole, _, behind = f"{rounded:f}".partition(".")
    behind = behind.rstrip("0")
    return number < 0 and (whole != "0" or bool(behind)), int(whole), behind


def places_of(currency: str) -> int:
    """The digits behind the point an amount is written with."""
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def coins(amount: Decimal, currency: str, *, has_small: bool) -> tuple[bool, int, int]:
    """(below zero, whole units, small coins) of an amount; rounded to the whole where no small coin has a name."""
    places = places_of(currency) if has_small else 0
    smallest = int(abs(amount).scaleb(places).quantize(Decimal(1), ROUND_HALF_UP))
    major, minor = divmod(smallest, 10**places)
    return amount < 0 and smallest > 0, major, minor


def keys_in_groups(keys: str, names: Sequence[str], signs: Mapping[str, str], comma: str = ", ") -> str:
    """Keys one by one with a little pause after each third; up to four stay together."""
    size = 4 if len(keys) <= 4 else 3
    groups = [keys[at : at + size] for at in range(0, len(keys), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2][:2], groups[-2][2:] + groups[-1]]
    return comma.join(" ".join(signs[key] if key in signs else names[int(key)] for key in group) for group in groups)
