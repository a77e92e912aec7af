"""What a flow may ask before it decides: the time, the caller, the queues.

Names: ``now``; ``caller.number``, ``caller.name``; ``caller.known`` (he was here before); and for a queue Q
``queue.Q.expected_wait_s``, ``queue.Q.waiting``, ``queue.Q.longest_wait_s``, ``queue.Q.agents_signed_in``,
``queue.Q.agents_free``.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from acd.core.view import QueueView
from ivr.inputs import Fact

QUEUE_FACTS = frozenset({"expected_wait_s", "waiting", "longest_wait_s", "agents_signed_in", "agents_free"})


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
        if name == "caller.known":
            return bool(number) and await asyncio.to_thread(self.is_known, number)
        return self._queue_fact(name)

    def _queue_fact(self, name: str) -> Fact:
        queue, _, fact = name.removeprefix("queue.").rpartition(".")
        if not name.startswith("queue.") or fact not in QUEUE_FACTS:
            return None
        view = self.queue(queue)
        return None if view is None else getattr(view, fact)
