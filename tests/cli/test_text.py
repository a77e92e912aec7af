"""Text that cannot act, durations, JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.cli.text import clean, clean_lines, clock, percent, print_json, spoken


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Łucja 王 é", "Łucja 王 é"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("\u202eabc\u2066", "\\u202eabc\\u2066"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_clean(text: str, said: str) -> None:
    assert clean(text) == said


def test_clean_lines_keeps_lines() -> None:
    assert clean_lines("a\n\x1bb") == "a\n\\x1bb"


@given(st.text('a"\\\n\x00\x1b\x7f\x9b\u2028\u202e\U000e0041é王', max_size=12))
def test_json_is_the_same_value_and_cannot_act(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("click.echo", printed.append)
        print_json({text: [text]}, on_one_line=True)
    assert json.loads(printed[0]) == {text: [text]}
    assert printed[0].isprintable()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "-"), (0, "0:00"), (-1, "0:00"), (59.6, "1:00"), (751, "12:31"), (3723, "1:02:03")],
)
def test_clock(seconds: float | None, said: str) -> None:
    assert clock(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (4, "4 s"), (192, "3 min 12 s"), (7500, "2 h 5 min"), (90061, "1 d 1 h")]
)
def test_spoken(seconds: float, said: str) -> None:
    assert spoken(seconds) == said


def test_percent() -> None:
    assert (percent(None), percent(0.873), percent(1.0)) == ("-", "87 %", "100 %")
