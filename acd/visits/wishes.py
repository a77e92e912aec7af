"""What the caller wanted when he last called, and what is wanted at this time of day: by these a flow foresees."""

from collections.abc import Callable
from threading import Lock

from acd.store import Reader
from ivr.intent.known import pairs_text

DAY_S = 86_400.0
LAST_DAYS, MOST_LAST = 60, 8
USUAL_DAYS = 28
FRESH_S = 900.0


class Wishes:
    """Asks the store: blocking, from any thread. Intents that are no plain names are left out."""

    def __init__(self, read: Reader, now: Callable[[], float]) -> None:
        self._read = read
        self._now = now
        self._counting = Lock()
        self._usual: tuple[float, str] | None = None

    def last(self, number: str) -> str | None:
        """The intent of his last call; None: he had none in `LAST_DAYS` days."""
        found = self._read.last_intents(number, self._now() - LAST_DAYS * DAY_S, 1)
        return found[0][0] if found else None

    def lately(self, number: str) -> str | None:
        """His last intents with their ages in days: ``order-status 0.5, return 12``."""
        now = self._now()
        found = self._read.last_intents(number, now - LAST_DAYS * DAY_S, MOST_LAST)
        return pairs_text((name, max(0.0, now - ended) / DAY_S) for name, ended in found if _is_plain(name)) or None

    def usual(self) -> str:
        """How many calls there were for each intent at this time of day lately. Counted seldom, and by one at a time;
        whoever comes meanwhile goes by the old counts, or none."""
        if self._counting.acquire(blocking=False):
            try:
                if self._is_stale():
                    counted = self._read.intents_around(self._now(), USUAL_DAYS)
                    self._usual = (self._now(), pairs_text((name, count) for name, count in counted if _is_plain(name)))
            finally:
                self._counting.release()
        return self._usual[1] if self._usual else ""

    def usual_known(self) -> str | None:
        """The same without asking the store; None where that is needed."""
        return None if self._usual is None or self._is_stale() else self._usual[1]

    def _is_stale(self) -> bool:
        return self._usual is None or not 0 <= self._now() - self._usual[0] < FRESH_S


def _is_plain(intent: str) -> bool:
    return "," not in intent and not any(letter.isspace() for letter in intent)
