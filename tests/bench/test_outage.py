"""What the availability hour makes of its calls."""

import pytest

from bench.outage.report import Attempt, Struck, gaps, lines

SERVED, LOST = 0.5, None


def calls(*waits: float | None) -> list[Attempt]:
    """One a second."""
    return [Attempt(1000.0 + at, waited) for at, waited in enumerate(waits)]


@pytest.mark.parametrize(
    ("waits", "found"),
    [
        ((), []),
        ((SERVED, SERVED), []),
        ((SERVED, LOST, SERVED), [1.0]),
        ((LOST, LOST, SERVED, LOST, SERVED), [2.0, 1.0]),
        ((SERVED, LOST, LOST), [1.0]),
    ],
)
def test_a_gap_lasts_until_the_next_call_that_is_served(waits, found):
    assert gaps(calls(*waits)) == found


def test_the_shares():
    attempts = calls(*[SERVED] * 60, *[LOST] * 30, 25.0, *[SERVED] * 9)
    rows = 1 + 30  # those who were not served
    said = lines(attempts, [Struck("daemon killed", 1060.0, 0.0)], 100.0, seed=1)
    assert "served: 70 = 70.00 % of the calls attempted (answered by an agent)" in said
    assert "answered within 20 s: 69 = 69.00 % of the calls attempted" in said
    assert said[3].startswith("telecom: 69.70 % of the time")
    assert said[-1 - rows].split() == ["daemon", "killed", "1", "40", "10", "25.0", "s"]


def test_short_gaps_are_no_outage_of_a_telephone_network():
    said = lines(calls(*[SERVED] * 60, *[LOST] * 29, *[SERVED] * 11), [], 100.0, seed=1)
    assert said[3].startswith("telecom: 100.00 % of the time")
    assert "longest gap 29 s" in said[3]


def test_who_was_not_served_is_told_one_by_one():
    attempts = [Attempt(100.0, LOST, "pbx_lost"), Attempt(150.0, SERVED), Attempt(170.0, LOST, "no contact")]
    said = lines(attempts, [Struck("Asterisk killed", 102.0, 2.0), Struck("daemon killed", 163.0, 0.0)], 99.0, seed=1)
    told = [line.split("  ") for line in said[-2:]]
    assert [(row[0], row[-2].strip(), row[-1]) for row in told] == [
        ("Asterisk killed", "-2.0 s", "pbx_lost"),
        ("daemon killed", "+7.0 s", "no contact"),
    ]


def test_no_calls_are_told():
    assert lines([], [], 1.0, seed=1) == ["no call was attempted"]
