"""Counters of one queue since the start of the daemon.

A stay's service-level event is its answer or abandon, or the passing of the target while it lasts, whichever comes
first. `decided` counts these events for stays that are over; callers now waiting past the target are added by the view.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    left_otherwise: int = 0
    decided: int = 0
    in_time: int = 0
    waits: int = 0  # answers whose wait is known (an adopted talk's is not)
    wait_s: float = 0.0

    def answer(self, wait_s: float, target_s: float, sign: int = 1) -> None:
        """`sign` -1 takes an answer back whose caller fell back into waiting."""
        self.answered += sign
        self.decided += sign
        self.in_time += sign * (wait_s <= target_s)
        self.waits += sign
        self.wait_s += sign * wait_s

    def call_back(self, sign: int = 1) -> None:
        """An answer for which nobody waited on the line."""
        self.answered += sign

    def abandon(self) -> None:
        self.abandoned += 1
        self.decided += 1

    def leave(self, wait_s: float, target_s: float) -> None:
        self.left_otherwise += 1
        self.decided += wait_s > target_s

    def service_level(self, waiting_late: int) -> float | None:
        decided = self.decided + waiting_late
        return self.in_time / decided if decided else None

    def asa_s(self) -> float | None:
        return self.wait_s / self.waits if self.waits else None
