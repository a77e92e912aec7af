"""Money of currencies a tongue has no words for: CLDR's name of the currency in the right plural form."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_name

from ivr.voice.numerals import places_of
from ivr.voice.plural import locale_of

Coin = tuple[str, ...]  # its plural forms


def named_by_babel(amount: Decimal, currency: str, language: str, say: Callable[[Decimal], str]) -> str:
    """ "twelve point five Danish kroner"; a code CLDR does not know is said as it is written."""
    exact = amount.quantize(Decimal(1).scaleb(-places_of(currency)), ROUND_HALF_UP)
    return f"{say(exact)} {get_currency_name(currency, abs(exact.normalize()), locale_of(language))}"
