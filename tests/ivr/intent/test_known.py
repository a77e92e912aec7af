"""What is known of a caller, and Bayes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.intent.classifier import NONE, untaught
from ivr.intent.known import (
    AGAIN,
    FACTS,
    HALF_DAYS,
    LAST_INTENTS,
    NONE_SHARE,
    OPEN_CASE,
    USUAL_NOW,
    Known,
    known_of,
    pairs_text,
    prior,
    rank,
)

EVEN = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}
names = st.sampled_from(["a", "b", "c", "d", "gone"])
counts = st.floats(0, 1e6)


def test_of_whom_nothing_is_known_anything_is_as_likely() -> None:
    assert prior(EVEN, Known()) == pytest.approx({**dict.fromkeys(EVEN, (1 - NONE_SHARE) / 4), NONE: NONE_SHARE})


def test_shares_of_the_flow_count() -> None:
    found = prior({"a": 3.0, "b": 1.0}, Known())
    assert found["a"] == pytest.approx(3 * found["b"])


def test_he_who_just_called_probably_calls_again_for_the_same() -> None:
    found = prior(EVEN, Known(last=(("b", 0.0),)))
    assert found["b"] == pytest.approx((1 - NONE_SHARE) * (AGAIN + (1 - AGAIN) / 4))


def test_a_past_call_counts_less_by_the_week() -> None:
    week = prior(EVEN, Known(last=(("b", HALF_DAYS),)))["b"]
    assert week == pytest.approx((1 - NONE_SHARE) * (AGAIN / 2 + (1 - AGAIN / 2) / 4))
    assert prior(EVEN, Known(last=(("b", 3650.0),))) == pytest.approx(prior(EVEN, Known()))


def test_newer_calls_outweigh_older_ones() -> None:
    found = prior(EVEN, Known(last=(("a", 0.0), ("b", HALF_DAYS))))
    assert found["a"] > found["b"] > found["c"]


def test_an_open_case_counts_as_just_called() -> None:
    assert prior(EVEN, Known(open_case="c")) == pytest.approx(prior(EVEN, Known(last=(("c", 0.0),))))


def test_the_time_of_day_shifts_the_shares() -> None:
    found = prior(EVEN, Known(calls={"a": 950.0, "unknown": 5000.0}))
    assert found["a"] == pytest.approx((1 - NONE_SHARE) * (12.5 + 950) / 1000)


@given(
    st.lists(st.tuples(names, st.floats(0, 1e5)), max_size=6),
    names,
    st.dictionaries(names, counts, max_size=5),
)
def test_a_prior_is_a_probability(last: list[tuple[str, float]], case: str, calls: dict[str, float]) -> None:
    found = prior(EVEN, Known(tuple(last), case, calls))
    assert sum(found.values()) == pytest.approx(1.0)
    assert min(found.values()) > 0


def test_facts_as_the_house_tells_them() -> None:
    told = {LAST_INTENTS: pairs_text([("order-status", 0.5), ("return", 12.0)]), OPEN_CASE: "return", USUAL_NOW: "a 3"}
    assert set(told) == set(FACTS)
    assert known_of(told) == Known((("order-status", 0.5), ("return", 12.0)), "return", {"a": 3.0})


@given(st.lists(st.tuples(st.sampled_from(["a", "order-status"]), st.floats(0, 1e9)), max_size=4))
def test_pairs_are_read_as_they_are_written(pairs: list[tuple[str, float]]) -> None:
    found = known_of({LAST_INTENTS: pairs_text(pairs)}).last
    assert [name for name, _ in found] == [name for name, _ in pairs]
    assert [number for _, number in found] == pytest.approx([number for _, number in pairs], abs=1e-4)


@pytest.mark.parametrize("fact", [None, "", 7, "order", "order x", "a 1.2.3", "a 1,b 2", "a  1", "a -1", "a nan"])
def test_facts_that_cannot_be_read_tell_nothing(fact: object) -> None:
    assert known_of({LAST_INTENTS: fact, OPEN_CASE: None, USUAL_NOW: fact}) == Known((), "", {})


class Told:
    """Stands for a classifier: text -> chances."""

    def __init__(self, chances: dict[str, dict[str, float]]) -> None:
        self.chances = chances.__getitem__


def test_bayes() -> None:
    classifier = Told({"x": {"a": 0.6, "b": 0.3, NONE: 0.1}})
    [first, second, third] = rank(classifier, [("x", 0.9)], {"a": 0.1, "b": 0.8, NONE: 0.1})  # type: ignore[arg-type]
    assert (first.intent, second.intent, third.intent) == ("b", "a", NONE)
    assert first.probability == pytest.approx(0.24 / (0.06 + 0.24 + 0.01))


def test_all_readings_of_what_was_said_count_by_their_confidence() -> None:
    classifier = Told({"x": {"a": 1.0, "b": 0.0, NONE: 0.0}, "y": {"a": 0.0, "b": 1.0, NONE: 0.0}})
    heard = [("x", 0.3), ("y", 0.6)]
    ranked = rank(classifier, heard, {"a": 0.4, "b": 0.4, NONE: 0.2})  # type: ignore[arg-type]
    assert [(each.intent, round(each.probability, 3)) for each in ranked][:2] == [("b", 0.667), ("a", 0.333)]


def test_a_reading_without_confidence_still_counts() -> None:
    classifier = Told({"x": {"a": 1.0, "b": 0.0, NONE: 0.0}})
    assert rank(classifier, [("x", 0.0)], {"a": 0.4, "b": 0.4, NONE: 0.2})[0].probability == 1.0  # type: ignore[arg-type]


def test_nothing_heard_leaves_what_was_known() -> None:
    ranked = rank(untaught(("a", "b")), [("", 1.0)], {"a": 0.5, "b": 0.3, NONE: 0.2})
    assert [round(each.probability, 3) for each in ranked] == [0.5, 0.3, 0.2]
