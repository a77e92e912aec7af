"""The word on a clock that was set under the running daemon."""

import time

import pytest

from acd.clock import Clock
from acd.time_of_day import TimeOfDay


def test_a_step_is_told_once_and_a_drift_not(caplog: pytest.LogCaptureFixture) -> None:
    offs = [0.0, 0.4, 3600.4, 3600.9, -86_400.0]
    watch = TimeOfDay(lambda: offs.pop(0))
    for _ in range(5):
        watch.look()
    assert [each.getMessage() for each in caplog.records] == [
        "the machine's clock was set by +3600 s: until the next start rows are 3600 s behind it",
        "the machine's clock was set by -90000 s: until the next start rows are 86400 s before it",
    ]


def test_how_far_the_machines_clock_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, real = Clock(), time.time
    assert abs(clock.off_s()) < 0.1
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert clock.off_s() == pytest.approx(3600, abs=0.1)
