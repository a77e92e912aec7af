"""calendars.toml: what it means, and every problem at once."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.hours import Span, is_open
from ivr.problems import BadFileError
from ivr.reading.calendars import read_calendars


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "calendars.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_calendar_as_people_write_it(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        [office]
        zone = "Europe/Berlin"
        week = { mon-thu = "08:00-18:00", fri = ["08:00-12:00", "13:00-15:00"], sat-sun = "22:00-02:00" }
        [office.special]
        "12-25" = "closed"
        "2026-12-24" = "08:00-12:00"
        "2026-07-27..2026-08-07" = "closed"
        """,
    )
    office = read_calendars(path)["office"]
    assert office.week[0] == (Span(480, 1080),)
    assert office.week[4] == (Span(480, 720), Span(780, 900))
    assert office.week[6] == (Span(1320, 1560),)
    noon = {day: is_open(office, datetime.fromisoformat(f"{day}T12:30").replace(tzinfo=office.zone)) for day in DAYS}
    assert noon == DAYS
    assert office.zone == ZoneInfo("Europe/Berlin")


DAYS = {"2026-03-02": True, "2026-03-06": False, "2026-12-24": False, "2026-12-25": False, "2026-08-06": False}


def test_the_whole_day(tmp_path: Path) -> None:
    path = write(tmp_path, '[always]\nzone = "UTC"\nweek = { mon-sun = "00:00-24:00" }\n')
    assert read_calendars(path)["always"].week == ((Span(0, 1440),),) * 7


def test_every_problem_at_once_each_with_its_key(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        top = 3
        [a]
        zone = "Europe/Berlyn"
        color = "red"
        week = { mon-fri = "8-18", fri = "09:00-10:00", foo = "closed", sat = ["09:00-12:00", "11:00-13:00"] }
        [a.special]
        "02-30" = "closed"
        "2026-01-02..01-03" = "closed"
        "2026-02-01..2026-01-01" = "closed"
        "0000-01-01" = "closed"
        "01-01" = "10:00-10:00"
        [b]
        zone = "../../etc/passwd"
        special = 4
        """,
    )
    with pytest.raises(BadFileError) as refused:
        read_calendars(path)
    keys = [problem.where for problem in refused.value.problems]
    assert sorted(keys) == sorted(
        [
            "top",
            "a.zone",
            "a.color",
            "a.week.mon-fri",
            "a.week.fri",
            "a.week.foo",
            "a.week.sat",
            "a.special.02-30",
            "a.special.2026-01-02..01-03",
            "a.special.2026-02-01..2026-01-01",
            "a.special.0000-01-01",
            "a.special.01-01",
            "b.zone",
            "b.week",
            "b.special",
        ]
    )
    assert all(str(path) in line for line in str(refused.value).splitlines())


@pytest.mark.parametrize("text", ["[a", 'x = "\\q"', "[a]\n[a]\n"])
def test_not_toml_says_where(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFileError, match=r"is not TOML: .*(line|end of document)"):
        read_calendars(write(tmp_path, text))


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="cannot be read: No such file"):
        read_calendars(tmp_path / "none.toml")
