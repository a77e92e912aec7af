"""A caller in a flow is put down for a call-back. What the channel knows of him goes with him: since when he waits, and
as whom he was on hold."""

from acd.callbacks.desk import Desk, Wish
from acd.clock import Clock
from acd.core.roster import SkillNeed
from acd.pbx.names import pbx_of
from acd.reception import entry_time
from ivr.agi.session import Session
from ivr.booked import Book, Booked
from ivr.inputs import Started

ENTERED, HELD_AS = "ACD_ENTERED", "ACD_HELD_CALL"


class FlowBooker:
    """Implements ``ivr.agi.book.Booker``."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def book(self, session: Session, started: Started, wish: Book) -> Booked:
        entered = await session.get_variable(ENTERED) or ""
        answer = await self._desk.book(
            Wish(
                contact=f"{session.call}c{session.visit}",
                pbx=pbx_of(session.call),
                queue=wish.queue,
                number=wish.number,
                entered=entry_time(entered, self._clock.now()),
                name=started.name,
                intent=wish.intent,
                language=wish.language,
                needs=tuple(SkillNeed(skill, level) for skill, level in wish.skills.items()),
                priority=wish.priority,
                data=wish.data,
                after=await session.get_variable(HELD_AS) or "",
            )
        )
        return Booked(answer.result)
