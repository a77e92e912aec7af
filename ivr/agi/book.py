"""A caller is put down for a call-back by whoever keeps the list; nobody, or one who fails: not now."""

import logging
from typing import Protocol

from ivr.agi.line import Gone, Lost
from ivr.agi.session import Session
from ivr.agi.whereabouts import whereabouts
from ivr.booked import Book, Booked, Booking
from ivr.inputs import Started

log = logging.getLogger(__name__)


class Booker(Protocol):
    async def book(self, session: Session, started: Started, wish: Book) -> Booked: ...


async def book(booker: Booker | None, session: Session, started: Started, wish: Book) -> Booked:
    """Raises what the session raises; no digit of the number reaches the log."""
    if booker is None:
        log.error("%s: the flow wants a call-back, and nobody keeps a list of them", session.call)
        return Booked(Booking.FAILED)
    try:
        return await booker.book(session, started, wish)
    except (Gone, Lost):
        raise
    except Exception as error:
        log.error("%s: a call-back could not be put down: %s", session.call, whereabouts(error))
        return Booked(Booking.FAILED)
