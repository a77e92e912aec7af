"""The core's clock: seconds since the Unix epoch that never jump.

Wall time is read once, at start; from then on only the monotonic clock counts, so a step of the machine's clock moves
no timer and makes no wait negative. Across a restart the readings are comparable to within the drift of that clock.
"""

import time


class Clock:
    """`now()` never goes back within one process."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        return time.monotonic() + self._offset

    def off_s(self) -> float:
        """How far the machine's time of day is ahead of ours; a step of its clock shows here and nowhere else."""
        return time.time() - self.now()

    def at_loop_time(self, at: float) -> float:
        """The asyncio loop time (monotonic) at which `now()` will read `at`."""
        return at - self._offset
