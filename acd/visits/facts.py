"""What a flow may ask before it decides: the time, the caller, the queues.

Names: ``now``; ``caller.number``; ``caller.known`` (he was here before); ``caller.last_intent`` and, with their ages,
``caller.last_intents``; ``house.intents`` (what is wanted at this time of day); and for a queue Q
``queue.Q.expected_wait_s``, ``queue.Q.waiting``, ``queue.Q.longest_wait_s``, ``queue.Q.agents_signed_in``,
``queue.Q.agents_free``. One that cannot be told in time is unknown, and only that one: opening hours do not depend on
the store.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from acd.config.flows import CALLER_KNOWN, LAST_INTENT
from acd.core.view import QueueView
from acd.visits.wishes import Wishes
from ivr.flow import QUEUE_FACTS
from ivr.inputs import Fact
from ivr.intent.known import LAST_INTENTS, USUAL_NOW

log = logging.getLogger(__name__)
ANNOUNCEMENT = "announcement."  # and all, or a queue
KNOWN_S = 0.7  # less than a walk waits for all its facts
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HouseFacts:
    """`queue` looks at one queue now (None: no such queue); `is_known` and `wishes` ask the store and may take their
    time; `is_announced` knows what is switched on, for all or a queue."""

    queue: Callable[[str], QueueView | None]
    is_known: Callable[[str], bool]
    wishes: Wishes
    is_announced: Callable[[str], bool] = lambda _: False

    async def tell(self, names: Sequence[str], call: str, number: str) -> Mapping[str, Fact]:
        del call
        told = await asyncio.gather(*(self._one(name, number) for name in names))
        return dict(zip(names, told, strict=True))

    async def _one(self, name: str, number: str) -> Fact:
        if name == "now":
            return datetime.now(UTC)
        if name == "caller.number":
            return number
        if name == CALLER_KNOWN:
            return await _looked_up(self.is_known, number) if number else False
        if name == LAST_INTENT:
            return await _looked_up(self.wishes.last, number) if number else None
        if name == LAST_INTENTS:
            return await _looked_up(self.wishes.lately, number) if number else None
        if name.startswith(ANNOUNCEMENT):
            return self.is_announced(name.removeprefix(ANNOUNCEMENT))
        if name == USUAL_NOW:
            return self.wishes.usual_known() or await _looked_up(self.wishes.usual)
        return self._queue_fact(name)

    def _queue_fact(self, name: str) -> Fact:
        queue, _, fact = name.removeprefix("queue.").rpartition(".")
        if not name.startswith("queue.") or fact not in QUEUE_FACTS:
            return None
        view = self.queue(queue)
        return None if view is None else getattr(view, fact)


async def _looked_up(look: Callable[..., T], *what: str) -> T | None:
    try:
        async with asyncio.timeout(KNOWN_S):
            return await asyncio.to_thread(look, *what)
    except Exception as error:
        log.warning("caller not looked up: %s", type(error).__name__)
        return None
