"""The plural categories of a language (CLDR, through Babel), in CLDR's order: zero, one, two, few, many, other."""

from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError

ORDER = ("zero", "one", "two", "few", "many", "other")
_COUNTED = 200  # what callers are told is counted in these; the forms for millions (es, fr, it) fall back to "other"


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale of a language such as ``pl`` or ``en_GB``; English where it knows none."""
    for name in (language.replace("-", "_"), language.replace("-", "_").partition("_")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def category(number: Decimal, language: str) -> str:
    """The category of a number, fractions too; its sign does not count."""
    return str(locale_of(language).plural_form(abs(number)))


@cache
def categories(language: str) -> dict[str, list[int]]:
    """The categories whole numbers have, in CLDR's order, each with its first few numbers."""
    found: dict[str, list[int]] = {}
    for number in range(_COUNTED):
        found.setdefault(category(Decimal(number), language), []).append(number)
    return {name: found[name][:3] for name in ORDER if name in found}
