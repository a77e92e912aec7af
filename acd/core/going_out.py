"""The caps on calls out, where calls go out: a call-back is about to be rung, a caller is about to be sent away.

A call-back over a cap rests (``capped``). A caller over one is told that the lines are busy: who pressed a key waits
on, who is sent away by a limit of his queue hears goodbye. He is not sent to the fallback: that may lead out as well.
"""

from acd.core.books import Books
from acd.core.commands import Announcement
from acd.core.contact import Contact, Offer
from acd.core.outbound import Blocked, CallOut
from acd.core.outbound_events import CallsOutRecalled, TransferWanted
from acd.core.roster import Goodbye, Leave, ToDestination

SORRY = "all-circuits-busy-now"


def calls_customer(books: Books, offer: Offer) -> None:
    """The trunk is used now."""
    contact = books.contacts.get(offer.contact)
    if contact is not None:
        books.outbound.note(books.now, number=contact.number)
        books.record(CallOut(contact.id, contact.pbx, contact.number, "", books.now, ""))


def may_go(books: Books, contact: str, pbx: str, where: Leave) -> bool:
    """Whether a caller may be sent there; if so, it is counted."""
    if not isinstance(where, ToDestination) or where.destination not in books.roster.outbound.destinations:
        return True
    blocked = books.outbound.blocked(books.roster.outbound, books.now, destination=where.destination)
    if blocked is not None:
        refuse(books, contact, pbx, blocked, destination=where.destination)
        return False
    books.outbound.note(books.now, destination=where.destination)
    books.record(CallOut(contact, pbx, "", where.destination, books.now, ""))
    return True


def or_goodbye(books: Books, contact: Contact, where: Leave) -> Leave:
    """Where a limit of the queue sends him."""
    return where if may_go(books, contact.id, contact.pbx, where) else Goodbye(SORRY)


def sorry() -> Announcement:
    """For one who waits on."""
    return Announcement(None, None, SORRY)


def wanted(books: Books, event: TransferWanted) -> str:
    """Why not, in one sentence, or empty."""
    if may_go(books, event.contact, event.pbx, ToDestination(event.destination)):
        return ""
    return f"'{event.destination}': no more calls out within this hour"


def recall(books: Books, event: CallsOutRecalled) -> None:
    for call in event.calls:
        books.outbound.note(call.at, number=call.number, destination=call.destination)


def refuse(books: Books, contact: str, pbx: str, blocked: Blocked, number: str = "", destination: str = "") -> None:
    """It is over a cap."""
    books.outbound.refused += 1
    if books.outbound.is_news(contact, books.now):
        books.record(CallOut(contact, pbx, number, destination, books.now, blocked.cap))
