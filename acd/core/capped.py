"""A call-back over a cap on calls out rests until the hour has room: it keeps its place."""

from acd.core import going_out, queueing, resting
from acd.core.books import Books
from acd.core.contact import Contact, Offer, Stage


def holds_back(books: Books, contact: Contact) -> bool:
    """A call-back that may not be made now is put to rest."""
    back = contact.callback
    if back is None or not contact.is_away():
        return False
    pending = tuple(books.contacts[each.contact].number for each in books.offers.values() if _is_pending(books, each))
    blocked = books.outbound.blocked(books.roster.outbound, books.now, pending, number=contact.number)
    if blocked is None:
        return False
    going_out.refuse(books, contact.id, contact.pbx, blocked, number=contact.number)
    queueing.leave_room(books, contact)
    back.due = max(back.due, blocked.until)
    resting.rest(books, contact)
    return True


def _is_pending(books: Books, offer: Offer) -> bool:
    """An agent's phone rings; when he picks up his customer is called."""
    return bool(offer.dial_s) and offer.stage is Stage.RINGING and offer.contact in books.contacts
