"""After a restart: what was written of those a fresh Floor takes into its books, so that it is not written again.

The rows are the store's, which may lack the last moments before a kill; the PBX knows best who is where. So a stay goes
on where both name the same queue, and else it is closed as moved and another begins now.
"""

from acd.core import queueing
from acd.core.books import Books
from acd.core.contact import Contact
from acd.core.events import ContactsRecalled, LastStay, PbxSnapshot
from acd.core.records import Outcome, QueueStayEnded

_ANSWERS = (Outcome.ANSWERED, Outcome.CALLED_BACK)


def recall(books: Books, event: ContactsRecalled) -> None:
    books.recalled = {last.contact: last for last in event.stays if last.contact not in books.contacts}


def forget(books: Books, event: PbxSnapshot) -> None:
    """Whom the first snapshot does not show is over."""
    shown = {each.contact for each in event.holding} | {each.arrival.contact for each in event.talking}
    for last in list(books.recalled.values()):
        if last.pbx == event.pbx and last.contact not in shown:
            del books.recalled[last.contact]


def waits(books: Books, contact: Contact) -> None:
    """He is found on hold, or comes: his stay goes on as it was written, or begins with its entry."""
    last = books.recalled.pop(contact.id, None)
    if last is not None and _goes_on(books, contact, last):
        return
    if last is not None:
        contact.stay_since = books.now
    queueing.write_entry(books, contact)


def talks(books: Books, contact: Contact) -> bool:
    """He is found talking: is the stay that led to this talk written already?"""
    last = books.recalled.pop(contact.id, None)
    if last is None:  # its entry was written by whoever connected it
        return False
    if last.outcome in _ANSWERS:
        return True
    if not _goes_on(books, contact, last):
        contact.stay_since = books.now
        queueing.write_entry(books, contact)
    return False


def _goes_on(books: Books, contact: Contact, last: LastStay) -> bool:
    if last.outcome:
        return False
    since = contact.stay_since if last.since is None else min(last.since, books.now)
    if last.queue == contact.queue:
        contact.stay_since = since
        return True
    books.record(QueueStayEnded(contact.id, last.queue, since, books.now, queueing.MOVED))
    return False
