"""What outlives the daemon beside the callers, who are in the PBX: agents' states and learned handle times."""

import asyncio
from collections.abc import Callable, Collection

from acd.core.events import AgentPaused, AgentSignedIn, Event, HandleTimesRecalled
from acd.core.floor import Floor
from acd.core.records import AgentState
from acd.core.routing.estimates import HandleTime
from acd.store import Store
from acd.store.batch import Estimate

KEEP_EVERY_S = 300.0


async def recall(
    store: Store, put: Callable[[Event], None], agents: Collection[str], at_start: Collection[str]
) -> None:
    """Puts the handle times kept, and signs in and pauses again those of `agents` who were when the rows
    end; of an agent never seen `at_start` decides. Raises StoreError."""
    states = await asyncio.to_thread(store.read.last_agent_states)
    kept = await asyncio.to_thread(store.read.estimates)
    if kept:
        put(HandleTimesRecalled(tuple(_handle_time(each) for each in kept)))
    for agent in agents:
        last = states.get(agent)
        if agent in at_start if last is None else last.state is not AgentState.SIGNED_OUT:
            put(AgentSignedIn(agent, "start"))
        if last is not None and last.state is AgentState.PAUSED:
            put(AgentPaused(agent, last.reason, "start"))


def _handle_time(kept: Estimate) -> HandleTime:
    return HandleTime(kept.agent, kept.key, kept.count, kept.count * kept.mean_s)


class HandleTimes:
    """Writes down what was learned since it last did."""

    def __init__(self, floor: Floor, store: Store) -> None:
        self._floor = floor
        self._store = store
        self._kept = set(floor.handle_times())

    def keep(self) -> None:
        known = set(self._floor.handle_times())
        self._store.keep_estimates(
            Estimate(each.agent, each.key, each.count, each.total_s / each.count) for each in known - self._kept
        )
        self._kept = known

    async def keep_on(self) -> None:
        """For ever: a daemon that is killed has lost little."""
        while True:
            await asyncio.sleep(KEEP_EVERY_S)
            self.keep()
