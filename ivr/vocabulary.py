"""What every caller may say without the flow naming it: yes, no, an operator, and the words of dates and numbers.

Yes, no and operator are written down here, by language; a flow adds its own under ``speech: words``. Names of days and
months are Unicode's (CLDR, by babel), numbers are num2words'.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from ivr.grammar import best_of, plain
from ivr.voice.numerals import ordinal_words, whole_words

YES, NO, OPERATOR = "yes", "no", "operator"
TODAY, TOMORROW = "today", "tomorrow"

_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    YES: {
        "en": ("yes [please]", "yeah", "yep", "correct", "[that's] right", "that is (right|correct)"),
        "de": ("ja [bitte]", "richtig", "genau", "stimmt", "das (stimmt|ist richtig)"),
        "pl": ("tak", "zgadza się", "dobrze", "oczywiście"),
        "hu": ("igen", "így van", "helyes", "rendben"),
        "fa": ("بله", "آره", "درست است", "درسته"),
    },
    NO: {
        "en": ("no [thanks|thank you]", "nope", "wrong", "that's (wrong|not right)", "not correct"),
        "de": ("nein [danke]", "falsch", "das ist falsch", "stimmt nicht"),
        "pl": ("nie", "nie zgadza się", "źle"),
        "hu": ("nem", "nem jó", "rossz"),
        "fa": ("نه", "خیر", "درست نیست", "اشتباه است"),
    },
    OPERATOR: {
        "en": ("[an] operator", "[an] agent", "representative", "a (person|human)", "(speak|talk) to someone"),
        "de": ("[einen] (mitarbeiter|berater)", "[die] zentrale", "mit jemandem sprechen"),
        "pl": ("operator", "konsultant", "konsultantem", "połącz z (konsultantem|operatorem)"),
        "hu": ("ügyintéző", "[egy] ügyintézőt [kérek]", "operátor", "kezelő"),
        "fa": ("اپراتور", "کارشناس", "صحبت با (اپراتور|کارشناس)"),
    },
    TODAY: {"en": ("today",), "de": ("heute",), "pl": ("dzisiaj", "dziś"), "hu": ("ma",), "fa": ("امروز",)},
    TOMORROW: {"en": ("tomorrow",), "de": ("morgen",), "pl": ("jutro",), "hu": ("holnap",), "fa": ("فردا",)},
}
_ON = {"en": "[on|next] {}", "de": "[am] {}"}  # before the name of a day
_FIRST_OF_MONTH = {"hu": "elseje"}


def built_in(meaning: str, language: str) -> tuple[str, ...]:
    """The patterns for YES, NO, OPERATOR, TODAY or TOMORROW; empty where the language has none here."""
    return best_of(_WORDS[meaning], language)


def languages() -> frozenset[str]:
    """The languages with words of their own here; dates and numbers are spoken in these only."""
    return frozenset(_WORDS[YES])


@lru_cache(maxsize=64)
def weekdays(language: str) -> Mapping[str, tuple[str, ...]]:
    """``0`` (Monday) .. ``6`` → patterns; empty in a language that is not here."""
    spoken = _root(language)
    if not spoken:
        return {}
    names = get_day_names("wide", "stand-alone", locale=spoken)
    pattern = _ON.get(spoken, "{}")
    return {str(day): (pattern.format(plain(names[day])), *_days_in_cases(spoken, names[day])) for day in range(7)}


@lru_cache(maxsize=64)
def months(language: str) -> Mapping[str, tuple[str, ...]]:
    """``1`` .. ``12`` → patterns, in the cases a date needs; empty in a language that is not here."""
    spoken = _root(language)
    if not spoken:
        return {}
    cases = [get_month_names("wide", case, locale=spoken) for case in ("stand-alone", "format")]
    return {str(month): tuple(dict.fromkeys(plain(names[month]) for names in cases)) for month in range(1, 13)}


@lru_cache(maxsize=64)
def days_of_month(language: str) -> Mapping[str, tuple[str, ...]]:
    """``1`` .. ``31`` → patterns: third, three; empty in a language that is not here."""
    spoken = _root(language)
    if not spoken:
        return {}
    return {str(day): tuple(dict.fromkeys((_dated(spoken, day), _number(spoken, day)))) for day in range(1, 32)}


@lru_cache(maxsize=256)
def numbers(language: str, least: int, most: int) -> Mapping[str, tuple[str, ...]]:
    """The whole numbers from `least` to `most` → patterns; empty in a language that is not here."""
    spoken = _root(language)
    return {str(value): (_number(spoken, value),) for value in range(least, most + 1)} if spoken else {}


def day_named(meaning: str, today: date) -> date:
    """The day TODAY, TOMORROW or a weekday (``0`` .. ``6``) means: a weekday is the next one after today."""
    if meaning == TODAY:
        return today
    if meaning == TOMORROW:
        return today + timedelta(days=1)
    return today + timedelta(days=(int(meaning) - today.weekday() - 1) % 7 + 1)


def _root(language: str) -> str:
    root = language.replace("-", "_").partition("_")[0]
    return root if root in _WORDS[YES] else ""


def _number(language: str, value: int) -> str:
    return plain(whole_words(value, language))


def _ordinal(language: str, value: int) -> str:
    return plain(ordinal_words(value, language))


def _dated(language: str, day: int) -> str:
    """A day of the month as it is said with the month's name."""
    ordinal = _ordinal(language, day)
    if language == "pl":  # the genitive: trzeciego maja
        return " ".join(f"{word[:-1]}ego" if word.endswith("y") else f"{word}ego" for word in ordinal.split())
    if language == "hu":  # harmadika, ötödike
        return _FIRST_OF_MONTH["hu"] if day == 1 else f"{ordinal}{'a' if ordinal[-4] in 'aoáó' else 'e'}"
    return ordinal


def _days_in_cases(language: str, name: str) -> tuple[str, ...]:
    """środa → w środę."""
    return (f"w {plain(name)[:-1]}ę",) if language == "pl" and name.endswith("a") else ()
