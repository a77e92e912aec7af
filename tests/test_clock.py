import time

import pytest

from acd.clock import Clock


def test_it_reads_as_the_time_of_day_at_its_start() -> None:
    before = time.time()
    assert before - 0.001 <= Clock().now() <= time.time() + 0.001


def test_a_step_of_the_machines_clock_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    monkeypatch.setattr(time, "monotonic", lambda: 50.0)
    clock = Clock()
    monkeypatch.setattr(time, "time", lambda: 10.0)
    monkeypatch.setattr(time, "monotonic", lambda: 53.5)
    assert clock.now() == 1_000_003.5


def test_loop_time_is_when_it_will_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    monkeypatch.setattr(time, "monotonic", lambda: 50.0)
    clock = Clock()
    at = clock.at_loop_time(1_000_010.0)
    assert at == 60.0
    monkeypatch.setattr(time, "monotonic", lambda: at)
    assert clock.now() == 1_000_010.0


def test_it_never_goes_back() -> None:
    clock = Clock()
    readings = [clock.now() for _ in range(1000)]
    assert readings == sorted(readings)
