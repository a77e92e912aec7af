"""What a caller on hold is told, and how long he is likely to wait.

Expected wait: ``place * mean handle time / agents``, over the agents present (signed in, not paused, reachable) who
hold what is needed on the caller's PBX; 0 while more of them are free than callers stand before him; None if there is
none. It takes no account of the other queues these agents serve: an estimate, not a promise. A figure that has risen
since it was last said to this caller is left out rather than said: nothing ever rises aloud.
"""

from typing import TypeVar

import numpy as np

from acd.core.books import Books
from acd.core.commands import Announcement
from acd.core.contact import Contact, ContactState
from acd.core.roster import QueueRules
from acd.core.routing import needs
from acd.core.routing.candidates import Bools

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
        wait_s=_not_risen(contact_wait_s(books, contact, place), contact.said_wait_s) if rules.say_wait else None,
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


def contact_wait_s(books: Books, contact: Contact, place: int) -> float | None:
    able = books.crew.able(books.needs_now(contact), contact.pbx)
    return _wait_s(books, able, contact.rules, place)


def queue_wait_s(books: Books, rules: QueueRules) -> float | None:
    """For one who would enter the queue of `rules` now, on whatever PBX; None where nobody could serve him."""
    return _wait_s(books, queue_able(books, rules), rules, len(books.room.rows_of(rules.name)) + 1)


def queue_able(books: Books, rules: QueueRules) -> Bools:
    return books.crew.holds(needs.at_entry(rules.needs))


def _wait_s(books: Books, able: Bools, rules: QueueRules, place: int) -> float | None:
    crew = books.crew
    serving = able & crew.present
    agents = int(serving.sum())
    if not agents:
        return None
    if int((serving & crew.free).sum()) >= place:
        return 0.0
    handle = books.estimates.row(crew.ids, f"queue {rules.name}", rules.handle_s)
    return place * float(np.mean(handle[serving])) / agents
