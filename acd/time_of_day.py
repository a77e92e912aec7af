"""Says that the machine's clock was set while the daemon runs. Nothing it times heeds that, but the times it writes
down go on by the clock of its start until it is started again, and whoever reads a report should know."""

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
EVERY_S = 60.0
STEP_S = 2.0  # an hour's drift is less


class TimeOfDay:
    """`off_s`: how far the machine's clock is ahead of ours."""

    def __init__(self, off_s: Callable[[], float]) -> None:
        self._off_s = off_s
        self._known_s = 0.0

    def look(self) -> None:
        off_s = self._off_s()
        if abs(off_s - self._known_s) >= STEP_S:
            log.warning(
                "the machine's clock was set by %+.0f s: until the next start rows are %.0f s %s it",
                off_s - self._known_s,
                abs(off_s),
                "behind" if off_s > 0 else "before",
            )
            self._known_s = off_s


async def watch_time_of_day(off_s: Callable[[], float]) -> None:
    """For ever."""
    watch = TimeOfDay(off_s)
    while True:
        watch.look()
        await asyncio.sleep(EVERY_S)
