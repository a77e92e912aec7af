"""The solar Hijri calendar of Iran.

Leap years by the 33-year cycle, which agrees with the equinox from 1925 to 2088 or so; the day numbers are those of
https://jdf.scr.ir. Before and after, a day may be off by one.
"""

from datetime import date

MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
_EPOCH = 356_032  # days from the first of the cycle in the year -1595 to 0001-01-01, counted as 1
_CYCLE_YEARS, _CYCLE_DAYS = 33, 12_053
_FOUR_YEARS = 1_461
_FIRST_HALF = 186  # six months of 31 days


def jalali(day: date) -> tuple[int, int, int]:
    """(year, month, day) of a Gregorian date."""
    days = day.toordinal() + _EPOCH
    cycles, days = divmod(days, _CYCLE_DAYS)
    fours, days = divmod(days, _FOUR_YEARS)
    year = -1595 + _CYCLE_YEARS * cycles + 4 * fours
    if days > 365:
        years, days = divmod(days - 1, 365)
        year += years
    if days < _FIRST_HALF:
        return year, 1 + days // 31, 1 + days % 31
    return year, 7 + (days - _FIRST_HALF) // 30, 1 + (days - _FIRST_HALF) % 30
