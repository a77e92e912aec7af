"""Forecast files: what is read, and that every mistake is told with its line and column."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acd.config.errors import ConfigErrors
from acd.staffing.demand import Demand
from acd.staffing.forecast import read_forecast


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "forecast.csv"


def mistakes(file: Path, text: str, **more: float) -> list[str]:
    file.write_text(text)
    with pytest.raises(ConfigErrors) as caught:
        read_forecast(file, **more)
    return [str(error).replace(str(file), "F") for error in caught.value.errors]


def test_lines_become_demand_by_start_and_queue(file: Path) -> None:
    file.write_bytes(
        b"\xef\xbb\xbfQueue, start ,calls,patience_s,aht_s\r\n"
        b'"sales, west",2026-11-23 09:30,55,,310\r\n'
        b"\r\n"
        b"help,2026-11-23T09:00,12.5,90,400\r\n"
    )
    assert read_forecast(file) == [
        Demand("2026-11-23 09:00", "help", 1800.0, 12.5, 400.0, 90.0),
        Demand("2026-11-23 09:30", "sales, west", 1800.0, 55.0, 310.0, None),
    ]


def test_what_a_line_leaves_out_is_taken_as_given_otherwise(file: Path) -> None:
    file.write_text("start,queue,calls,aht_s\n2026-11-23 09:00,a,5,\n2026-11-23 09:00,b,5,60\n")
    first, second = read_forecast(file, aht_s=300.0, patience_s=120.0, length_s=900.0)
    assert (first.aht_s, second.aht_s, first.patience_s, first.length_s) == (300.0, 60.0, 120.0, 900.0)
    assert (first.calls_per_hour, first.erlangs) == (20.0, pytest.approx(5 / 3))


def test_every_mistake_is_told_at_once(file: Path) -> None:
    text = """start,queue,calls,aht_s,patience_s
tomorrow,,-1,0,never
2026-11-23 09:00:30,a,nan,inf,1
2026-11-23 09:00+01:00,a,1e9,300,1
2026-11-23 09:00,a,1
2026-11-23 09:00,a,1,,1
"""
    assert [line.partition(" ")[0] + " " + line.split(" ")[1] for line in mistakes(file, text)] == [
        "F:2: start:",
        "F:2: queue:",
        "F:2: calls:",
        "F:2: aht_s:",
        "F:2: patience_s:",
        "F:3: start:",
        "F:3: calls:",
        "F:3: aht_s:",
        "F:4: start:",
        "F:4: calls:",
        "F:5: got",
        "F:6: aht_s:",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "F: is empty: the first line must name the columns start, queue, calls"),
        ("start,queue,calls\n", "F: holds no interval below its heading"),
        ("start,queue\n", "F:1: calls: the heading must have this column"),
        ("start,queue,calls,aht\n", "F:1: aht: no such column, allowed are start, queue, calls, aht_s, patience_s"),
        ("start,queue,calls,calls\n", "F:1: calls: the heading must have this column once"),
        ('start,queue,calls\n"2026', "F:2: is not CSV: unexpected end of data"),
    ],
)
def test_a_file_that_is_no_forecast_is_refused(file: Path, text: str, says: str) -> None:
    assert mistakes(file, text) == [says]


def test_the_same_interval_twice_is_refused(file: Path) -> None:
    text = "start,queue,calls\n2026-11-23 09:00,a,5\n2026-11-23 09:00,b,5\n2026-11-23T09:00,a,6\n"
    (said,) = mistakes(file, text, aht_s=300.0)
    assert said == "F:4: start: got 2026-11-23 09:00:00, line 2 has this start and queue already"


def test_how_long_an_interval_is_must_be_known_and_fit(file: Path) -> None:
    one = "start,queue,calls\n2026-11-23 09:00,a,5\n"
    (said,) = mistakes(file, one, aht_s=300.0)
    assert "got one start" in said
    assert said.endswith("--interval")
    (said,) = mistakes(file, one + "2026-11-24 09:00,a,5\n", aht_s=300.0)
    assert "a least gap of 1440 minutes" in said
    (said,) = mistakes(file, one + "2026-11-23 09:15,a,5\n", aht_s=300.0, length_s=1800.0)
    assert said == "F: start: got a least gap of 15 minutes, intervals of 30 minutes would overlap"


def test_more_than_any_house_is_refused(file: Path) -> None:
    (said,) = mistakes(file, "start,queue,calls\n2026-11-23 09:00,a,1000000\n", aht_s=300.0, length_s=900.0)
    assert said == "F:2: calls: got 1e+06, at most 20000 erlangs in one interval"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"start,queue,calls\n2026-11-23 09:00,\xfc,5\n")
    for name, says in (("none", "No such file"), (".", "directory"), ("latin", "UTF-8")):
        with pytest.raises(ConfigErrors, match=says):
            read_forecast(tmp_path / name)


@given(st.text('start,queu"\n\r\0 09:-2calh_\u2028é', max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused(file: Path, text: str) -> None:
    file.write_text("start,queue,calls\n" + text, newline="")
    with contextlib.suppress(ConfigErrors):
        assert read_forecast(file, aht_s=300.0, length_s=1800.0)
