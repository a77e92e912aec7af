"""The hours of call-backs: whenever a calendar turns, the floor is told which queues may call nobody now."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acd.config.settings import Settings
from acd.core.events import Event, HoursTurned
from ivr.hours import is_open

EVERY_S = 1.0


def closed(settings: Settings, now: datetime) -> tuple[str, ...]:
    """Queues whose hours are over, or will be when this is looked at next."""
    return tuple(sorted(name for name in settings.roster.queues if _is_closed(settings, name, now)))


def _is_closed(settings: Settings, queue: str, now: datetime) -> bool:
    rules = settings.roster.queues[queue].callback
    calendar = settings.calendars.get(rules.hours) if rules is not None and rules.hours else None
    if calendar is None:
        return False
    soon = now + timedelta(seconds=2 * EVERY_S)
    return not (is_open(calendar, now) and is_open(calendar, soon))


class Hours:
    """`put` takes the facts."""

    def __init__(self, settings: Callable[[], Settings], put: Callable[[Event], None]) -> None:
        self._settings = settings
        self._put = put
        self._told: tuple[str, ...] = ()

    def look(self, now: datetime) -> None:
        found = closed(self._settings(), now)
        if found != self._told:
            self._told = found
            self._put(HoursTurned(found))

    async def keep(self) -> None:
        """For ever."""
        while True:
            self.look(datetime.now(UTC))
            await asyncio.sleep(EVERY_S)
