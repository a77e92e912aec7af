"""What flows may have done for a caller: values looked up, PINs checked. Implements ``ivr.services.Services``."""

from collections.abc import Mapping

from acd.lookups.desk import LookupDesk
from acd.visits.pin_desk import PinDesk
from ivr.services import Found, LookupFailed, NotFound, PinChecked


class HouseServices:
    def __init__(self, lookups: LookupDesk, pins: PinDesk) -> None:
        self._lookups = lookups
        self._pins = pins

    async def look_up(self, name: str, values: Mapping[str, str]) -> Found | NotFound | LookupFailed:
        return await self._lookups.look_up(name, values)

    async def check_pin(self, pins: str, account: str, pin: str, number: str) -> PinChecked:
        return await self._pins.check_pin(pins, account, pin, number)

    async def close(self) -> None:
        self._pins.close()
        await self._lookups.close()
