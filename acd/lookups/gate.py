"""Who may ask a service now. Pure: the time is passed in.

Two limits. Of more than `at_once` callers who wait for an answer the later ones go on without one: a slow service
holds so many and no more. And a service that failed `TRIPS` times in a row is left alone for `REST_S`: then its callers
do not even wait. After that one caller tries it for all; with his luck it is asked again.
"""

from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble

TRIPS = 5
REST_S = 10.0


class Gate:
    """Each `enter` that does not raise is followed by one `leave`."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._inside = 0
        self._failed = 0
        self._rests_until = 0.0
        self._is_tried = False

    @property
    def is_shut(self) -> bool:
        """Whether the service is left alone, or tried by one caller for all."""
        return self._failed >= TRIPS

    def enter(self, now: float) -> None:
        """Raises LookupTroubleError: BUSY or RESTING."""
        if self.is_shut and (now < self._rests_until or self._is_tried):
            raise LookupTroubleError(Trouble.RESTING)
        if self._inside >= self._at_once:
            raise LookupTroubleError(Trouble.BUSY)
        self._inside += 1
        self._is_tried = self.is_shut

    def leave(self, now: float, was_well: bool | None) -> None:
        """`was_well` None: the caller left before anybody could tell."""
        self._inside -= 1
        self._is_tried = False
        if was_well is None:
            return
        self._failed = 0 if was_well else self._failed + 1
        if self.is_shut:
            self._rests_until = now + REST_S
