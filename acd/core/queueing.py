"""Coming to wait, moving on, leaving: every way into and out of the waiting room that is not an offer.

Limits of a queue: full and nobody (no agent signed in who could ever serve, needs fully relaxed) are judged at the
door, nobody also when the last such agent goes, late by a timer and whenever a failed offer brings the caller back. A
caller found on hold after a restart or reconnection is let in whatever the door says: he waits already, and a fresh
Floor's agents are yet to sign in. Where his PBX is lost nobody is sent anywhere; the next snapshot judges again.

By overflow a contact comes to each queue at most once; where a rule would send him in a circle, or to a queue that is
not there, he leaves for the destination `FALLBACK`.
"""

from acd.core import going_out, resting
from acd.core.books import Books, Past
from acd.core.commands import MarkCaller, SendCaller
from acd.core.contact import Contact, ContactTrigger, Offer
from acd.core.events import ContactArrived
from acd.core.records import ContactEnded, ContactEntered, NeedsRelaxed, OfferEnded, Outcome, QueueStayEnded
from acd.core.roster import Goodbye, Leave, QueueRules, ToDestination, ToQueue
from acd.core.routing import needs
from acd.core.waiting import NOBODY

FALLBACK = ToDestination("fallback")
MOVED = "moved"
CONNECTED = "connected"  # the result of an offer that became a talk


def make_contact(books: Books, event: ContactArrived, rules: QueueRules) -> Contact:
    """Take a caller into the books (not yet into the room)."""
    books.arrivals += 1
    entered = min(event.entered, books.now)
    contact = Contact(
        id=event.contact,
        pbx=event.pbx,
        channel=event.channel,
        queue=event.queue,
        rules=rules,
        entered=entered,
        since=entered,
        stay_since=entered,
        seq=books.arrivals,
        number=event.number,
        name=event.name,
        intent=event.intent,
        language=event.language,
        needs=event.needs,
        priority=max(0, min(10, event.priority)),
        preferred=event.preferred_agent,
        preferred_until=books.now + rules.preferred_s,
        data=event.data,
        visited={event.queue},
    )
    books.contacts[contact.id] = contact
    return contact


def write_entry(books: Books, contact: Contact) -> None:
    books.record(
        ContactEntered(
            contact.id,
            contact.pbx,
            contact.queue,
            contact.number,
            contact.name,
            contact.intent,
            contact.priority,
            contact.entered,
            books.now,
        )
    )


def rules_or_default(books: Books, queue: str) -> QueueRules:
    """A call may run in a queue that is not configured any more."""
    return books.roster.queues.get(queue) or QueueRules(queue)


def take_place(books: Books, contact: Contact, position: int | None) -> None:
    if position is not None:
        contact.since = books.room.since_for_place(
            contact.queue, contact.priority, position, books.now, otherwise=contact.entered
        )


def wait(books: Books, contact: Contact) -> None:
    """Let a contact in state waiting wait, unless a limit sends him on, or he is a call-back that has to rest."""
    if contact.is_away() and resting.is_given_up(books, contact):
        end(books, contact, Outcome.CALLBACK_FAILED)
        return
    if contact.is_away() and resting.must_rest(books, contact):
        resting.rest(books, contact)
        return
    if contact.pbx not in books.lost and judge(books, contact):
        return
    if books.kinds.is_crowded(len(books.room)):
        books.sort_kinds()
    kept_for = books.keep(contact)
    books.room.add(contact, books.kind(contact), kept_for, books.preferred(contact))
    if kept_for != NOBODY:
        books.wake(contact.preferred_until, "prefer", 0, contact.id)
    if contact.excluded:
        books.barred[contact.id] = None
        books.may_forgive = True
    arm_relaxing(books, contact)
    books.eager[contact.id] = None


def arm_stay(books: Books, contact: Contact) -> None:
    """The timer of the stay's own limit."""
    if contact.rules.max_wait_s is not None:
        books.wake(contact.stay_since + contact.rules.max_wait_s, "late", 0, contact.id)


def arm_relaxing(books: Books, contact: Contact) -> None:
    step = needs.next_step_s(contact.rules.relax, books.now - contact.entered)
    at = None if step is None else contact.entered + step
    if at is not None and at != contact.relax_at:
        books.wake(at, "relax", 0, contact.id)
    contact.relax_at = at


