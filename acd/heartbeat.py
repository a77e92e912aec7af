"""Feeds the watchdog of whoever keeps the daemon running, as long as events are really handled.

Each beat comes from the daemon's loop and looks at the pump: a loop or a floor that is stuck gives no beat, and a pump
that crawls (an event of more than `LATE_S` since the last beat) does not feed. The keeper ends a daemon that stays so
for a watchdog's time and starts another, which finds every caller again; a stuck one would only let them wait. Events
that *fail* are no reason: they are logged and the house goes on.
"""

import asyncio
import logging

from acd.core.floor import Floor
from acd.notify import ALIVE, Notifier
from acd.pump import Pump

log = logging.getLogger(__name__)
LATE_S = 1.0  # the longest turn of a pump that is well


class Heart:
    """`beat` tells that the daemon is alive, if it is, and how many callers and agents there are."""

    def __init__(self, notifier: Notifier, pump: Pump, floor: Floor) -> None:
        self._notifier = notifier
        self._pump = pump
        self._floor = floor

    def beat(self) -> None:
        ailment = self._ailment()
        if ailment:
            log.error("the watchdog is not fed: %s", ailment)
            self._notifier.tell(f"STATUS=not well: {ailment}")
            return
        callers, agents = self._floor.headcount()
        self._notifier.tell(ALIVE, f"STATUS=callers: {callers}, agents signed in: {agents}")

    async def beat_on(self) -> None:
        """For ever."""
        while True:
            self.beat()
            await asyncio.sleep(self._notifier.every_s)

    def _ailment(self) -> str:
        slowest_s = self._pump.slowest_since_asked()
        if left := self._pump.waiting:
            return f"{left} events wait and nobody handles them"
        return f"an event took {slowest_s:.1f} s" if slowest_s > LATE_S else ""
