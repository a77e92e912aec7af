import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.visits.pin_guard import LOCK_S, TRIES, PinGuard


@pytest.fixture
def guard() -> PinGuard:
    return PinGuard()


def test_the_fifth_wrong_try_locks_and_only_this_agent(guard: PinGuard) -> None:
    locked = []
    for second in range(TRIES):
        locked.append(guard.is_locked("1001", float(second)))
        guard.wrong("1001", float(second))
    assert locked == [False] * TRIES
    assert guard.is_locked("1001", TRIES)
    assert not guard.is_locked("1002", TRIES)


def test_a_right_one_begins_anew(guard: PinGuard) -> None:
    for second in range(TRIES - 1):
        guard.wrong("1001", float(second))
    guard.right("1001")
    guard.wrong("1001", 10.0)
    assert not guard.is_locked("1001", 10.0)


def test_the_lock_ends_after_its_time_and_no_sooner(guard: PinGuard) -> None:
    for second in range(TRIES):
        guard.wrong("1001", float(second))
    last = TRIES - 1
    assert guard.is_locked("1001", last + LOCK_S - 0.001)
    assert not guard.is_locked("1001", last + LOCK_S)
    guard.wrong("1001", last + LOCK_S)
    assert not guard.is_locked("1001", last + LOCK_S)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 400), max_size=60))
def test_nobody_gets_more_tries_than_a_lock_allows(pauses: list[float]) -> None:
    """Whatever the rhythm of a guesser who tries whenever it is not locked."""
    guard, now, tried = PinGuard(), 0.0, list[float]()
    for pause in pauses:
        now += pause
        if not guard.is_locked("1001", now):
            guard.wrong("1001", now)
            tried.append(now)
    for first in range(len(tried) - TRIES):
        assert tried[first + TRIES] - tried[first] >= LOCK_S
