"""How long to wait before the next start: a daemon that dies at once is not started in a mad hurry."""

FIRST_S = 1.0
MOST_S = 30.0
HEALTHY_S = 60.0  # a life that was ready for so long is forgiven its end


class Backoff:
    """1, 2, 4 ... 30 s, from the beginning again after a healthy life."""

    def __init__(self, first_s: float = FIRST_S) -> None:
        self._first_s = self._next_s = first_s

    def after(self, ready_s: float) -> float:
        """The seconds to wait after a life that was ready for `ready_s`."""
        if ready_s >= HEALTHY_S:
            self._next_s = self._first_s
        wait_s, self._next_s = self._next_s, min(2 * self._next_s, MOST_S)
        return wait_s
