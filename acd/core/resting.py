"""A call-back that may not be made now rests: it keeps its place, and is in no room that agents are found from.

It rests between two calls, until the time it was booked for, outside its queue's hours, and while a leg that may still
ring its customer is being ended: he is never called twice at once.
"""

from acd.core.books import Books
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.contact import Contact, ContactState, ContactTrigger
from acd.core.events import OfferFailure
from acd.core.routing.needs import SLACK_S


def must_rest(books: Books, contact: Contact) -> bool:
    back = contact.callback
    if back is None:
        return False
    return bool(back.ending) or books.now < back.due - SLACK_S or contact.queue in books.closed


def is_given_up(books: Books, contact: Contact) -> bool:
    """It took all its calls, or is too old. One whose queue has no rules for call-backs any more is for a limit."""
    back, rules = contact.callback, contact.rules.callback
    if back is None or rules is None:
        return False
    is_old = back.in_line and books.now - contact.stay_since >= rules.keep_s - SLACK_S
    return back.tries >= rules.attempts or is_old


def rest(books: Books, contact: Contact) -> None:
    """Until its time, its queue's hours (``HoursTurned``), or the end of the last leg."""
    books.step_contact(contact, ContactTrigger.RESTS)
    back = contact.callback
    if back is not None and back.due > books.now:
        books.wake(back.due, "due", back.tries, contact.id)


def note_ending(contact: Contact, number: int) -> None:
    if contact.callback is not None:
        contact.callback.ending.add(number)


def may_go_on(books: Books, contact: Contact) -> bool:
    """Of a resting one: its time has come."""
    return contact.state is ContactState.RESTING and not must_rest(books, contact)


def arm_keep(books: Books, contact: Contact) -> None:
    """The timer of its age."""
    rules = contact.rules.callback
    if rules is not None:
        books.wake(contact.stay_since + rules.keep_s, "keep", 0, contact.id)


def note_try(books: Books, contact: Contact, agent: str, result: str) -> None:
    """One more call was in vain."""
    back, rules = contact.callback, contact.rules.callback
    if back is None:
        return
    back.tries += 1
    gap_s = 0.0 if rules is None else rules.busy_gap_s if result == OfferFailure.BUSY else rules.gap_s
    back.due = books.now + gap_s
    books.record(CallbackTried(contact.id, back.tries, agent, books.now, result, back.due))


def write(books: Books, contact: Contact) -> None:
    """How it stands, for the next daemon."""
    back = contact.callback
    if back is not None:
        books.record(
            CallbackBooked(
                contact=contact.id,
                pbx=contact.pbx,
                queue=contact.queue,
                number=contact.number,
                national=back.national,
                name=contact.name,
                intent=contact.intent,
                language=contact.language,
                priority=contact.priority,
                needs=contact.needs,
                excluded=tuple(sorted(contact.excluded)),
                entered=contact.entered,
                since=contact.since,
                due=back.due,
                joined=contact.stay_since if back.in_line else None,
                at=books.now,
                data=contact.data,
            )
        )
