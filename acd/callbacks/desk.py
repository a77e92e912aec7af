"""The desk that puts call-backs down: checks the number and the limits, asks the floor, and answers when it is kept.

Limits are counted in the store, so a restart does not forget them. One asks at a time, lest a hundred callers at once
all see the same count. "Booked" is said when the row is written: a daemon that dies right after has not promised what
nobody remembers.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from acd.callbacks.numbers import Checked, checked
from acd.clock import Clock
from acd.config.callback_settings import CallbackPolicy
from acd.config.settings import Settings
from acd.core.commands import Booked
from acd.core.events import CallbackWanted
from acd.core.roster import SkillNeed
from acd.pump import Pump
from acd.store import Store, StoreError
from ivr.booked import Booking

log = logging.getLogger(__name__)
A_DAY_S, AN_HOUR_S = 86_400.0, 3600.0
FLUSH_S = 2.0


@dataclass(frozen=True, slots=True)
class Wish:
    """`contact` is the call-back's own id; see ``CallbackWanted`` for the rest. `by_operator`: no limit holds."""

    contact: str
    pbx: str
    queue: str
    number: str = field(repr=False)
    entered: float
    name: str = ""
    intent: str = ""
    language: str = ""
    needs: tuple[SkillNeed, ...] = ()
    priority: int = 0
    data: Mapping[str, str] = field(default_factory=dict, repr=False)
    after: str = ""
    due: float = 0.0
    by_operator: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`why` is a sentence for an operator; `contact` the call-back there is."""

    result: Booking
    why: str = ""
    contact: str = ""


class Desk:
    """`settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings], pump: Pump, store: Store, clock: Clock) -> None:
        self._settings = settings
        self._pump = pump
        self._store = store
        self._clock = clock
        self._turn = asyncio.Lock()

    async def book(self, wish: Wish) -> Answer:
        policy = self._settings().callback
        if policy is None:
            return Answer(Booking.FAILED, "call-backs are not configured: [callback] in queues.toml")
        number = checked(wish.number, policy)
        if number is None:
            return Answer(Booking.REFUSED, f"this is no number that is called back from here ({_allowed(policy)})")
        async with self._turn:
            if not wish.by_operator and (why := await self._over_limit(number.number, policy)):
                log.warning("%s: no call-back: %s", wish.contact, why)
                return Answer(Booking.FAILED, why)
            return await self._ask(wish, number)

    async def _over_limit(self, number: str, policy: CallbackPolicy) -> str:
        now, read = self._clock.now(), self._store.read
        try:
            of_number = await asyncio.to_thread(read.callbacks_booked, now - A_DAY_S, number)
            of_all = await asyncio.to_thread(read.callbacks_booked, now - AN_HOUR_S)
        except StoreError as error:
            return str(error)
        if of_number >= policy.per_number_a_day:
            return f"{of_number} were taken down for this number within a day (callback.per_number_a_day)"
        return f"{of_all} were taken down within an hour (callback.an_hour)" if of_all >= policy.an_hour else ""

    async def _ask(self, wish: Wish, number: Checked) -> Answer:
        reply = self._pump.ask(lambda asked: _wanted(wish, number, asked))
        if not reply.ok and isinstance(reply.value, Booked):
            return Answer(Booking.DUPLICATE, reply.error, reply.value.contact)
        if not reply.ok or not isinstance(reply.value, Booked):
            log.warning("%s: no call-back: %s", wish.contact, reply.error)
            return Answer(Booking.FAILED, reply.error)
        if not await asyncio.to_thread(self._store.flush, FLUSH_S):
            log.error("%s: the call-back is not written yet: it is lost if the daemon dies now", wish.contact)
        return Answer(Booking.BOOKED, contact=reply.value.contact)


def _wanted(wish: Wish, number: Checked, asked: str) -> CallbackWanted:
    return CallbackWanted(
        contact=wish.contact,
        pbx=wish.pbx,
        queue=wish.queue,
        number=number.number,
        national=number.national,
        entered=wish.entered,
        asked=asked,
        name=wish.name,
        intent=wish.intent,
        language=wish.language,
        needs=wish.needs,
        priority=wish.priority,
        data=wish.data,
        after=wish.after,
        due=wish.due,
    )


def _allowed(policy: CallbackPolicy) -> str:
    return f"countries: {', '.join(policy.countries)}; no short, service or own numbers"
