"""Occupancy, fading."""

import pytest

from acd.core.load import NEWCOMER_S, Load
from acd.core.records import AgentState as S


def share(load: Load) -> float:
    return load.busy_s / load.here_s


def test_half_busy_is_half_and_pauses_do_not_count():
    load, now = Load(), 0.0
    for _ in range(400):
        for state in (S.TALKING, S.WRAPPING, S.READY, S.READY, S.PAUSED):
            now += 30.0
            load.count(state, now)
    assert share(load) == pytest.approx(0.5, abs=0.02)


def test_old_time_fades():
    load = Load()
    load.count(S.TALKING, 3600.0)
    load.count(S.READY, 7200.0)
    assert 0 < share(load) < 0.2


def test_a_newcomer_begins_with_the_crews_mean_for_ten_minutes_worth():
    load = Load()
    load.begin(0.8, 5.0)
    assert (share(load), load.here_s, load.at) == (pytest.approx(0.8), NEWCOMER_S, 5.0)
    load.begin(0.1, 6.0)
    assert share(load) == pytest.approx(0.8)
