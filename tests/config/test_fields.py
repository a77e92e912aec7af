import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acd.config.fields import A_YEAR_S, check_name, check_sound, holds, parse_seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (20, 20.0),
        (0, 0.0),
        (1.5, 1.5),
        ("20s", 20.0),
        ("20 s", 20.0),
        ("90 sec", 90.0),
        ("5 min", 300.0),
        ("5min", 300.0),
        ("5m", 300.0),
        ("2 minutes", 120.0),
        ("1h", 3600.0),
        ("1.5 hours", 5400.0),
        ("2 days", 172800.0),
        (" 1h ", 3600.0),
    ],
)
def test_durations(written, seconds):
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize(
    "written",
    [
        True,
        None,
        "",
        "20",
        "s",
        "-5s",
        "1e3s",
        "5 ss",
        "٣s",
        -1,
        float("nan"),
        float("inf"),
        10**400,
        "999d",
        [],
    ],
)
def test_no_durations(written):
    assert parse_seconds(written) is None


@given(st.one_of(st.integers(), st.floats(), st.text(), st.from_regex(r"\d+(\.\d+)? ?[a-z]+")))
@example("0.000001s")
def test_whatever_is_written_is_a_duration_in_range_or_none(written):
    seconds = parse_seconds(written)
    assert seconds is None or 0 <= seconds <= A_YEAR_S


@given(st.floats(0, 100000), st.sampled_from([("s", 1), ("min", 60), ("h", 3600)]))
def test_units(number, unit):
    text = f"{number:.3f}"
    seconds = float(text) * unit[1]
    assert parse_seconds(text + unit[0]) == (pytest.approx(seconds) if seconds <= A_YEAR_S else None)


@given(st.text(max_size=20))
def test_names_and_sounds_can_carry_nothing_a_dialplan_would_read(text):
    if holds(check_name, text) or holds(check_sound, text):
        assert not set(text) & set(" ,;&|$(){}[]\"'\\\n\r\0.:@^")
        assert not text.startswith("/")
