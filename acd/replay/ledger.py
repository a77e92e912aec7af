"""What was stored beside what a replay gives out again, row by row, both in the order of their writing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from acd.core.records import Decided, OfferEnded
from acd.store.codec import from_json, to_json

R = TypeVar("R", Decided, OfferEnded)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row; `stored` or `replayed` is None where there is none."""

    at: float
    contact: str
    offer: int
    stored: Decided | OfferEnded | None
    replayed: Decided | OfferEnded | None


@dataclass(frozen=True, slots=True)
class Tally:
    """`rows` were stored. `unchecked`: those of times the journal has lost. `unwritten`: given out at the end of a run,
    and not stored any more, for the daemon was killed."""

    rows: int
    identical: int
    different: int
    unchecked: int
    unwritten: int
    first: Difference | None


class Ledger(Generic[R]):
    def __init__(self, kind: type[R], stored: Iterator[tuple[float, R]]) -> None:
        self._kind: type[R] = kind
        self._stored: Iterator[tuple[float, R]] = stored
        self._next: tuple[float, R] | None = next(stored, None)
        self._rows = self._same = self._different = self._unchecked = self._unwritten = 0
        self._first: Difference | None = None
        self._pending: list[tuple[float, R]] = []  # replayed, not found; nothing later found either

    def take(self, at: float, row: R) -> None:
        """The replay gives out `row` at `at`."""
        self._pass_while(lambda was_at, was: was_at < at and _key(was) != _key(row))
        if self._next is None or _key(self._next[1]) != _key(row):
            self._pending.append((at, row))
            return
        for was_at, unstored in self._pending:
            self._note(was_at, None, unstored)
        self._pending.clear()
        stored = self._advance()
        replayed: R = from_json(self._kind, to_json(row))
        if replayed == stored:
            self._same += 1
        else:
            self._note(at, stored, replayed)

    def end_run(self, last: float, until: float) -> None:
        """The journal of a run ends at `last`, and nothing more is known before `until`."""
        self._pass_while(lambda at, _: at <= last and at < until)
        while self._next is not None and self._next[0] < until:
            self._advance()
            self._unchecked += 1
        self._unwritten += len(self._pending)
        self._pending.clear()

    def tally(self) -> Tally:
        return Tally(self._rows, self._same, self._different, self._unchecked, self._unwritten, self._first)

    def _pass_while(self, is_to_pass: Callable[[float, R], bool]) -> None:
        while self._next is not None and is_to_pass(*self._next):
            at = self._next[0]
            self._note(at, self._advance(), None)

    def _advance(self) -> R:
        assert self._next is not None
        row: R = self._next[1]
        self._rows += 1
        self._next = next(self._stored, None)
        return row

    def _note(self, at: float, stored: R | None, replayed: R | None) -> None:
        self._different += 1
        row = stored or replayed
        if self._first is None and row is not None:
            self._first = Difference(at, row.contact, row.offer, stored, replayed)


def _key(row: Decided | OfferEnded) -> tuple[str, int]:
    return row.contact, row.offer