def relax(books: Books, contact: Contact) -> None:
    """A relax step may have fallen due."""
    if contact.id not in books.room:
        return
    due, contact.relax_at = contact.relax_at, None
    if due is not None and books.now >= due - needs.SLACK_S:
        words = needs.in_words(books.first_needs(contact), books.needs_now(contact))
        books.record(NeedsRelaxed(contact.id, contact.queue, books.now, words))
    books.room.set_kind(contact.id, books.kind(contact))
    books.eager[contact.id] = None
    arm_relaxing(books, contact)


# --- limits ---


def is_full(books: Books, queue: str, rules: QueueRules) -> bool:
    """Counts all on the line and not yet connected."""
    if rules.max_length is None:
        return False
    offered = [books.contacts[each.contact] for each in books.offers.values() if each.queue == queue and each.is_out()]
    waiting = [books.room.contacts[int(row)] for row in books.room.rows_of(queue)]
    return sum(not each.is_away() for each in (*waiting, *offered)) >= rules.max_length


def could_ever_be_served(books: Books, contact: Contact) -> bool:
    able = books.crew.able(books.least_needs(contact), contact.pbx)
    return bool((able & books.crew.signed_in).any())


def is_late(books: Books, contact: Contact) -> bool:
    limit = contact.rules.max_wait_s
    return limit is not None and contact.callback is None and books.now - contact.stay_since >= limit - needs.SLACK_S


def judge(books: Books, contact: Contact) -> bool:
    """Send a waiting contact on where a limit (late, queue gone) says so; True when he was."""
    if contact.queue not in books.roster.queues or (contact.is_away() and contact.rules.callback is None):
        leave(books, contact, FALLBACK)
    elif is_late(books, contact):
        leave(books, contact, contact.rules.when_late)
    else:
        return False
    return True


def judge_nobody(books: Books, contact: Contact) -> bool:
    where = contact.rules.when_nobody
    if where is None or contact.is_away() or contact.pbx in books.lost or could_ever_be_served(books, contact):
        return False
    leave(books, contact, where)
    return True


def nobody_left(books: Books) -> None:
    """An agent went: send on those waiting whom nobody signed in could ever serve."""
    for contact in list(books.room.contacts):
        if contact.id in books.room and contact.rules.when_nobody is not None:
            judge_nobody(books, contact)


def enter(books: Books, contact: Contact, position: int | None = None) -> None:
    """Through the door of `contact.queue`, which exists."""
    books.tally(contact.queue).offered += 1
    books.note_demand(contact)
    if contact.pbx not in books.lost and is_full(books, contact.queue, contact.rules):
        leave(books, contact, contact.rules.when_full)
    elif not judge_nobody(books, contact):
        take_place(books, contact, position)
        arm_stay(books, contact)
        wait(books, contact)


def join(books: Books, contact: Contact) -> None:
    """A call-back comes to stand in its queue, where it does not yet. It goes through no door: its caller had a place,
    or was promised one."""
    back = contact.callback
    if back is None or back.in_line:
        return
    back.in_line, contact.stay_since = True, books.now
    contact.entered = min(contact.entered, books.now)  # one for a later time may be cancelled before
    books.tally(contact.queue).offered += 1
    books.note_demand(contact)
    write_entry(books, contact)
    resting.arm_keep(books, contact)


def go_on(books: Books, contact: Contact) -> None:
    """A resting call-back may be made now, or its customer is on the line."""
    books.step_contact(contact, ContactTrigger.IS_DUE)
    if contact.callback is not None and not contact.callback.in_line:
        join(books, contact)
        resting.write(books, contact)
    wait(books, contact)


def leg_ended(books: Books, contact: str, number: int) -> None:
    """A leg that was being stopped is over: it rings nobody any more."""
    found = books.callbacks.get(contact)
    if found is None or found.callback is None:
        return
    found.callback.ending.discard(number)
    if resting.may_go_on(books, found):
        go_on(books, found)


# --- moving and leaving ---


def leave(books: Books, contact: Contact, where: Leave) -> None:
    """Take a waiting contact out of its queue by a limit. Nobody is there to be sent on for a call-back."""
    if contact.is_away():
        end(books, contact, Outcome.CALLBACK_FAILED)
        return
    if isinstance(where, ToQueue):
        if where.queue in contact.visited or where.queue not in books.roster.queues:
            leave(books, contact, FALLBACK)
        else:
            move(books, contact, where.queue)
            enter(books, contact)
        return
    where = going_out.or_goodbye(books, contact, where)
    books.out.append(SendCaller(contact.pbx, contact.id, contact.channel, where))
    end(books, contact, Outcome.TURNED_AWAY if isinstance(where, Goodbye) else Outcome.OVERFLOWED, sent=where)


