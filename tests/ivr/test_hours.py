"""Opening hours over ordinary days, holidays, midnight and daylight saving."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.hours import Calendar, Span, SpecialDays, is_open, is_special, special_day

BERLIN = ZoneInfo("Europe/Berlin")
DAY = (Span(8 * 60, 18 * 60),)
WEEK = (DAY, DAY, DAY, DAY, DAY, (), ())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def office(*special: SpecialDays) -> Calendar:
    return Calendar("office", BERLIN, WEEK, special)


@pytest.mark.parametrize(
    ("when", "opened"),
    [
        ("2026-03-02T07:59:59", False),
        ("2026-03-02T08:00", True),
        ("2026-03-02T17:59:59", True),
        ("2026-03-02T18:00", False),
        ("2026-03-07T12:00", False),
    ],
)
def test_a_span_includes_its_start_and_not_its_end(when: str, opened: bool) -> None:
    assert is_open(office(), at(when)) is opened


def test_the_zone_of_the_asker_does_not_matter() -> None:
    assert is_open(office(), datetime(2026, 7, 1, 6, 0, tzinfo=UTC))
    assert not is_open(office(), datetime(2026, 1, 7, 6, 0, tzinfo=UTC))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        is_open(office(), datetime(2026, 1, 7, 6, 0))


def test_a_night_span_ends_on_the_next_morning_whatever_that_day_says() -> None:
    night = Calendar("night", BERLIN, ((), (), (), (), (Span(22 * 60, 30 * 60),), (), ()))
    assert is_open(night, at("2026-03-06T22:00"))
    assert is_open(night, at("2026-03-07T05:59"))
    assert not is_open(night, at("2026-03-07T06:00"))
    assert not is_open(night, at("2026-03-06T05:00"))
    holiday = Calendar("night", BERLIN, night.week, (SpecialDays((2026, 3, 7), (2026, 3, 7), ()),))
    assert is_open(holiday, at("2026-03-07T05:59"))


def test_daylight_saving_skips_and_repeats_an_hour() -> None:
    early = Calendar("early", BERLIN, (((Span(120, 180)),),) * 7)
    spring = [datetime(2026, 3, 29, 0, 0, tzinfo=UTC) + timedelta(minutes=m) for m in range(0, 180, 10)]
    autumn = [datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=m) for m in range(0, 180, 10)]
    assert not any(is_open(early, moment) for moment in spring)
    assert sum(is_open(early, moment) for moment in autumn) == 12


def test_yearly_days_ranges_and_new_year() -> None:
    calendar = office(SpecialDays((0, 12, 24), (0, 1, 1), ()))
    assert [
        is_open(calendar, at(f"{day}T12:00")) for day in ("2026-12-23", "2026-12-24", "2027-01-01", "2027-01-04")
    ] == [
        True,
        False,
        False,
        True,
    ]


def test_the_most_exact_special_day_rules() -> None:
    whole, eve = SpecialDays((0, 12, 24), (0, 1, 1), ()), SpecialDays((0, 12, 24), (0, 12, 24), (Span(480, 720),))
    dated = SpecialDays((2026, 12, 1), (2026, 12, 31), (Span(600, 660),))
    for order in ((whole, eve, dated), (dated, eve, whole)):
        assert special_day(office(*order), date(2025, 12, 24)) is eve
        assert special_day(office(*order), date(2026, 12, 24)) is dated
        assert special_day(office(*order), date(2026, 12, 2)) is dated
        assert special_day(office(*order), date(2026, 6, 1)) is None
    assert is_special(office(whole), at("2026-12-26T03:00"))


def test_29_february_is_special_only_where_it_exists() -> None:
    leap = office(SpecialDays((0, 2, 29), (0, 2, 29), ()))
    assert not is_open(leap, at("2028-02-29T12:00"))
    assert is_open(leap, at("2027-03-01T12:00"))


@settings(max_examples=60)
@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)))
def test_open_hours_follow_the_wall_clock_on_any_date(naive: datetime) -> None:
    local = naive.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN)
    assert is_open(office(), local) is (local.weekday() < 5 and 8 <= local.hour < 18)
