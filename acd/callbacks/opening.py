"""Call-backs at the daemon's start: the hours first, then those outstanding, before any PBX is there to call."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from acd.callbacks.hours import Hours
from acd.config.settings import Settings
from acd.core.events import CallbacksRecalled, PbxLost
from acd.pump import Pump
from acd.store import Store


async def take_up(settings: Callable[[], Settings], pump: Pump, store: Store) -> Hours:
    """Whoever keeps the hours from now on. Until a PBX has told what runs in it nobody is called. Raises StoreError."""
    hours = Hours(settings, pump.put)
    hours.look(datetime.now(UTC))
    for pbx in settings().pbxes:
        pump.put(PbxLost(pbx))
    found = await asyncio.to_thread(store.read.callbacks)
    if found.booked or found.talked:
        talked = tuple(row.contact for row in found.talked)
        pump.put(CallbacksRecalled((*found.booked, *found.talked), found.tried, talked))
    return hours
