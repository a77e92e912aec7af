"""The plan: what an agent's time is worth to the callers to come, found beside the floor and told to it as an event.

The floor only ever looks prices up. They are worked out here, a round of the iteration at a time, so that no round
keeps the heartbeat waiting (about 0.2 ms a round for 60 agents, 2 ms for 1 000 agents and 20 kinds of calls).
"""

import asyncio
from collections.abc import Callable, Iterator

import numpy as np

from acd.core.events import Event, PricesSet
from acd.core.floor import Floor
from acd.core.routing.prices import ROUNDS, SETTLED, Market

EVERY_S = 30.0
AGAIN_ROUNDS = 10  # for a market that was near its balance half a minute ago


class Planner:
    """Follows one floor. The market outlives its sittings; agents who come find it at no price."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._ids: tuple[str, ...] = ()
        self._market: Market | None = None

    def sit(self, now: float) -> Iterator[PricesSet | None]:
        """Yields None after each round and the event at last; nothing at all where no calls came yet."""
        ids, demand = self._floor.market(now)
        if not demand:
            return
        rounds = ROUNDS if self._market is None else AGAIN_ROUNDS
        market = self._market_of(ids, Market.opened(demand, len(ids)))
        for _ in range(rounds):
            if market.go_round(demand) < SETTLED:
                break
            yield None
        self._ids, self._market = ids, market
        prices = {agent: round(float(each), 4) for agent, each in zip(ids, market.price, strict=True) if each >= 5e-5}
        yield PricesSet(prices)

    def plan(self, now: float) -> PricesSet | None:
        """A whole sitting at once."""
        return next((event for event in self.sit(now) if event is not None), None)

    def _market_of(self, ids: tuple[str, ...], opened: Market) -> Market:
        if self._market is None or ids == self._ids:
            return self._market or opened
        rows = {agent: row for row, agent in enumerate(self._ids)}
        old = np.array([rows.get(agent, -1) for agent in ids])
        for mine, known in ((opened.price, self._market.price), (opened.free, self._market.free)):
            mine[old >= 0] = known[old[old >= 0]]
        return opened


async def keep_planning(planner: Planner, put: Callable[[Event], None], now: Callable[[], float]) -> None:
    """For ever, every `EVERY_S`."""
    while True:
        await asyncio.sleep(EVERY_S)
        for event in planner.sit(now()):
            if event is not None:
                put(event)
            await asyncio.sleep(0)
