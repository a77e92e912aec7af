from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.lint.week import named, overlaps, slot

MONDAY = datetime(2026, 3, 2, tzinfo=UTC).timestamp()


def test_slots_are_hours_from_monday_in_the_zones_time():
    assert slot(MONDAY, UTC) == 0
    assert slot(MONDAY + 3599, UTC) == 0
    assert slot(MONDAY - 1, UTC) == 167
    assert slot(MONDAY, ZoneInfo("Europe/Berlin")) == 1
    assert slot(MONDAY, ZoneInfo("Asia/Kathmandu")) == 5


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ([], ""),
        ([9], "Mon 09-10"),
        ([11, 9, 10, 10], "Mon 09-12"),
        ([22, 23, 24], "Mon 22-24, Tue 00-01"),
        ([0, 2], "Mon 00-01, Mon 02-03"),
        (range(0, 168, 24), "Mon-Sun 00-01"),
        ([9, 33, 57, 81 + 24, 10, 17, 41], "Mon 09-11, Mon-Tue 17-18, Tue-Wed 09-10, Fri 09-10"),
        (range(0, 14, 2), "Mon 00-01, Mon 02-03, Mon 04-05, Mon 06-07, Mon 08-09, Mon 10-11 and 1 more time"),
        (range(0, 24, 2), "Mon 00-01, Mon 02-03, Mon 04-05, Mon 06-07, Mon 08-09, Mon 10-11 and 6 more times"),
    ],
)
def test_hours_are_named_as_people_say_them(slots, words):
    assert named(slots) == words


@given(st.floats(0, 3e6), st.floats(0, 3e5), st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]))
def test_no_second_is_lost_or_counted_twice(since, length, zone):
    found = overlaps(MONDAY + since, MONDAY + since + length, ZoneInfo(zone))
    assert sum(found.values()) == pytest.approx(length, abs=1e-3)
    assert all(seconds > 0 for seconds in found.values())


def test_a_shift_over_hours():
    assert overlaps(MONDAY + 1800, MONDAY + 9000, UTC) == {0: 1800.0, 1: 3600.0, 2: 1800.0}
    assert overlaps(MONDAY, MONDAY + 3600, ZoneInfo("Asia/Kathmandu")) == {5: 900.0, 6: 2700.0}
