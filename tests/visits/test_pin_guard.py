import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.visits.pin_guard import LOCK_S, MOST_NUMBERS, NUMBER_TRIES, TRIES, PinGuard

PHONE = "+49301001"


@pytest.fixture
def guard() -> PinGuard:
    return PinGuard()


def test_the_fifth_wrong_try_locks_and_only_this_agent(guard: PinGuard) -> None:
    locked = []
    for second in range(TRIES):
        locked.append(guard.is_locked("1001", PHONE, float(second)))
        guard.wrong("1001", PHONE, float(second))
    assert locked == [False] * TRIES
    assert guard.is_locked("1001", PHONE, TRIES)
    assert not guard.is_locked("1002", PHONE, TRIES)


def test_a_right_one_begins_anew(guard: PinGuard) -> None:
    for second in range(TRIES - 1):
        guard.wrong("1001", PHONE, float(second))
    guard.right("1001", PHONE)
    guard.wrong("1001", PHONE, 10.0)
    assert not guard.is_locked("1001", PHONE, 10.0)


def test_the_lock_ends_after_its_time_and_no_sooner(guard: PinGuard) -> None:
    for second in range(TRIES):
        guard.wrong("1001", PHONE, float(second))
    last = TRIES - 1
    assert guard.is_locked("1001", PHONE, last + LOCK_S - 0.001)
    assert not guard.is_locked("1001", PHONE, last + LOCK_S)
    guard.wrong("1001", PHONE, last + LOCK_S)
    assert not guard.is_locked("1001", PHONE, last + LOCK_S)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 400), max_size=60))
def test_nobody_gets_more_tries_than_a_lock_allows(pauses: list[float]) -> None:
    """Whatever the rhythm of a guesser who tries whenever it is not locked."""
    guard, now, tried = PinGuard(), 0.0, list[float]()
    for pause in pauses:
        now += pause
        if not guard.is_locked("1001", PHONE, now):
            guard.wrong("1001", PHONE, now)
            tried.append(now)
    for first in range(len(tried) - TRIES):
        assert tried[first + TRIES] - tried[first] >= LOCK_S


def test_a_number_that_goes_from_account_to_account_is_locked_for_all_of_them(guard: PinGuard) -> None:
    for account in range(NUMBER_TRIES):
        assert not guard.is_locked(f"{account}", PHONE, 0.0)
        guard.wrong(f"{account}", PHONE, 0.0)
    assert guard.is_locked("another", PHONE, LOCK_S - 0.001)
    assert not guard.is_locked("another", "+49301002", LOCK_S - 0.001)
    assert not guard.is_locked("another", PHONE, LOCK_S)


def test_knowing_one_pin_buys_no_tries_at_the_other_accounts(guard: PinGuard) -> None:
    tried = 0
    for account in range(100):
        guard.wrong("own", PHONE, 0.0)
        guard.right("own", PHONE)
        if not guard.is_locked(f"{account}", PHONE, 0.0):
            guard.wrong(f"{account}", PHONE, 0.0)
            tried += 1
    assert tried == NUMBER_TRIES


def test_right_ones_do_not_add_up(guard: PinGuard) -> None:
    for _ in range(10 * NUMBER_TRIES):
        guard.wrong("1001", PHONE, 0.0)
        guard.right("1001", PHONE)
    assert not guard.is_locked("1001", PHONE, 0.0)


def test_invented_numbers_fill_no_memory_and_open_no_account(guard: PinGuard) -> None:
    for number in range(MOST_NUMBERS + 10):
        guard.wrong("1001", f"{number}", 0.0)
    assert len(guard._numbers) == MOST_NUMBERS
    assert guard.is_locked("1001", "new", 0.0)
