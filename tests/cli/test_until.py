"""Moments to come, as they are typed at three in the morning."""

from datetime import UTC, datetime

import pytest

from acd.cli.until import moment_to_come

NOW = datetime(2026, 11, 22, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("30m", "2026-11-22T03:40"),
        ("2h", "2026-11-22T05:10"),
        ("1d", "2026-11-23T03:10"),
        ("6:00", "2026-11-22T06:00"),
        ("18:00", "2026-11-22T18:00"),
        ("02:00", "2026-11-23T02:00"),
        ("2026-11-24T08:00", "2026-11-24T08:00"),
    ],
)
def test_moments(text: str, when: str) -> None:
    assert moment_to_come(text, NOW) == datetime.fromisoformat(f"{when}+00:00")


@pytest.mark.parametrize("text", ["", "soon", "25:00", "-2h", "2h30", "2026-11-21", "2020-01-01T00:00", "1w"])
def test_others_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (whatever it says, the command's own words are shown)
        moment_to_come(text, NOW)
