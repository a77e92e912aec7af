"""Locks after too many wrong PINs, across calls: an agent's account, and the number the calls come from, so that one
phone cannot try a few PINs at every account. Pure: the time is passed in.

A right PIN opens its account again, not the number: who knows one PIN would otherwise buy himself tries at the others.
The guard lives as long as the daemon: a restart forgets it.
"""

TRIES = 5
NUMBER_TRIES = 10  # of all accounts together; a shared phone sees honest slips of several people
LOCK_S = 900.0
MOST_NUMBERS = 10_000


class PinGuard:
    """An account is locked from its fifth wrong PIN in a row until `LOCK_S` after the last one; a number from its tenth
    wrong PIN, pauses of `LOCK_S` between two ending the count."""

    def __init__(self) -> None:
        self._accounts: dict[str, tuple[int, float]] = {}
        self._numbers: dict[str, tuple[int, float]] = {}  # the one that tried last stands last

    def is_locked(self, agent: str, number: str, now: float) -> bool:
        tries, last = self._accounts.get(agent, (0, 0.0))
        if tries >= TRIES and now - last >= LOCK_S:
            del self._accounts[agent]
            tries = 0
        return tries >= TRIES or self._tries_of(number, now) >= NUMBER_TRIES

    def wrong(self, agent: str, number: str, now: float) -> None:
        self._accounts[agent] = (self._accounts.get(agent, (0, 0.0))[0] + 1, now)
        tries = self._tries_of(number, now) + 1
        self._numbers.pop(number, None)
        self._numbers[number] = (tries, now)
        if len(self._numbers) > MOST_NUMBERS:
            del self._numbers[next(iter(self._numbers))]

    def right(self, agent: str, number: str) -> None:
        """The try last counted as wrong was right."""
        self._accounts.pop(agent, None)
        if number in self._numbers:
            tries, last = self._numbers[number]
            self._numbers[number] = (max(tries - 1, 0), last)

    def _tries_of(self, number: str, now: float) -> int:
        tries, last = self._numbers.get(number, (0, 0.0))
        return tries if now - last < LOCK_S else 0
