"""Polish: numerals have genders (dwa złote, dwie minuty), nouns three forms, dates stand in the genitive.

The forms are those a prompt needs: an hour as after *o*, *od*, *do*, *po* and *godzinie* (dziewiątej trzydzieści); a
duration as after *za*, *przez* and *wynosi* (jedną minutę, dwie minuty).

num2words has only masculine numerals and nominative ordinals, fails on numbers below zero, says whole amounts of money
as cents and knows three currencies; Babel's *złoty polski* nobody says. All of it is put right here.
"""

from datetime import date, time
from decimal import Decimal

from babel.dates import get_day_names, get_month_names

from ivr.voice.money_names import Coin, named_by_babel
from ivr.voice.numerals import coins, keys_in_groups, ordinal_words, split, whole_words
from ivr.voice.plural import category
from ivr.voice.text import Gender
from ivr.voice.tongue import Duration

_DIGITS = ["zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"]
_FORMS = ("one", "few", "many")
_ONE = {"m": "jeden", "f": "jedna", "n": "jedno"}
_CENT: Coin = ("cent", "centy", "centów")
_COINS: dict[str, tuple[Coin, Coin | None]] = {
    "PLN": (("złoty", "złote", "złotych"), ("grosz", "grosze", "groszy")),
    "EUR": (("euro", "euro", "euro"), _CENT),
    "USD": (("dolar", "dolary", "dolarów"), _CENT),
    "GBP": (("funt", "funty", "funtów"), ("pens", "pensy", "pensów")),
    "CHF": (("frank", "franki", "franków"), ("centym", "centymy", "centymów")),
    "HUF": (("forint", "forinty", "forintów"), None),
    "IRR": (("rial", "riale", "riali"), None),
}
_NEUTER = frozenset({"EUR"})
_FEMININE = frozenset({"CZK", "SEK", "NOK", "DKK", "ISK", "UAH", "TRY", "INR"})  # korona, hrywna, lira, rupia
_UNITS: dict[str, tuple[Gender, Coin]] = {
    "day": ("m", ("dzień", "dni", "dni")),
    "hour": ("f", ("godzinę", "godziny", "godzin")),
    "minute": ("f", ("minutę", "minuty", "minut")),
    "second": ("f", ("sekundę", "sekundy", "sekund")),
}
_GENITIVE_ENDINGS = (("y", "ego"), ("i", "iego"))
_OBLIQUE_ENDINGS = (("y", "ej"), ("i", "iej"))


class Polish:
    genders: frozenset[Gender] = frozenset({"m", "f", "n"})

    def count(self, number: Decimal, gender: Gender = "") -> str:
        below_zero, whole, behind = split(number)
        words = self._with_fraction(whole, behind) if behind else _gendered(whole, gender or "m")
        return f"minus {words}" if below_zero else words

    def number(self, number: Decimal) -> str:
        return self.count(number)

    def digits(self, keys: str) -> str:
        return keys_in_groups(keys, _DIGITS, {"*": "gwiazdka", "#": "krzyżyk"})

    def date_words(self, day: date) -> str:
        return f"{self._month_day(day)} {_in_case(ordinal_words(day.year, 'pl'), _GENITIVE_ENDINGS)} roku"

    def day_words(self, day: date) -> str:
        return f"{get_day_names(locale='pl')[day.weekday()]}, {self._month_day(day)}"

    def time_words(self, clock: time) -> str:
        if not clock.hour:
            return f"zero {self._minute(clock.minute) if clock.minute else 'zero'}"
        hour = _in_case(ordinal_words(clock.hour, "pl"), _OBLIQUE_ENDINGS)
        return f"{hour} {self._minute(clock.minute)}" if clock.minute else hour

    def money(self, amount: Decimal, currency: str) -> str:
        if currency not in _COINS:
            gender: Gender = "f" if currency in _FEMININE else "m"
            return named_by_babel(amount, currency, "pl", lambda number: self.count(number, gender))
        names, small = _COINS[currency]
        below_zero, major, minor = coins(amount, currency, has_small=small is not None)
        said = []
        if major or not minor:
            said.append(f"{_gendered(major, 'n' if currency in _NEUTER else 'm')} {_form(major, names)}")
        if minor and small:
            said.append(f"{_gendered(minor, 'm')} {_form(minor, small)}")
        return ("minus " if below_zero else "") + " ".join(said)

    def duration(self, duration: Duration) -> str:
        said = []
        for amount, unit in duration.units:
            gender, names = _UNITS[unit]
            numeral = "jedną" if amount == 1 and gender == "f" else _gendered(amount, gender)
            said.append(f"{numeral} {_form(amount, names)}")
        return " i ".join(said)

    def _month_day(self, day: date) -> str:
        month = get_month_names(locale="pl")[day.month]
        return f"{_in_case(ordinal_words(day.day, 'pl'), _GENITIVE_ENDINGS)} {month}"

    @staticmethod
    def _minute(minute: int) -> str:
        return f"zero {_DIGITS[minute]}" if minute < 10 else whole_words(minute, "pl")

    @staticmethod
    def _with_fraction(whole: int, behind: str) -> str:
        zeros = "zero " * (len(behind) - len(behind.lstrip("0")))
        return f"{whole_words(whole, 'pl')} przecinek {zeros}{whole_words(int(behind), 'pl')}"


def _form(number: int, forms: Coin) -> str:
    return forms[_FORMS.index(category(Decimal(number), "pl"))]


def _gendered(number: int, gender: Gender) -> str:
    """Only 1 and a last 2 show their gender; 21 is "dwadzieścia jeden" of all things."""
    if number == 1:
        return _ONE[gender]
    words = whole_words(number, "pl")
    return words.removesuffix("dwa") + "dwie" if gender == "f" and words.split()[-1] == "dwa" else words


def _in_case(ordinal: str, endings: tuple[tuple[str, str], ...]) -> str:
    """An ordinal in another case. Only its tens and ones are ordinal; no cardinal before them ends as they do."""
    return " ".join(_ended(word, endings) for word in ordinal.split())


def _ended(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for nominative, other in endings:
        if word.endswith(nominative):
            return word.removesuffix(nominative) + other
    return word
