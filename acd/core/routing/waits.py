"""Expected waits scored against what came of them, and corrected by it.

Each quantile has one factor a queue, moved by every wait that is over: up by ``rate * chance`` where the wait was
longer than said, down by ``rate * (1 - chance)`` where it was not, on the logarithm (adaptive conformal inference,
Gibbs and Candes 2021): whatever the model gets wrong, in the long run half of the waits end within P50 and four fifths
within P80.

A caller who leaves before his quantile shows only that he would have waited longer than he did; he counts by the chance
that he would have passed the quantile, given how far he came (as Kaplan and Meier's estimate redistributes him).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from acd.core.routing.ewt import CHANCES
from acd.core.routing.piece import Piece

RATE, FIRST_RATE, SETTLES = 0.02, 0.2, 50.0
MOST = log(8.0)  # a factor stays within an eighth and eight times
MAX_OPEN = 20_000
WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Wait:
    """Said at `at`: the quantiles, in seconds from then."""

    queue: str
    at: float
    quantiles: tuple[float, float]


class Waits:
    def __init__(self) -> None:
        self._open: dict[str, Wait] = {}  # by contact
        self._factors: dict[str, tuple[float, float, float]] = {}  # queue -> waits scored, log factors

    def corrected(self, queue: str, raw: tuple[float, float]) -> tuple[float, float]:
        _, *logs = self._factors.get(queue, (0.0, 0.0, 0.0))
        half, most = (seconds * exp(each) for seconds, each in zip(raw, logs, strict=True))
        return half, max(half, most)

    def said(self, contact: str, wait: Wait) -> None:
        if len(self._open) < MAX_OPEN:
            self._open[contact] = wait

    def over(self, contact: str, at: float, *, served: bool) -> None:
        """The wait is over; not `served`: cut short."""
        wait = self._open.pop(contact, None)
        if wait is None or wait.quantiles[1] <= 0:
            return
        scored, *logs = self._factors.get(wait.queue, (0.0, 0.0, 0.0))
        rate = max(RATE, FIRST_RATE / (1.0 + scored / SETTLES))
        waited = max(at - wait.at, 0.0)
        for place, (quantile, chance) in enumerate(zip(wait.quantiles, CHANCES, strict=True)):
            step = self._longer(wait, waited, quantile, chance, served=served) - (1.0 - chance)
            logs[place] = min(max(logs[place] + rate * step, -MOST), MOST)
        self._factors[wait.queue] = (scored + 1.0, logs[0], logs[1])

    @staticmethod
    def _longer(wait: Wait, waited: float, quantile: float, chance: float, *, served: bool) -> float:
        """The chance that the wait, had it not been cut short, would have been longer than `quantile`."""
        if waited > quantile:
            return 1.0
        if served:
            return 0.0
        half, most = wait.quantiles
        if waited <= half:
            passed = CHANCES[0] * waited / half if half else 0.0
        else:
            passed = CHANCES[0] + (CHANCES[1] - CHANCES[0]) * (waited - half) / (most - half)
        return (1.0 - chance) / (1.0 - min(passed, chance))

    def dump(self) -> Iterable[Piece]:
        """Of "waits": waits scored, logarithms of the two factors."""
        return (Piece(WAITS, "", queue, factors) for queue, factors in self._factors.items())

    def take(self, piece: Piece) -> None:
        scored, half, most = piece.values
        self._factors[piece.key] = (scored, half, most)
