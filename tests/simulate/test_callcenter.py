"""The mod_callcenter model does what its docstring says."""

import pytest

from acd.simulate.run import play
from acd.simulate.tape import Fate
from tests.simulate.floors import NO, case_of


def test_calls_are_looked_at_on_the_tick_only() -> None:
    tape = play(case_of(((29.95, 29.95),), [(0.01, 0), (0.57, 0), (0.60001, 0)]), "callcenter-top-down")
    assert tape.answered == pytest.approx([0.1, 0.6, 30.1])


def test_the_longest_wait_of_all_queues_is_served_first() -> None:
    case = case_of(((29.95,), (29.95,)), [(0.0, 1), (5.0, 1), (6.0, 0)])
    assert play(case, "callcenter-top-down").answered == pytest.approx([0.1, 30.1, 60.1])


def test_the_longest_idle_agent_is_who_was_done_first() -> None:
    case = case_of(((50.0, 20.0),), [(0.0, 0), (0.0, 0), (200.0, 0)])
    assert play(case, "callcenter-longest-idle-agent").agent == [0, 1, 1]
    assert play(case, "callcenter-top-down").agent == [0, 1, 0]


def test_least_talk_time_and_fewest_calls_differ() -> None:
    """Agent 0 has had one long call, agent 1 two short ones."""
    case = case_of(((90.0, NO), (NO, 20.0), (30.0, 30.0)), [(0.0, 0), (0.0, 1), (50.0, 1), (200.0, 2)])
    assert play(case, "callcenter-agent-with-least-talk-time").agent[3] == 1
    assert play(case, "callcenter-agent-with-fewest-calls").agent[3] == 0


def test_round_robin_goes_on_behind_the_last() -> None:
    tape = play(case_of(((10.0,) * 3,), [(100.0 * place, 0) for place in range(4)]), "callcenter-round-robin")
    assert tape.agent == [0, 1, 2, 0]


def test_levels_keep_helpers_for_later() -> None:
    case = case_of(((10.0, 10.0),), [(0.0, 0), (100.0, 0)], rank=((1, 0),))
    assert play(case, "callcenter-top-down").agent == [0, 0]
    assert play(case, "callcenter-top-down-levels").agent == [1, 1]


def test_three_missed_calls_and_an_agent_is_on_break() -> None:
    tape = play(case_of(((10.0,),), [(0.0, 0)], patience_s=300.0, away=frozenset({0})), "callcenter-top-down")
    assert tape.missed == 3
    assert tape.fate == [Fate.ABANDONED]
