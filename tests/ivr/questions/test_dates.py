"""A day by words in one step or two, and by keys."""

from datetime import UTC, date, datetime

import pytest

from ivr.inputs import Pressed, Silent
from ivr.outcome import HandOff
from ivr.outputs import Day, End, KeyWant, Say
from tests.ivr.questions.script import Load, badly, half, is_keys_only, results, said, sure, walk, words

DATE = """
  a: {date: day, prompt: [p], day_prompt: [d], next: out, wrong: [w], silent: [s], retries: 3%s}
"""


def hand_off(day: str) -> End:
    return End(HandOff("sales", language="en", data={"day": day}))


def test_it_asks_for_a_day_by_word_or_four_keys(load: Load) -> None:
    _, output = walk(load(DATE % ""))
    assert isinstance(output, Say)
    assert output.keys == KeyWant(4, 4, "#")
    heard = words(output)
    assert (heard["tomorrow"], heard["on friday"], heard["may"]) == ("tomorrow", "4", "month 5")
    assert heard["operator"] == "operator"


@pytest.mark.parametrize(
    ("meaning", "day", "past"),
    [
        ("today", "2026-03-04", "2026-03-04"),
        ("tomorrow", "2026-03-05", ""),
        ("4", "2026-03-06", "2026-02-27"),
        ("2", "2026-03-11", "2026-03-04"),
    ],
)
def test_a_named_day(load: Load, meaning: str, day: str, past: str) -> None:
    assert walk(load(DATE % ""), sure(meaning))[1] == hand_off(day)
    _, output = walk(load(DATE % ", past: true"), sure(meaning))
    assert output == hand_off(past) if past else said(output) == ["w", "p"]


def test_a_month_is_asked_for_its_day_and_both_are_said_back(load: Load) -> None:
    flow = load(DATE % "")
    for month in (sure("month 5"), half("month 5")):
        place, output = walk(flow, month)
        assert said(output) == ["d"]
        assert isinstance(output, Say)
        assert output.keys == KeyWant(1, 2, "#")
        assert words(output)["twenty third"] == "day 23"
        for day in (sure("day 23"), half("day 23"), Pressed("23")):
            _, output = walk(flow, month, day)
            assert said(output) == ["you-said", Day(date(2026, 5, 23)), "right"]
            assert walk(flow, month, day, sure("yes"))[1] == hand_off("2026-05-23")
            assert walk(flow, month, day, half("yes"))[0].data == {}
    assert results(place) == ["heard a month"]


def test_a_refused_date_starts_anew(load: Load) -> None:
    _, output = walk(load(DATE % ""), sure("month 5"), sure("day 3"), sure("no"))
    assert said(output) == ["p"]


def test_a_day_the_month_has_not_is_asked_again(load: Load) -> None:
    flow = load(DATE % "")
    for wrong in (sure("day 31"), sure("day 0"), Pressed("31"), Pressed("0"), badly("day 3"), sure("today")):
        assert said(walk(flow, sure("month 6"), wrong)[1]) == ["w", "d"]
    assert said(walk(flow, sure("month 6"), Silent())[1]) == ["s", "d"]


@pytest.mark.parametrize(
    ("keys", "more", "day"),
    [
        ("2412", "", "2026-12-24"),
        ("0403", "", "2026-03-04"),
        ("0303", "", "2027-03-03"),
        ("2902", "", "2028-02-29"),
        ("2412", ", past: true", "2025-12-24"),
        ("2902", ", past: true", "2024-02-29"),
        ("1224", ", month_first: true", "2026-12-24"),
    ],
)
def test_by_keys_it_is_the_next_or_the_last_such_day(load: Load, keys: str, more: str, day: str) -> None:
    assert walk(load(DATE % more), Pressed(keys))[1] == hand_off(day)


@pytest.mark.parametrize("keys", ["3113", "0000", "241", "9999", "12A4", "3002"])
def test_keys_that_are_no_day_are_asked_again(load: Load, keys: str) -> None:
    assert said(walk(load(DATE % ""), Pressed(keys))[1]) == ["w", "p"]


def test_half_heard_it_is_said_back(load: Load) -> None:
    _, output = walk(load(DATE % ""), half("tomorrow"))
    assert said(output) == ["you-said", Day(date(2026, 3, 5)), "right"]


def test_when_nobody_knows_the_day_the_caller_comes_to_a_person(load: Load) -> None:
    flow = load(DATE % "")
    assert walk(flow, *[sure("today")] * 4, now=None)[1] == End(HandOff("desk", language="en"))


@pytest.mark.parametrize("now", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_the_first_and_last_days_of_all_raise_nothing(load: Load, now: datetime) -> None:
    for past in ("", ", past: true"):
        for answer in (sure("tomorrow"), sure("2"), Pressed("3112"), Pressed("2902")):
            walk(load(DATE % past), answer, now=now)


def test_in_a_language_without_dates_keys_serve(load: Load) -> None:
    assert is_keys_only(walk(load(DATE % ""), language="fr")[1])
