"""What a flow may ask before it decides: the time, the caller, the queues.

Names: ``now``; ``caller.number``; ``caller.known`` (he was here before); and for a queue Q
``queue.Q.expected_wait_s``, ``queue.Q.waiting``, ``queue.Q.longest_wait_s``, ``queue.Q.agents_signed_in``,
``queue.Q.agents_free``. One that cannot be told in time is unknown, and only that one: opening hours do not depend on
the store.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from acd.config.flows import CALLER_KNOWN
from acd.core.view import QueueView
from ivr.flow import QUEUE_FACTS
from ivr.inputs import Fact

log = logging.getLogger(__name__)
KNOWN_S = 0.7  # less than a walk waits for all its facts


@dataclass(frozen=True, slots=True)
class HouseFacts:
    """`queue` looks at one queue now (None: no such queue); `is_known` asks the store and may take its time."""

    queue: Callable[[str], QueueView | None]
    is_known: Callable[[str], bool]

    async def tell(self, names: Sequence[str], call: str, number: str) -> Mapping[str, Fact]:
        del call
        return {name: await self._one(name, number) for name in names}

    async def _one(self, name: str, number: str) -> Fact:
        if name == "now":
            return datetime.now(UTC)
        if name == "caller.number":
            return number
        if name == CALLER_KNOWN:
            return await self._is_known(number) if number else False
        return self._queue_fact(name)

    async def _is_known(self, number: str) -> bool | None:
        try:
            return await asyncio.wait_for(asyncio.to_thread(self.is_known, number), KNOWN_S)
        except Exception as error:
            log.warning("caller not looked up: %s", type(error).__name__)
            return None

    def _queue_fact(self, name: str) -> Fact:
        queue, _, fact = name.removeprefix("queue.").rpartition(".")
        if not name.startswith("queue.") or fact not in QUEUE_FACTS:
            return None
        view = self.queue(queue)
        return None if view is None else getattr(view, fact)
