"""Locks after too many wrong PINs, across calls and restarts: an account, and the number the calls come from, so that
one phone cannot try a few PINs at every account. Pure: the time is passed in, each act is handed to `keep` and is taken
back by `recall` at the next start.

A right PIN opens its account again, not the number: who knows one PIN would otherwise buy himself tries at the others.
After a lock there is one try, and a wrong one locks for twice as long: a PIN of four digits lasts a guesser for years.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from acd.core.pin_tries import PinAct, PinTried

LONGEST_LOCK_S = 86_400.0
FORGET_S = 7 * 86_400.0  # after so long without a wrong PIN an account is as new
MOST = 100_000  # accounts and numbers kept; anybody can type any account


@dataclass(frozen=True, slots=True)
class Limits:
    """An account is locked from its `tries`-th wrong PIN in a row, for `lock_s` after it; a number from its
    `number_tries`-th wrong PIN, pauses of `lock_s` between two ending the count."""

    tries: int = 5
    number_tries: int = 10  # of all accounts together; a shared phone sees honest slips of several people
    lock_s: float = 900.0


AGENTS = Limits()
Counts = dict[str, tuple[int, float]]  # the one that tried last stands last


def _forget(_: PinTried) -> None:
    """For a guard that is not to outlive its daemon."""


class PinGuard:
    """Of one `book`. `key` makes the digests that are kept; `limits` are those of the moment."""

    def __init__(
        self,
        book: str = "agents",
        limits: Callable[[], Limits] = lambda: AGENTS,
        keep: Callable[[PinTried], None] = _forget,
        key: bytes = b"",
    ) -> None:
        self.book = book
        self._limits = limits
        self._keep = keep
        self._key = key
        self._accounts: Counts = {}
        self._numbers: Counts = {}

    def is_locked(self, account: str, number: str, now: float) -> bool:
        return now < self._locked_until(self._digest("account", account), self._digest("number", number), now)

    def wrong(self, account: str, number: str, now: float) -> None:
        """A try, counted as wrong before it is looked at: many calls at once gain nothing."""
        self._act(PinAct.TRIED, self._digest("account", account), self._digest("number", number), now)

    def right(self, account: str, number: str, now: float) -> None:
        """The try last counted as wrong was right."""
        self._act(PinAct.RIGHT, self._digest("account", account), self._digest("number", number), now)

    def unlock(self, account: str, number: str, now: float) -> bool:
        """Opens the account and the number, an empty one is none. False when neither had wrong tries."""
        keys = account and self._digest("account", account), number and self._digest("number", number)
        if keys[0] not in self._accounts and keys[1] not in self._numbers:
            return False
        self._act(PinAct.UNLOCKED, *keys, now)
        return True

    def recall(self, row: PinTried) -> None:
        """What an earlier daemon kept, in its order."""
        self._count(row.act, row.account, row.number, row.at)

    def _act(self, act: PinAct, account: str, number: str, now: float) -> None:
        self._count(act, account, number, now)
        self._keep(PinTried(self.book, account, number, now, act))

    def _count(self, act: PinAct, account: str, number: str, now: float) -> None:
        match act:
            case PinAct.TRIED:
                _put(self._accounts, account, self._tries(account, now) + 1, now)
                _put(self._numbers, number, self._tries_of_number(number, now) + 1, now)
            case PinAct.RIGHT:
                self._accounts.pop(account, None)
                if number in self._numbers:
                    tries, last = self._numbers[number]
                    self._numbers[number] = (max(tries - 1, 0), last)
            case PinAct.UNLOCKED:
                self._accounts.pop(account, None)
                self._numbers.pop(number, None)

    def _locked_until(self, account: str, number: str, now: float) -> float:
        limits, tries = self._limits(), self._tries(account, now)
        if self._tries_of_number(number, now) >= limits.number_tries:
            return self._numbers[number][1] + limits.lock_s
        if tries < limits.tries:
            return 0.0
        doubled = limits.lock_s * 2.0 ** min(tries - limits.tries, 20)
        return self._accounts[account][1] + min(doubled, LONGEST_LOCK_S)

    def _tries(self, account: str, now: float) -> int:
        tries, last = self._accounts.get(account, (0, 0.0))
        return tries if now - last < FORGET_S else 0

    def _tries_of_number(self, number: str, now: float) -> int:
        tries, last = self._numbers.get(number, (0, 0.0))
        return tries if now - last < self._limits().lock_s else 0

    def _digest(self, kind: str, text: str) -> str:
        return _digest(self.book, kind, text, self._key)


def number_digest(book: str, number: str, key: bytes) -> str:
    """What a caller's number is kept as."""
    return _digest(book, "number", number, key)


def _digest(book: str, kind: str, text: str, key: bytes) -> str:
    whole = f"{book}\0{kind}\0{text}".encode(errors="replace")
    return blake2b(whole, digest_size=16, key=key[:64]).hexdigest()


def _put(counts: Counts, key: str, tries: int, now: float) -> None:
    counts.pop(key, None)
    counts[key] = (tries, now)
    if len(counts) > MOST:
        del counts[next(iter(counts))]
