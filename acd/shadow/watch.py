"""One PBX watched: it is only ever asked for QueueStatus, and pinged. What is heard becomes facts.

After every (re)connection, and when a message was dropped, the queues are looked at afresh.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection

from acd.pbx.actions import Action, QueueStatus
from acd.pbx.link import Connected, Heard, Link, LinkError, LinkSettings, LinkState
from acd.pbx.wire import Poisoned
from acd.shadow import facts as f
from acd.shadow.hear import fact, looks

log = logging.getLogger(__name__)


class UnknownQueueError(Exception):
    """No such queue at the PBX; says which there are."""


class Watch:
    """`on_fact` is called on the event loop. No number of a caller leaves this class."""

    def __init__(self, settings: LinkSettings, queues: Collection[str], on_fact: Callable[[f.Fact], None]) -> None:
        self._queues = frozenset(queues)
        self._on_fact = on_fact
        self._link = Link(settings, self._hear, self._enter, _refused)
        self._looking: asyncio.Task[None] | None = None
        self._is_begun = False
        self._skew_s = 0.0  # the PBX's clock minus ours

    async def start(self) -> None:
        """Returns when the queues have been seen. Raises LinkError and UnknownQueueError."""
        await self._link.start()
        await self._link.opened()
        await self._look()

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await self._link.stop()

    def now(self) -> float:
        """On the PBX's clock."""
        return time.time() + self._skew_s

    def _hear(self, heard: Heard) -> None:
        if isinstance(heard, Poisoned):
            self._look_again()
            return
        told = fact(heard, self._queues, self.now())
        if told is not None and self._is_begun:
            if "Timestamp" in heard.index:
                self._skew_s = told.at - time.time()
            self._on_fact(told)

    def _enter(self, state: LinkState) -> None:
        if isinstance(state, Connected):
            if self._is_begun:
                self._look_again()
        elif self._is_begun:
            self._on_fact(f.WatchLost(self.now()))

    def _look_again(self) -> None:
        if self._is_begun and (self._looking is None or self._looking.done()):
            self._looking = asyncio.get_running_loop().create_task(self._try())

    async def _try(self) -> None:
        try:
            await self._look()
        except (LinkError, UnknownQueueError) as error:
            log.warning("the queues could not be looked at: %s", error)

    async def _look(self) -> None:
        rows = await self._link.ask_list(QueueStatus())
        there = {row["Queue"] for row in rows if row.name == "QueueParams"}
        missing = sorted(self._queues - there)
        if missing and not self._is_begun:
            raise UnknownQueueError(
                f"no queue {', '.join(missing)} at the PBX; there are: {', '.join(sorted(there)) or 'none'}"
            )
        self._is_begun = True
        for seen in looks(rows, self._queues, self.now()):
            self._on_fact(seen)


def _refused(action: Action, why: str) -> None:
    log.warning("%s: %s", action.name, why)
