"""What each language says for a value. The tables were checked by hand, not copied from the code."""
# ruff: noqa: RUF001  (Persian letters)

from datetime import date, time
from decimal import Decimal

import pytest

from ivr.voice.text import Gender
from ivr.voice.tongue import Duration, tongue_of

COUNTS = [
    ("en", "0", "", "zero"),
    ("en", "101", "", "one hundred one"),
    ("en", "1234", "", "one thousand two hundred thirty-four"),
    ("en", "-5", "", "minus five"),
    ("en", "12.05", "", "twelve point zero five"),
    ("pl", "1", "m", "jeden"),
    ("pl", "1", "f", "jedna"),
    ("pl", "1", "n", "jedno"),
    ("pl", "2", "m", "dwa"),
    ("pl", "2", "f", "dwie"),
    ("pl", "2", "n", "dwa"),
    ("pl", "12", "f", "dwanaście"),
    ("pl", "21", "f", "dwadzieścia jeden"),
    ("pl", "22", "f", "dwadzieścia dwie"),
    ("pl", "102", "f", "sto dwie"),
    ("pl", "2000", "f", "dwa tysiące"),
    ("pl", "5000", "m", "pięć tysięcy"),
    ("pl", "-5", "m", "minus pięć"),
    ("pl", "12.05", "m", "dwanaście przecinek zero pięć"),
    ("hu", "2", "", "két"),
    ("hu", "12", "", "tizenkét"),
    ("hu", "102", "", "százkét"),
    ("hu", "12345", "", "tizenkétezer-háromszáznegyvenöt"),
    ("hu", "2.5", "", "két egész öt tized"),
    ("hu", "0.25", "", "nulla egész huszonöt század"),
    ("fa", "0", "", "صفر"),
    ("fa", "21", "", "بیست و یک"),
    ("fa", "1100", "", "هزار و صد"),
    ("fa", "12.05", "", "دوازده ممیز صفر پنج"),
    ("fa", "-3", "", "منفی سه"),
]
ALONE = [
    ("hu", "2", "kettő"),
    ("hu", "22", "huszonkettő"),
    ("hu", "102", "százkettő"),
    ("hu", "2002", "kétezer-kettő"),
    ("hu", "200", "kétszáz"),
    ("hu", "12000", "tizenkétezer"),
    ("pl", "2", "dwa"),
    ("en", "2", "two"),
    ("fa", "2", "دو"),
]
MONEY = [
    ("en", "1", "EUR", "one euro"),
    ("en", "12.50", "EUR", "twelve euros and fifty cents"),
    ("en", "0.01", "GBP", "one penny"),
    ("en", "0", "USD", "zero dollars"),
    ("en", "-3.5", "USD", "minus three dollars and fifty cents"),
    ("en", "2", "JPY", "two Japanese yen"),
    ("en", "12.5", "DKK", "twelve point five Danish kroner"),
    ("pl", "1", "PLN", "jeden złoty"),
    ("pl", "2", "PLN", "dwa złote"),
    ("pl", "5", "PLN", "pięć złotych"),
    ("pl", "12.50", "PLN", "dwanaście złotych pięćdziesiąt groszy"),
    ("pl", "22.22", "PLN", "dwadzieścia dwa złote dwadzieścia dwa grosze"),
    ("pl", "21.01", "PLN", "dwadzieścia jeden złotych jeden grosz"),
    ("pl", "1", "EUR", "jedno euro"),
    ("pl", "2.02", "EUR", "dwa euro dwa centy"),
    ("pl", "3", "USD", "trzy dolary"),
    ("pl", "2", "CZK", "dwie korony czeskie"),
    ("pl", "112", "GBP", "sto dwanaście funtów"),
    ("hu", "1", "HUF", "egy forint"),
    ("hu", "2000", "HUF", "kétezer forint"),
    ("hu", "12.50", "EUR", "tizenkét euró ötven cent"),
    ("hu", "2.02", "USD", "két dollár két cent"),
    ("hu", "12.50", "HUF", "tizenhárom forint"),
    ("fa", "12.50", "EUR", "دوازده یورو و پنجاه سنت"),
    ("fa", "250000", "IRR", "دویست و پنجاه هزار ریال"),
    ("de", "12.50", "EUR", "12,50 Euro"),
    ("de", "12", "EUR", "12 Euro"),
]
DATES = [
    ("en", date(2026, 3, 2), "March second, twenty twenty-six", "Monday, March second"),
    ("en", date(2005, 12, 23), "December twenty-third, two thousand five", "Friday, December twenty-third"),
    ("en", date(1905, 1, 1), "January first, nineteen oh five", "Sunday, January first"),
    ("en", date(1900, 5, 30), "May thirtieth, nineteen hundred", "Wednesday, May thirtieth"),
    (
        "pl",
        date(2026, 3, 2),
        "drugiego marca dwa tysiące dwudziestego szóstego roku",
        "poniedziałek, drugiego marca",
    ),
    (
        "pl",
        date(1984, 11, 23),
        "dwudziestego trzeciego listopada tysiąc dziewięćset osiemdziesiątego czwartego roku",
        "piątek, dwudziestego trzeciego listopada",
    ),
    ("pl", date(2000, 1, 1), "pierwszego stycznia dwutysięcznego roku", "sobota, pierwszego stycznia"),
    ("hu", date(2026, 3, 1), "kétezer-huszonhat március elseje", "március elseje, vasárnap"),
    ("hu", date(2026, 3, 2), "kétezer-huszonhat március másodika", "március másodika, hétfő"),
    ("hu", date(2002, 10, 4), "kétezer-kettő október negyedike", "október negyedike, péntek"),
    (
        "hu",
        date(1999, 10, 13),
        "ezerkilencszázkilencvenkilenc október tizenharmadika",
        "október tizenharmadika, szerda",
    ),
    ("fa", date(2026, 3, 21), "یکم فروردین هزار و چهارصد و پنج", "شنبه، یکم فروردین"),
    ("fa", date(2026, 4, 19), "سی\u200cام فروردین هزار و چهارصد و پنج", "یکشنبه، سی\u200cام فروردین"),
    ("de", date(2026, 3, 2), "2. März 2026", "Montag, 2. März 2026"),
]
TIMES = [
    ("en", time(0, 0), "midnight"),
    ("en", time(12, 0), "noon"),
    ("en", time(9, 5), "nine oh five a.m."),
    ("en", time(17, 30), "five thirty p.m."),
    ("en", time(0, 30), "twelve thirty a.m."),
    ("pl", time(9, 0), "dziewiątej"),
    ("pl", time(9, 5), "dziewiątej zero pięć"),
    ("pl", time(2, 0), "drugiej"),
    ("pl", time(3, 0), "trzeciej"),
    ("pl", time(22, 30), "dwudziestej drugiej trzydzieści"),
    ("pl", time(0, 0), "zero zero"),
    ("hu", time(9, 0), "kilenc óra"),
    ("hu", time(2, 12), "két óra tizenkét perc"),
    ("fa", time(9, 0), "نه"),
    ("fa", time(17, 30), "هفده و سی دقیقه"),
    ("de", time(17, 30), "17:30"),
]
DURATIONS = [
    ("en", 0, "zero seconds"),
    ("en", 1, "one second"),
    ("en", 125, "two minutes and five seconds"),
    ("en", 3600, "one hour"),
    ("en", 90_060, "one day and one hour"),
    ("pl", 60, "jedną minutę"),
    ("pl", 120, "dwie minuty"),
    ("pl", 300, "pięć minut"),
    ("pl", 22 * 60, "dwadzieścia dwie minuty"),
    ("pl", 21 * 60, "dwadzieścia jeden minut"),
    ("pl", 3660, "jedną godzinę i jedną minutę"),
    ("pl", 2 * 86_400, "dwa dni"),
    ("hu", 120, "két perc"),
    ("hu", 3900, "egy óra öt perc"),
    ("fa", 3900, "یک ساعت و پنج دقیقه"),
    ("de", 120, "2 Minuten"),
]


