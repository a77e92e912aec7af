"""How long callers are willing to wait, learned from those who left and those who did not have to.

Patience is taken as exponential; whoever is answered, moves on or is sent away only shows that he was willing to wait
that long (right censoring). The maximum-likelihood mean is then all time waited over the number who left. A queue's
figures shrink to the house's by `PRIOR` leavers, the house's to `FIRST_S`.
"""

from collections.abc import Iterable

from acd.core.routing.piece import Piece

FIRST_S = 180.0
PRIOR = 5.0
MEMORY = 300.0  # leavers; older ones fade
PATIENCE = "patience"


class Patience:
    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, float]] = {"": (0.0, 0.0)}  # queue ("": the house) -> waited, leavers

    def waited(self, queue: str, seconds: float, *, left: bool) -> None:
        """A wait is over; `left`: because the caller gave up."""
        for each in ("", queue):
            waited, leavers = self._seen.get(each, (0.0, 0.0))
            waited, leavers = waited + max(seconds, 0.0), leavers + left
            fade = min(1.0, MEMORY / max(leavers, 1.0))
            self._seen[each] = (waited * fade, leavers * fade)

    def mean_s(self, queue: str) -> float:
        waited, leavers = self._seen[""]
        house = (PRIOR * FIRST_S + waited) / (PRIOR + leavers)
        waited, leavers = self._seen.get(queue, (0.0, 0.0))
        return (PRIOR * house + waited) / (PRIOR + leavers)

    def dump(self) -> Iterable[Piece]:
        """Of "patience": seconds waited, leavers."""
        return (Piece(PATIENCE, "", queue, seen) for queue, seen in self._seen.items() if any(seen))

    def take(self, piece: Piece) -> None:
        waited, leavers = piece.values
        self._seen[piece.key] = (waited, leavers)
