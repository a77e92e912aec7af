"""Moments as people give them."""

from datetime import datetime, timedelta, timezone

import pytest

from acd.cli.since import moment

NOW = datetime(2025, 11, 22, 14, 30, 5, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("30s", "2025-11-22T14:29:35+01:00"),
        ("2h", "2025-11-22T12:30:05+01:00"),
        ("7d", "2025-11-15T14:30:05+01:00"),
        ("today", "2025-11-22T00:00:00+01:00"),
        ("yesterday", "2025-11-21T00:00:00+01:00"),
        ("9:05", "2025-11-22T09:05:00+01:00"),
        ("2025-11-01", "2025-11-01T00:00:00+01:00"),
        ("2025-11-01 08:30", "2025-11-01T08:30:00+01:00"),
        ("2025-11-01T08:30:00Z", "2025-11-01T08:30:00+00:00"),
    ],
)
def test_moments(text: str, iso: str) -> None:
    assert moment(text, NOW) == datetime.fromisoformat(iso)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "5", "-1h", "2025-13-01", "٣h"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        moment(text, NOW)
