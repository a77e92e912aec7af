"""A caller is on hold: new, known, back from a talk that was none, or one we thought had ended.

The hold loop says so every round, so that news can cross with our own doing. Of an ended contact: a channel known to be
gone stays gone; one an operator dropped is hung up again; within `STALE_S` of the end the word is taken as old news;
and after that the caller is really here (back from a menu, or a transfer failed), and any doubt lets him wait: he
enters anew.
"""

from acd.core import calling_back, queueing, resume, talk
from acd.core.books import Books
from acd.core.commands import HangUpCaller, SendCaller
from acd.core.contact import ContactState
from acd.core.events import ContactArrived
from acd.core.records import Outcome

STALE_S = 2.0


def arrive(books: Books, event: ContactArrived, *, is_found: bool = False) -> None:
    """`is_found`: by a snapshot, so he waits already and is let in whatever the door says."""
    contact = books.contacts.get(event.contact)
    if contact is not None:
        if contact.state is ContactState.CONNECTED:
            talk.returned(books, contact)
        elif contact.is_away():
            calling_back.is_here(books, contact, event.channel)
        return
    if is_over(books, event):
        return
    rules = books.rules(event.queue)
    if rules is None:
        books.refuse(event, event.contact, f"no queue '{event.queue}'")
        books.out.append(SendCaller(event.pbx, event.contact, event.channel, queueing.FALLBACK))
        return
    past = books.past.pop(event.contact, None)
    before = calling_back.called_again(books, event, is_found=is_found)
    contact = queueing.make_contact(books, event, rules)
    was_talked_to = calling_back.take_up(books, contact)
    if before is not None:
        calling_back.take_place(contact, before)
    if past is not None:
        contact.stay_since, contact.offers = books.now, past.offers
    resume.waits(books, contact)
    if was_talked_to:
        contact.stay_since = books.now
        calling_back.enters_anew(books, contact)
    if is_found:
        books.tally(contact.queue).offered += 1
        queueing.arm_stay(books, contact)
        queueing.wait(books, contact)
    else:
        queueing.enter(books, contact, event.position)


def is_over(books: Books, event: ContactArrived) -> bool:
    """The word is of a contact that has ended for good, or just now; one an operator dropped is hung up again, and one
    who was sent on and stands on hold all the same, in no queue now, is sent again: Asterisk says Success to a
    Redirect that meets a channel on its way into Gosub or AGI, and forgets it (3 of 600 when forced)."""
    past = books.past.get(event.contact)
    if past is None:
        return False
    if past.outcome is Outcome.DROPPED and not past.is_gone:
        books.out.append(HangUpCaller(event.pbx, event.contact, event.channel))
    elif past.sent is not None and not past.is_gone and not event.queue:
        books.out.append(SendCaller(event.pbx, event.contact, event.channel, past.sent))
    elif not past.is_gone and books.now - past.ended >= STALE_S:
        return False
    books.refuse(event, event.contact, f"ended: {past.outcome.value}")
    return True
