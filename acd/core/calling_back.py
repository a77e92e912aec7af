"""Calling customers back: who asks for it, when it may be made, what comes of a call.

A call-back is brought to an agent like every contact. Agent first, its offer is an agent's leg that calls the customer
when it is picked up, so the same facts are heard of it as of one that fetches a caller from hold. Customer first, the
offer begins with a leg to the customer (stage dialling); once he is on hold he is a caller like any other, and the
agent reserved for him is rung.

A call that reaches nobody costs the agent nothing. It is counted, and the call-back rests until the next one; so does
one whose customer hung up before he reached the agent.
"""

from acd.core import queueing, resting
from acd.core.agent import AgentTrigger
from acd.core.books import Books
from acd.core.callback import Callback, CallbackBooked, is_same_line
from acd.core.commands import Booked, Reply
from acd.core.contact import Contact, ContactState, ContactTrigger, Offer, Stage
from acd.core.delivery import STOP_GUARD_S, fail, ring, withdraw
from acd.core.events import (
    CallbacksRecalled,
    CallbackWanted,
    ContactArrived,
    CustomerMissed,
    CustomerReached,
    HoursTurned,
    OfferFailure,
)
from acd.core.records import Outcome

HUNG_UP = "hung_up"


# --- asked for ---


def book(books: Books, event: CallbackWanted) -> str:
    """Why not, in one sentence, or empty: then the reply is out as well, with the call-back as its value."""
    past = books.past.get(event.after)
    before = None if past is None else past.left
    queue = event.queue or (before.queue if before is not None else "")
    rules = books.roster.queues.get(queue)
    if rules is None or rules.callback is None:
        return f"nobody is called back for queue '{queue}'" if queue else "he waited in no queue"
    there = next((x for x in books.callbacks.values() if x.queue == queue and x.number == event.number), None)
    if there is not None:
        why = f"{event.number} is to be called back for queue '{queue}' already"
        books.out.append(Reply(event.asked, ok=False, error=why, value=Booked(there.id)))
        return ""
    if event.contact in books.contacts or event.contact in books.past:
        return f"there is a contact '{event.contact}' already"
    arrival = ContactArrived(
        event.contact,
        event.pbx,
        "",
        queue,
        min(event.entered, books.now),
        number=event.number,
        name=event.name,
        intent=event.intent,
        language=event.language,
        needs=event.needs,
        priority=event.priority,
        data=event.data,
    )
    contact = queueing.make_contact(books, arrival, rules)
    if before is not None and before.queue == queue:
        take_place(contact, before)
    contact.callback = Callback(event.national, due=event.due, in_line=False)
    books.callbacks[contact.id] = contact
    if event.due > books.now:
        contact.entered = contact.since = event.due
        resting.rest(books, contact)
    else:
        queueing.join(books, contact)
        queueing.wait(books, contact)
    if contact.id in books.contacts:
        resting.write(books, contact)
    books.out.append(Reply(event.asked, ok=True, value=Booked(contact.id)))
    return ""


def take_place(contact: Contact, before: Contact) -> None:
    """The place in line of one who was there before, and whatever it had beside."""
    contact.entered, contact.since = before.entered, before.since
    contact.priority = max(contact.priority, before.priority)
    contact.excluded |= before.excluded
    asked_for = {need.skill: need for need in (*before.needs, *contact.needs)}
    contact.needs = tuple(asked_for.values())
    contact.first_needs = None
    contact.intent = contact.intent or before.intent
    contact.name = contact.name or before.name
    contact.language = contact.language or before.language
    contact.preferred = contact.preferred or before.preferred
    contact.data = {**before.data, **contact.data}


def recall(books: Books, event: CallbacksRecalled) -> None:
    """Nothing may be offered yet: the PBXes are still to say what runs."""
    tries, talked = {each.contact: each for each in event.tried}, set(event.talked)
    for row in event.booked:
        last = tries.get(row.contact)
        attempts = 0 if last is None else last.attempt
        if row.contact in talked:
            books.talked[row.contact] = row, attempts
        elif row.contact not in books.contacts:
            _recall(books, row, attempts, row.due if last is None else last.due)


def _recall(books: Books, row: CallbackBooked, attempts: int, due: float) -> None:
    arrival = ContactArrived(row.contact, row.pbx, "", row.queue, row.entered)
    contact = queueing.make_contact(books, arrival, queueing.rules_or_default(books, row.queue))
    _make_callback(books, contact, row, Callback(row.national, due, attempts, in_line=row.joined is not None))
    if row.joined is None:
        resting.rest(books, contact)
        return
    contact.stay_since = row.joined
    books.tally(contact.queue).offered += 1
    resting.arm_keep(books, contact)
    queueing.wait(books, contact)


def _make_callback(books: Books, contact: Contact, row: CallbackBooked, back: Callback) -> None:
    contact.entered, contact.since, contact.excluded = row.entered, row.since, set(row.excluded)
    contact.number, contact.name, contact.intent, contact.language = row.number, row.name, row.intent, row.language
    contact.needs, contact.priority, contact.data = row.needs, row.priority, row.data
    contact.callback = back
    books.callbacks[contact.id] = contact


def take_up(books: Books, contact: Contact) -> bool:
    """A customer new to these books was talked to when the Floor before ended: a call-back still, for should his agent
    have fallen away he waits again, and is no caller who could give up. False of anybody else."""
    if contact.id not in books.talked:
        return False
    row, attempts = books.talked.pop(contact.id)
    _make_callback(books, contact, row, Callback(row.national, tries=attempts))
    return True


