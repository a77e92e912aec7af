from datetime import date, timedelta

import pytest

from ivr.voice.jalali import jalali


@pytest.mark.parametrize(
    ("gregorian", "hijri"),
    [
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2021, 3, 20), (1399, 12, 30)),  # a leap year's last day
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 9, 22), (1405, 6, 31)),
        (date(2026, 9, 23), (1405, 7, 1)),
    ],
)
def test_known_days(gregorian: date, hijri: tuple[int, int, int]) -> None:
    assert jalali(gregorian) == hijri


def test_each_day_follows_the_one_before() -> None:
    before = jalali(date(1925, 3, 22))
    for days in range(1, 366 * 160):
        year, month, day = jalali(date(1925, 3, 22) + timedelta(days))
        assert (year, month, day) in {
            (before[0], before[1], before[2] + 1),
            (before[0], before[1] + 1, 1),
            (before[0] + 1, 1, 1),
        }
        assert 1 <= month <= 12
        assert 1 <= day <= (31 if month < 7 else 30)
        before = year, month, day