@pytest.mark.parametrize(("language", "number", "gender", "said"), COUNTS)
def test_counts(language: str, number: str, gender: Gender, said: str) -> None:
    assert tongue_of(language).count(Decimal(number), gender) == said


@pytest.mark.parametrize(("language", "number", "said"), ALONE)
def test_numbers_that_stand_alone(language: str, number: str, said: str) -> None:
    assert tongue_of(language).number(Decimal(number)) == said


@pytest.mark.parametrize(("language", "amount", "currency", "said"), MONEY)
def test_money(language: str, amount: str, currency: str, said: str) -> None:
    assert tongue_of(language).money(Decimal(amount), currency) == said


@pytest.mark.parametrize(("language", "day", "full", "short"), DATES)
def test_dates(language: str, day: date, full: str, short: str) -> None:
    tongue = tongue_of(language)
    assert (tongue.date_words(day), tongue.day_words(day)) == (full, short)


@pytest.mark.parametrize(("language", "clock", "said"), TIMES)
def test_times(language: str, clock: time, said: str) -> None:
    assert tongue_of(language).time_words(clock) == said


@pytest.mark.parametrize(("language", "seconds", "said"), DURATIONS)
def test_durations(language: str, seconds: int, said: str) -> None:
    assert tongue_of(language).duration(Duration.of(seconds)) == said


def test_digits_are_said_in_groups() -> None:
    assert tongue_of("en").digits("1234") == "one two three four"
    assert tongue_of("en").digits("1234567") == "one two three, four five, six seven"
    assert tongue_of("pl").digits("123456*") == "jeden dwa trzy, cztery pięć, sześć gwiazdka"
    assert tongue_of("fa").digits("12345") == "یک دو سه، چهار پنج"


def test_a_country_s_variant_speaks_its_language() -> None:
    assert tongue_of("pl_PL").count(Decimal(2), "f") == "dwie"
    assert tongue_of("en-GB").number(Decimal(2)) == "two"


@pytest.mark.parametrize("language", ["en", "pl", "hu", "fa", "de", "it", "fr", "es", "ru", "zh", "xx"])
def test_no_value_is_unsayable_in_any_language(language: str) -> None:
    tongue = tongue_of(language)
    for number in ("0", "1", "-1", "2.345", "999999999", "-999999999.999", "1000000"):
        assert tongue.count(Decimal(number))
        assert tongue.number(Decimal(number))
        assert tongue.money(Decimal(number), "EUR")
        assert tongue.money(Decimal(number), "ZZZ")
    for day in (date.min, date.max, date(2024, 2, 29)):
        assert tongue.date_words(day)
        assert tongue.day_words(day)
    for minute in range(0, 1440, 7):
        assert tongue.time_words(time(minute // 60, minute % 60))
    for seconds in (0, 59, 61, 3601, 86_401, 999 * 86_400):
        assert tongue.duration(Duration.of(seconds))