def enters_anew(books: Books, contact: Contact) -> None:
    """After a talk whose stay is written: another stay has begun, for the next daemon too."""
    if contact.callback is not None:
        resting.arm_keep(books, contact)
        resting.write(books, contact)


# --- when ---


def turn_hours(books: Books, event: HoursTurned) -> None:
    books.closed = frozenset(event.closed)
    for contact in list(books.callbacks.values()):
        if resting.may_go_on(books, contact):
            queueing.go_on(books, contact)
        elif contact.is_away() and contact.queue in books.closed and contact.id in books.callbacks:
            _put_off(books, contact)


def _put_off(books: Books, contact: Contact) -> None:
    """His phone does not ring yet."""
    if contact.offer is not None and contact.offer.stage is Stage.RINGING:
        withdraw(books, contact)
    if contact.state is ContactState.WAITING:
        queueing.leave_room(books, contact)
        queueing.wait(books, contact)


def due(books: Books, contact: Contact) -> None:
    """A resting call-back's time may have come."""
    if resting.may_go_on(books, contact):
        queueing.go_on(books, contact)


def keep(books: Books, contact: Contact) -> None:
    """It may be too old by now; one that is out finds out when it comes back."""
    idle = contact.state in (ContactState.WAITING, ContactState.RESTING)
    if idle and contact.is_away() and resting.is_given_up(books, contact):
        queueing.end(books, contact, Outcome.CALLBACK_FAILED)


def hold_off(books: Books, contact: Contact, number: int) -> None:
    """A leg nobody knows may be ringing his phone; it is being stopped."""
    resting.note_ending(contact, number)
    books.wake(books.now + STOP_GUARD_S, "ending", number, contact.id)
    if contact.is_away() and contact.state is ContactState.WAITING:
        queueing.leave_room(books, contact)
        queueing.wait(books, contact)


# --- what comes of a call ---


def reached(books: Books, event: CustomerReached) -> str:
    """Agent first: the customer is about to hear his agent. What is wrong with that, or empty."""
    contact, offer = books.contacts.get(event.contact), books.offers.get((event.contact, event.offer))
    if contact is None or offer is None or contact.offer is not offer:
        return "no such offer" if offer is None else offer.stage.value
    contact.channel = event.channel
    return ""


def is_here(books: Books, contact: Contact, channel: str) -> None:
    """The customer stands on hold: he was called first, or fell back there. A leg that would call him does so no
    more."""
    contact.channel = channel
    offer = contact.offer
    if offer is not None and offer.stage is Stage.DIALLING:
        _ring_reserved(books, contact, offer)
    elif offer is not None and offer.dial_s:
        withdraw(books, contact)
        queueing.wait(books, contact)
    elif contact.state is ContactState.RESTING:
        queueing.go_on(books, contact)


def _ring_reserved(books: Books, contact: Contact, offer: Offer) -> None:
    """The leg of the dialling offer is the customer's channel now; the agent it reserved is rung by one of his own."""
    agent, decisions = books.agents.get(offer.agent), books.decisions.get(contact.id, ())
    queueing.write_offer_end(books, offer, "reached")
    books.offers.pop(offer.key, None)
    contact.offer = None
    books.step_contact(contact, ContactTrigger.OFFER_FAILS)
    if agent is None or agent.offer is not offer or not decisions:
        queueing.wait(books, contact)
        return
    agent.offer = None
    books.step_agent(agent, AgentTrigger.IS_READY)
    ring(books, contact, agent, decisions[-1])


def missed(books: Books, offer: Offer, result: str, *, leg_is_over: bool) -> None:
    """The customer was called and is not to be had."""
    contact = books.contacts[offer.contact]
    contact.channel = ""
    resting.note_try(books, contact, offer.agent, result)
    fail(books, offer, OfferFailure.NOT_REACHED, leg_is_over=leg_is_over)


def result_of(cause: OfferFailure) -> str:
    return HUNG_UP if cause is OfferFailure.DROPPED else cause.value


def told_missed(books: Books, event: CustomerMissed) -> str:
    """As `reached`. Of a leg that is being stopped it is no news."""
    offer = books.offers.get((event.contact, event.offer))
    if offer is not None and offer.stage is Stage.ANSWERED and offer.dial_s:
        missed(books, offer, result_of(event.cause), leg_is_over=False)
    elif offer is None or offer.stage not in (Stage.STOPPING, Stage.CONNECTED):
        return "no such offer" if offer is None else offer.stage.value
    return ""


def customer_left(books: Books, contact: Contact) -> None:
    """He picked up, and was gone before he talked to anybody."""
    contact.channel = ""
    resting.note_try(books, contact, "" if contact.offer is None else contact.offer.agent, HUNG_UP)
    queueing.leave_room(books, contact)
    withdraw(books, contact)
    queueing.wait(books, contact)


# --- he calls himself ---


def called_again(books: Books, event: ContactArrived, *, is_found: bool) -> Contact | None:
    """Whoever comes himself is called back no more; the place he had in this queue. One found on hold may have been
    there before he, or somebody for him, asked to be called."""
    found: Contact | None = None
    for contact in list(books.callbacks.values()):
        back = contact.callback
        if back is None or not back.in_line or not contact.is_away() or not is_same_line(event.number, back.national):
            continue
        if is_found and event.entered <= contact.stay_since:
            continue
        withdraw(books, contact)
        queueing.end(books, contact, Outcome.CALLED_AGAIN)
        if contact.queue == event.queue and (found is None or contact.since < found.since):
            found = contact
    return found
