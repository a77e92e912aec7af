"""What a caller on hold is told.

The wait said is the one that four of five callers like him do not exceed (``expect``): who is told a middling wait is
disappointed every other time. A figure that has risen since it was last said to this caller is left out rather than
said: nothing ever rises aloud.
"""

from typing import TypeVar

from acd.core.books import Books
from acd.core.commands import Announcement
from acd.core.contact import Contact, ContactState
from acd.core.expect import contact_wait
from acd.core.routing import needs

N = TypeVar("N", int, float)


def announcement(books: Books, contact: Contact) -> Announcement | None:
    """Due now, or None: nothing while an offer is out or connected, or too soon after the last."""
    rules, now = contact.rules, books.now
    if contact.state is not ContactState.WAITING or contact.id not in books.room:
        return None
    if contact.said_at is not None and now - contact.said_at < rules.announce_every_s - needs.SLACK_S:
        return None
    place = books.room.position(contact, now)
    said = Announcement(
        position=_not_risen(place, contact.said_position) if rules.say_position else None,
        wait_s=_not_risen(_wait_s(books, contact, place), contact.said_wait_s) if rules.say_wait else None,
        comfort=rules.comfort[contact.comfort_turn % len(rules.comfort)] if rules.comfort else None,
    )
    if said == Announcement(None, None, None):
        return None
    contact.said_at = now
    contact.comfort_turn += 1
    contact.said_position = said.position if said.position is not None else contact.said_position
    contact.said_wait_s = said.wait_s if said.wait_s is not None else contact.said_wait_s
    return said


def _not_risen(value: N | None, last: N | None) -> N | None:
    return value if value is not None and (last is None or value <= last) else None


def _wait_s(books: Books, contact: Contact, place: int) -> float | None:
    found = contact_wait(books, contact, place)
    return None if found is None else found[1]
