"""Locks an agent's account after too many wrong PINs, across calls. Pure: the time is passed in."""

TRIES = 5
LOCK_S = 900.0


class PinGuard:
    """An account is locked from its fifth wrong PIN in a row until `LOCK_S` after the last one."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, float]] = {}

    def is_locked(self, agent: str, now: float) -> bool:
        tries, last = self._wrong.get(agent, (0, 0.0))
        if tries >= TRIES and now - last >= LOCK_S:
            del self._wrong[agent]
            return False
        return tries >= TRIES

    def right(self, agent: str) -> None:
        self._wrong.pop(agent, None)

    def wrong(self, agent: str, now: float) -> None:
        self._wrong[agent] = (self._wrong.get(agent, (0, 0.0))[0] + 1, now)
