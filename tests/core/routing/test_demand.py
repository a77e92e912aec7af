"""Rates of calls by kind, fading."""

import pytest

from acd.core.routing.demand import FADE_S, LEAST_SEEN_S, MAX_KINDS, Calls, Traffic


def kind(name: str) -> Calls:
    return Calls(name, (), "main", name)


def test_a_steady_stream_has_its_rate_from_the_first_minutes_on():
    traffic = Traffic()
    for second in range(0, 3600, 10):
        traffic.note(kind("a"), float(second))
        if second >= 600:
            ((_, rate),) = traffic.rates(float(second))
            assert rate == pytest.approx(0.1, rel=0.05)


def test_a_stream_that_ended_fades_and_one_call_is_no_flood():
    traffic = Traffic()
    traffic.note(kind("a"), 0.0)
    assert traffic.rates(0.0) == [(kind("a"), 1 / LEAST_SEEN_S)]
    early, late = (traffic.rates(at)[0][1] for at in (FADE_S, 5 * FADE_S))
    assert late < early / 10
    assert Traffic().rates(5.0) == []


def test_the_kind_that_comes_least_is_forgotten():
    traffic = Traffic()
    for number in range(MAX_KINDS):
        traffic.note(kind(str(number)), 0.0)
        traffic.note(kind(str(number)), 1.0)
    traffic.note(kind("new"), 2.0)
    names = [calls.queue for calls, _ in traffic.rates(3.0)]
    assert len(names) == MAX_KINDS
    assert "new" not in names
