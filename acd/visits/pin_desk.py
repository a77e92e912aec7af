"""Callers' PINs: right, wrong, locked, or nobody could say.

An account nobody has takes as long as one with a wrong PIN and locks like one, so that a guesser learns of no account.
The work is done in few threads of its own: a flood of guesses must not take those the house shares.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from acd.clock import Clock
from acd.config.lookup_settings import PinBook
from acd.config.lookups import ACCOUNT, AGENTS, HASH
from acd.config.pins import is_hash, matches
from acd.core.pin_tries import PinTried
from acd.visits.pin_guard import Limits, PinGuard
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Verdict

THREADS = 2

LookUp = Callable[[str, Mapping[str, str]], Awaitable[Found | NotFound | LookupFailed]]
log = logging.getLogger(__name__)


class PinGuards:
    """One guard a book, the agents' among them. `books` are those of the moment; `secret` makes the digests kept."""

    def __init__(
        self, books: Callable[[], Mapping[str, PinBook]], keep: Callable[[PinTried], None], secret: str, clock: Clock
    ) -> None:
        self._books = books
        self._keep = keep
        self._key = secret.encode()
        self._clock = clock
        self.agents = PinGuard(AGENTS, keep=keep, key=self._key)
        self._guards = {AGENTS: self.agents}

    def of(self, book: str) -> PinGuard:
        if book not in self._guards:
            self._guards[book] = PinGuard(book, lambda: self._limits(book), self._keep, self._key)
        return self._guards[book]

    def recall(self, rows: Iterable[PinTried]) -> None:
        for row in rows:
            self.of(row.book).recall(row)

    def unlock(self, who: str) -> tuple[str, ...]:
        """Opens the account and the number of this name, in every book; what was opened, a line each."""
        now = self._clock.now()
        opened = [f"{book}: the account" for book, guard in self._guards.items() if guard.unlock(who, "", now)]
        opened += [f"{book}: the number" for book, guard in self._guards.items() if guard.unlock("", who, now)]
        return tuple(opened)

    def _limits(self, book: str) -> Limits:
        found = self._books().get(book)
        return Limits(found.tries, found.number_tries, found.lock_s) if found else Limits()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What an account's PIN is held against; None: there is no such account, or it has none."""

    hash: str | None


class PinDesk:
    """`look_up` is asked where a book names a lookup."""

    def __init__(
        self, books: Callable[[], Mapping[str, PinBook]], guards: PinGuards, look_up: LookUp, clock: Clock
    ) -> None:
        self._books = books
        self._guards = guards
        self._look_up = look_up
        self._clock = clock
        self._threads = ThreadPoolExecutor(THREADS, "pin")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def check_pin(self, pins: str, account: str, pin: str, number: str) -> PinChecked:
        """A try counts before it is looked at, and whatever the caller does then. The wrong one that locks is told as
        locked."""
        book = self._books().get(pins)
        guard = self._guards.of(pins)
        if book is None:
            log.error("PINs of %s: no such book", pins)
            return PinChecked(Verdict.FAILED)
        if guard.is_locked(account, number, self._clock.now()):
            return PinChecked(Verdict.LOCKED)
        kept = await self._kept(book, account)
        if kept is None:
            return PinChecked(Verdict.FAILED)
        now = self._clock.now()
        if guard.is_locked(account, number, now):
            return PinChecked(Verdict.LOCKED)
        guard.wrong(account, number, now)
        if await asyncio.get_running_loop().run_in_executor(self._threads, matches, pin, kept.hash):
            guard.right(account, number, self._clock.now())
            return PinChecked(Verdict.RIGHT)
        is_locked = guard.is_locked(account, number, self._clock.now())
        if is_locked:
            log.warning("PINs of %s: an account or a number is locked after too many wrong ones", pins)
        return PinChecked(Verdict.LOCKED if is_locked else Verdict.WRONG)

    async def _kept(self, book: PinBook, account: str) -> _Kept | None:
        """None: nobody could say."""
        if book.lookup is None:
            return _Kept((book.pins or {}).get(account))
        match await self._look_up(book.lookup, {ACCOUNT: account}):
            case Found(fields) if is_hash(fields.get(HASH, "")):
                return _Kept(fields[HASH])
            case Found(fields) if HASH in fields:
                log.error("PINs of %s: lookup %s gives what acd pin does not make", book.name, book.lookup)
                return None
            case LookupFailed():
                return None
        return _Kept(None)