def move(books: Books, contact: Contact, queue: str) -> None:
    """To another queue that exists, with his wait; the caller of this brings him through its door."""
    books.step_contact(contact, ContactTrigger.MOVES)
    leave_room(books, contact)
    wait_s = books.now - contact.stay_since
    books.record(QueueStayEnded(contact.id, contact.queue, contact.stay_since, books.now, MOVED))
    books.tally(contact.queue).leave(wait_s, contact.rules.service_level_s)
    contact.queue, contact.rules, contact.stay_since = queue, books.roster.queues[queue], books.now
    contact.since, contact.relax_at = contact.entered, None
    contact.visited.add(queue)
    write_entry(books, contact)
    mark(books, contact)
    resting.write(books, contact)


def mark(books: Books, contact: Contact) -> None:
    """His channel says what is true of him now, for whoever finds him after a restart."""
    if contact.channel:
        music = contact.rules.music
        books.out.append(MarkCaller(contact.pbx, contact.id, contact.channel, contact.queue, music, contact.priority))


def leave_room(books: Books, contact: Contact) -> None:
    if contact.id in books.room:
        books.room.remove(contact.id)
    books.eager.pop(contact.id, None)
    books.barred.pop(contact.id, None)


def settle(books: Books, contact: Contact) -> None:
    """The talk is one: its stay in the queue is over, with the moment of connection."""
    if not contact.is_settled and contact.connected is not None:
        contact.is_settled = True
        word = Outcome.ANSWERED if contact.callback is None else Outcome.CALLED_BACK
        stay = QueueStayEnded(contact.id, contact.queue, contact.stay_since, contact.connected, word)
        books.record(stay)


def end(
    books: Books,
    contact: Contact,
    outcome: Outcome,
    *,
    is_gone: bool = False,
    by_agent: bool = False,
    sent: Leave | None = None,
) -> None:
    """The contact's one terminal row, after that of its talk. An offer still out has been dealt with before. `sent`:
    where the PBX was told to take the caller."""
    ended = books.now if contact.talk_ended is None else contact.talk_ended
    if contact.callback is not None:
        outcome = Outcome.CALLED_BACK if outcome is Outcome.ANSWERED else outcome
        join(books, contact)
    talk = contact.parted or contact.offer
    if contact.connected is not None and talk is not None:
        write_offer_end(books, talk, CONNECTED)
    if contact.connected is not None:
        settle(books, contact)
    else:
        _end_stay(books, contact, outcome)
    books.step_contact(contact, ContactTrigger.ENDS)
    leave_room(books, contact)
    keeper = books.agents.get(contact.preferred or "")
    if keeper is not None:
        keeper.kept_for.discard(contact.id)
    del books.contacts[contact.id]
    books.callbacks.pop(contact.id, None)
    books.remember(contact.id, Past(contact.pbx, contact.channel, books.now, outcome, contact.offers, is_gone, sent))
    books.record(_terminal_row(contact, outcome, ended, by_agent=by_agent))


def _end_stay(books: Books, contact: Contact, outcome: Outcome) -> None:
    """The queue's row of one who was never answered, and its tally."""
    books.record(QueueStayEnded(contact.id, contact.queue, contact.stay_since, books.now, outcome))
    tally = books.tally(contact.queue)
    if outcome is Outcome.ABANDONED:
        tally.abandon()
    else:
        wait_s = books.now - contact.stay_since if contact.callback is None else 0.0
        tally.leave(wait_s, contact.rules.service_level_s)


def _terminal_row(contact: Contact, outcome: Outcome, ended: float, *, by_agent: bool) -> ContactEnded:
    return ContactEnded(
        contact=contact.id,
        pbx=contact.pbx,
        queue=contact.queue,
        number=contact.number,
        name=contact.name,
        intent=contact.intent,
        language=contact.language,
        priority=contact.priority,
        entered=contact.entered,
        connected=contact.connected,
        ended=ended,
        outcome=outcome,
        agent=contact.agent,
        offers=contact.offers,
        ended_by_agent=by_agent,
        data=contact.data,
    )


def write_offer_end(books: Books, offer: Offer, result: str) -> None:
    """The offer's one row."""
    if offer.is_written:
        return
    offer.is_written = True
    ended = books.now if offer.ended is None else offer.ended
    times = (offer.made, offer.rang, offer.answered, offer.connected, ended)
    books.record(OfferEnded(offer.contact, offer.number, offer.agent, offer.queue, *times, result))
