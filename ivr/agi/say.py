"""Parts of speech → AGI commands, in the channel's language.

Asterisk's SAY commands know the grammar of a language; the order of a date is ours to give. Dates and times are said in
the zone UTC of an instant made up for them, so neither our zone nor Asterisk's counts.

Money is a number and a sound. The sounds are ``digits/dollars`` for USD, which every Asterisk has, else
``currency/<code>`` and, for the part behind the point, ``currency/<code>-minor`` (``currency/eur``,
``currency/eur-minor``; USD: ``currency/usd-minor``), which are the admin's to record. A missing sound is skipped.
"""

from calendar import timegm
from collections.abc import Iterator
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from ivr.agi.sounds import checked_sound
from ivr.outputs import ClockTime, Day, Digits, Money, Number, Part, Sound, Tape, Words

Command = tuple[str, ...]

MAX_SAID_NUMBER = 2**31 - 1
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}
MAJOR_SOUNDS = {"USD": "digits/dollars"}
DATE_FORMATS = {"en": "ABdY", "ja": "YBdA", "zh": "YBdA"}
DATE_FORMAT = "AdBY"
TIME_FORMATS = {"en": "IMp"}
TIME_FORMAT = "HM"


def commands(part: Part, language: str, escape: str) -> Iterator[Command]:
    """The commands that say `part`; a key of `escape` stops each of them."""
    match part:
        case Sound(name):
            yield "STREAM FILE", checked_sound(name), escape
        case Number(value):
            yield _number(value, escape)
        case Digits(text):
            yield from _digits(text, escape)
        case Day(value):
            yield _date(value, language, escape)
        case ClockTime(value):
            yield _time(value, language, escape)
        case Money(amount, currency):
            yield from _money(amount, currency, escape)
        case Tape(path):
            yield "STREAM FILE", path, escape  # placed by `ivr.agi.tape`
        case Words():
            pass  # nobody has a voice for it here


def _number(value: int, escape: str) -> Command:
    """Beyond 32 bits, which SAY NUMBER cannot read, the digits one by one."""
    if abs(value) > MAX_SAID_NUMBER:
        return "SAY ALPHA", str(value), escape
    return "SAY NUMBER", str(value), escape


def _digits(text: str, escape: str) -> Iterator[Command]:
    """SAY DIGITS refuses what does not begin as a number; SAY ALPHA says ``*`` and ``#`` too."""
    said = "".join(key for key in text if key in "0123456789*#")
    if said:
        yield "SAY DIGITS" if said.isdigit() else "SAY ALPHA", said, escape


def _date(value: date, language: str, escape: str) -> Command:
    seconds = timegm((value.year, value.month, value.day, 12, 0, 0))
    form = DATE_FORMATS.get(_base(language), DATE_FORMAT)
    return "SAY DATETIME", str(seconds), escape, form, "UTC"


def _time(value: time, language: str, escape: str) -> Command:
    seconds = 86_400 + value.hour * 3600 + value.minute * 60
    form = TIME_FORMATS.get(_base(language), TIME_FORMAT)
    return "SAY DATETIME", str(seconds), escape, form, "UTC"


def _base(language: str) -> str:
    return language.replace("-", "_").partition("_")[0].lower()


def _money(amount: Decimal, currency: str, escape: str) -> Iterator[Command]:
    code = currency.upper()
    places = MINOR_DIGITS.get(code, 2)
    smallest = int(abs(amount).scaleb(places).quantize(Decimal(1), ROUND_HALF_UP))
    major, minor = divmod(smallest, 10**places)
    if amount < 0 and smallest:
        yield "STREAM FILE", "digits/minus", escape
    if major or not minor:
        yield _number(major, escape)
        yield "STREAM FILE", MAJOR_SOUNDS.get(code) or checked_sound(f"currency/{code.lower()}"), escape
    if major and minor:
        yield "STREAM FILE", "vm-and", escape
    if minor:
        yield _number(minor, escape)
        yield "STREAM FILE", checked_sound(f"currency/{code.lower()}-minor"), escape
