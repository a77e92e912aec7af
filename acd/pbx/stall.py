"""Whether the daemon's loop has stood still. What waits in the sockets then is old, and so is what was decided before:
a caller it speaks of may be gone. After a stall the PBX is looked at afresh, and nobody is rung before."""

import asyncio

TICK_S = 0.5
STILL_S = 2.0  # since the last tick


class Stall:
    """To be started and stopped with a connection."""

    def __init__(self) -> None:
        self._ticked: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._ticked = loop.time()
        self._timer = loop.call_later(TICK_S, self.start)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._ticked = self._timer = None

    def seconds(self) -> float:
        """How long it has stood still; 0 for what is no stall."""
        if self._ticked is None:
            return 0.0
        still_s = asyncio.get_running_loop().time() - self._ticked
        return still_s if still_s > STILL_S else 0.0

    def is_over(self) -> None:
        """It was noticed."""
        self._ticked = asyncio.get_running_loop().time()
