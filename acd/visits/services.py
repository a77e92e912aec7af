"""What flows may have done for a caller: values looked up, PINs checked. Implements ``ivr.services.Services``."""

import asyncio
from collections.abc import Callable, Mapping

from acd.clock import Clock
from acd.config.settings import Settings
from acd.lookups.desk import LookupDesk
from acd.store import Store
from acd.visits.pin_desk import PinDesk, PinGuards
from acd.visits.pin_guard import FORGET_S
from ivr.services import Found, LookupFailed, NotFound, PinChecked


class HouseServices:
    """`settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings], store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lookups = LookupDesk(lambda: settings().lookups)
        secret = settings().agi.secret.value
        self.guards = PinGuards(lambda: settings().pin_books, lambda row: store.put(row, row.at), secret, clock)
        self._pins = PinDesk(lambda: settings().pin_books, self.guards, self._lookups.look_up, clock)

    async def recall(self) -> None:
        """The locks of an earlier daemon hold. Raises StoreError."""
        since = self._clock.now() - FORGET_S
        self.guards.recall(await asyncio.to_thread(self._store.read.pin_tries, since))

    async def look_up(self, name: str, values: Mapping[str, str]) -> Found | NotFound | LookupFailed:
        return await self._lookups.look_up(name, values)

    async def check_pin(self, pins: str, account: str, pin: str, number: str) -> PinChecked:
        return await self._pins.check_pin(pins, account, pin, number)

    async def close(self) -> None:
        self._pins.close()
        await self._lookups.close()
