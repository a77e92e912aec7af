"""Each textbook rule in the smallest world that tells it from the others."""

import pytest

from acd.simulate.run import play
from tests.simulate.floors import NO, case_of

TWO = ((100.0, 60.0), (100.0, 60.0))


@pytest.mark.parametrize(("rule", "first"), [("longest-idle", 0), ("fastest-first", 1), ("generalised-c-mu", 1)])
def test_who_takes_a_call(rule: str, first: int) -> None:
    """Agent 1 is quicker; agent 0 stands before him in line."""
    assert play(case_of(TWO, [(0.0, 0)]), rule).agent == [first]


def test_the_longest_idle_is_who_was_done_first() -> None:
    tape = play(case_of(TWO, [(0.0, 0), (0.0, 0), (200.0, 0)]), "longest-idle")
    assert tape.agent == [0, 1, 1]


def test_the_longest_wait_is_served_first() -> None:
    case = case_of(((100.0,), (10.0,)), [(0.0, 0), (10.0, 0), (20.0, 1)])
    assert play(case, "longest-idle").answered == [0.0, 100.0, 200.0]


def test_generalised_c_mu_weighs_wait_by_pace() -> None:
    """When the agent frees, 90 s / 100 s is less than 80 s / 10 s: the short call goes first."""
    case = case_of(((100.0,), (10.0,)), [(0.0, 0), (10.0, 0), (20.0, 1)])
    assert play(case, "generalised-c-mu").answered == [0.0, 110.0, 100.0]


def test_own_agents_come_before_helpers() -> None:
    case = case_of(((100.0, 100.0), (NO, 100.0)), [(0.0, 0), (1.0, 0)], rank=((1, 0), (0, 0)))
    assert play(case, "preferred-groups").agent == [1, 0]
    assert play(case, "longest-idle").agent == [0, 1]


def test_queue_idleness_ratio_serves_the_line_that_is_too_long() -> None:
    """Kind 1 has two of three waiting, but less than a third of the traffic; kind 0 waits longer."""
    calls = [(0.0, 0), (1.0, 0), (2.0, 1), (3.0, 1), (700.0, 0), (710.0, 0), (720.0, 0)]
    case = case_of(((100.0,), (100.0,)), calls)
    assert play(case, "queue-idleness-ratio").answered[1:4] == [300.0, 100.0, 200.0]
    assert play(case, "longest-idle").answered[1:4] == [100.0, 200.0, 300.0]


def test_a_missed_call_goes_to_the_next() -> None:
    tape = play(case_of(TWO, [(0.0, 0), (50.0, 0)], away=frozenset({0})), "longest-idle")
    assert tape.answered == [15.0, 75.0]
    assert tape.agent == [1, 1]
    assert tape.missed == 1
