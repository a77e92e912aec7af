import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.pin_tries import PinAct, PinTried
from acd.visits import pin_guard
from acd.visits.pin_guard import AGENTS, FORGET_S, LONGEST_LOCK_S, Limits, PinGuard

TRIES, NUMBER_TRIES, LOCK_S = AGENTS.tries, AGENTS.number_tries, AGENTS.lock_s

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
    guard.right("1001", PHONE, 5.0)
    guard.wrong("1001", PHONE, 10.0)
    assert not guard.is_locked("1001", PHONE, 10.0)


def test_the_lock_ends_after_its_time_and_no_sooner_and_the_next_is_longer(guard: PinGuard) -> None:
    for second in range(TRIES):
        guard.wrong("1001", PHONE, float(second))
    last, lock_s = TRIES - 1.0, LOCK_S
    for _ in range(10):
        assert guard.is_locked("1001", PHONE, last + lock_s - 0.001)
        last += lock_s
        assert not guard.is_locked("1001", PHONE, last)
        guard.wrong("1001", PHONE, last)
        assert guard.is_locked("1001", PHONE, last)
        lock_s = min(2 * lock_s, LONGEST_LOCK_S)


def test_a_guesser_of_four_digits_needs_years(guard: PinGuard) -> None:
    now, tried = 0.0, 0
    while now < 365 * 86_400:
        if not guard.is_locked("1001", "", now):
            guard.wrong("1001", "", now)
            tried += 1
        now += 600
    assert tried < 400


def test_after_a_quiet_week_an_account_is_as_new(guard: PinGuard) -> None:
    for _ in range(TRIES - 1):
        guard.wrong("1001", PHONE, 0.0)
    guard.wrong("1001", PHONE, FORGET_S)
    assert not guard.is_locked("1001", PHONE, FORGET_S)


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
        guard.right("own", PHONE, 5.0)
        if not guard.is_locked(f"{account}", PHONE, 0.0):
            guard.wrong(f"{account}", PHONE, 0.0)
            tried += 1
    assert tried == NUMBER_TRIES


def test_right_ones_do_not_add_up(guard: PinGuard) -> None:
    for _ in range(10 * NUMBER_TRIES):
        guard.wrong("1001", PHONE, 0.0)
        guard.right("1001", PHONE, 5.0)
    assert not guard.is_locked("1001", PHONE, 0.0)


def test_invented_numbers_and_accounts_fill_no_memory_and_open_no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pin_guard, "MOST", 50)
    guard = PinGuard()
    for number in range(60):
        guard.wrong("1001", f"{number}", 0.0)
    for account in range(60):
        guard.wrong(f"{account}", "one", 0.0)
        guard.wrong("1001", f"{account}", 0.0)
    assert len(guard._numbers) == len(guard._accounts) == 50
    assert guard.is_locked("1001", "new", 0.0)


def test_an_operator_opens_an_account_or_a_number(guard: PinGuard) -> None:
    for account in range(NUMBER_TRIES):
        guard.wrong(f"{account}", PHONE, 0.0)
    for _ in range(TRIES):
        guard.wrong("1001", "elsewhere", 0.0)
    assert guard.unlock("1001", "", 1.0)
    assert not guard.is_locked("1001", "elsewhere", 1.0)
    assert guard.is_locked("1001", PHONE, 1.0)
    assert guard.unlock("", PHONE, 1.0)
    assert not guard.is_locked("1001", PHONE, 1.0)
    assert not guard.unlock("nobody", "nowhere", 1.0)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(PinAct)), st.sampled_from("ab"), st.sampled_from("12"), st.floats(0, 1000)),
        max_size=60,
    )
)
def test_a_restart_forgets_nothing(acts: list[tuple[PinAct, str, str, float]]) -> None:
    kept: list[PinTried] = []
    guard, now = PinGuard("x", lambda: Limits(2, 3, 600), kept.append, b"key"), 0.0
    for act, account, number, pause in acts:
        now += pause
        {PinAct.TRIED: guard.wrong, PinAct.RIGHT: guard.right, PinAct.UNLOCKED: guard.unlock}[act](account, number, now)
    again = PinGuard("x", lambda: Limits(2, 3, 600), lambda _: None, b"key")
    for row in kept:
        again.recall(row)
    for account in "abc":
        for number in "123":
            assert again.is_locked(account, number, now) == guard.is_locked(account, number, now)


def test_what_is_kept_tells_neither_account_nor_number() -> None:
    kept: list[PinTried] = []
    guard = PinGuard("x", keep=kept.append, key=b"secret")
    guard.wrong("4111111111111111", "+49301234567", 0.0)
    other = PinGuard("x", keep=kept.append, key=b"another")
    other.wrong("4111111111111111", "+49301234567", 0.0)
    assert "1111" not in repr(kept)
    assert kept[0].account != kept[1].account
    assert len({kept[0].account, kept[0].number}) == 2
