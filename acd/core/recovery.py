"""A PBX lost and found: the Floor's belief is brought in line with what the PBX shows. Doing it twice changes nothing
more.

What a snapshot may not do is undo a command still on its way. So a leg that it does not show is only taken as over for
certain where the connection had been lost before (then nothing was on its way); else the leg is stopped and watched.
"""

from acd.core import calling_back, queueing, resume, talk
from acd.core.agent import Agent
from acd.core.arrival import arrive, is_over
from acd.core.books import Books
from acd.core.contact import Contact, ContactState, Offer, Stage
from acd.core.delivery import fail, stopped, withdraw
from acd.core.events import OfferFailure, PbxLost, PbxSnapshot, Talk
from acd.core.records import Outcome


def lose(books: Books, event: PbxLost) -> None:
    books.lost.add(event.pbx)
    _refresh(books, event.pbx)


def reconcile(books: Books, event: PbxSnapshot) -> None:
    was_lost = event.pbx in books.lost
    books.lost.discard(event.pbx)
    _take_phones(books, event)
    resume.forget(books, event)
    _review_contacts(books, event)
    legs = {*event.ringing, *((each.arrival.contact, each.offer) for each in event.talking)}
    legs |= _here(books, event)
    _review_offers(books, event.pbx, legs, was_lost)
    for running in event.talking:
        if running.arrival.contact in books.callbacks:
            books.callbacks[running.arrival.contact].channel = running.arrival.channel  # he need not call again
    for arrival in event.holding:
        arrive(books, arrival, is_found=True)
    for running in event.talking:
        _adopt_talk(books, running, legs)
    for leg in event.ringing:
        _review_leg(books, event.pbx, *leg)
    for contact in list(books.room.contacts):
        if contact.pbx == event.pbx and contact.id in books.room:
            queueing.judge(books, contact)
    resume.work(books, event.pbx)
    _refresh(books, event.pbx)


def _refresh(books: Books, pbx: str) -> None:
    for agent in books.agents.values():
        if agent.profile.pbx == pbx:
            books.refresh(agent)


def _take_phones(books: Books, event: PbxSnapshot) -> None:
    lost, taken = set(event.lost_phones), set(event.taken_phones)
    for agent in books.agents.values():
        if agent.profile.pbx == event.pbx:
            agent.phone_lost, agent.phone_taken = agent.id in lost, agent.id in taken


def _adopt_talk(books: Books, running: Talk, legs: set[tuple[str, int]]) -> None:
    """A talk the PBX shows is a fact: whatever else its contact or agent was reserved for gives way."""
    arrival, agent = running.arrival, books.agents.get(running.agent)
    contact = books.contacts.get(arrival.contact)
    key = (arrival.contact, running.offer)
    offer = books.offers.get(key)
    if offer is not None and offer.stage is Stage.CONNECTED:
        return
    if offer is not None and offer.stage is Stage.STOPPING:
        books.stop_leg(offer.pbx, offer.contact, offer.number)
        return
    if _is_talking(agent) or (contact is not None and _is_in_talk(contact, legs)):
        books.stop_leg(arrival.pbx, *key)  # one of the two must be wrong, and the one we know is not
        return
    if contact is None and is_over(books, arrival):
        books.stop_leg(arrival.pbx, *key)
        return
    if contact is not None and contact.state is ContactState.CONNECTED:
        talk.returned(books, contact)
    if offer is None:
        offer = Offer(arrival.contact, running.offer, running.agent, arrival.pbx, arrival.queue, books.now)
    is_written, since = arrival.contact in books.talked, running.since
    if contact is None:
        contact = _adopt_contact(books, running)
        last = resume.talks(books, contact)
        is_written |= last.is_written
        since = last.connected or since
    elif contact.offer is not offer:
        withdraw(books, contact)
    _free_agent(books, agent, offer)
    contact.channel = arrival.channel
    contact.offers = max(contact.offers, running.offer)
    contact.excluded.discard(running.agent)
    talk.connect(books, contact, offer, since)
    contact.is_settled = is_written
    if agent is not None and since is None:
        agent.handling = None  # when the talk began is not known: nothing can be learned of it


def _is_talking(agent: Agent | None) -> bool:
    return agent is not None and agent.offer is not None and agent.offer.stage is Stage.CONNECTED


def _is_in_talk(contact: Contact, legs: set[tuple[str, int]]) -> bool:
    offer = contact.offer
    return offer is not None and offer.stage is Stage.CONNECTED and offer.key in legs


def _adopt_contact(books: Books, running: Talk) -> Contact:
    """One that has ended in these books enters anew."""
    rules, past = queueing.rules_or_default(books, running.arrival.queue), books.past.pop(running.arrival.contact, None)
    contact = queueing.make_contact(books, running.arrival, rules)
    if past is not None:
        contact.stay_since, contact.offers = books.now, past.offers
        queueing.write_entry(books, contact)
    books.tally(contact.queue).offered += 1
    calling_back.take_up(books, contact)
    return contact


def _free_agent(books: Books, agent: Agent | None, offer: Offer) -> None:
    """What else the agent's phone was reserved for is withdrawn, and that contact waits on."""
    if agent is None or agent.offer is None or agent.offer is offer:
        return
    other = books.contacts.get(agent.offer.contact)
    if agent.offer.is_out() and other is not None:
        withdraw(books, other)
        queueing.wait(books, other)


def _review_offers(books: Books, pbx: str, legs: set[tuple[str, int]], was_lost: bool) -> None:
    """Offers whose legs the PBX does not show."""
    for offer in [each for each in books.offers.values() if each.pbx == pbx and each.key not in legs]:
        if offer.stage is Stage.STOPPING:
            if was_lost:
                stopped(books, offer)
        elif offer.is_out():
            if was_lost:
                books.stop_leg(offer.pbx, offer.contact, offer.number)
            fail(books, offer, OfferFailure.CANCELLED, leg_is_over=was_lost)


def _review_contacts(books: Books, event: PbxSnapshot) -> None:
    """Contacts whose callers the PBX does not show are over. Who waited in a PBX that died did not give up."""
    shown = {each.contact for each in event.holding} | {each.arrival.contact for each in event.talking}
    for contact in [each for each in books.contacts.values() if each.pbx == event.pbx and each.id not in shown]:
        if contact.is_away():
            continue
        if event.is_new_life and contact.callback is None and contact.state is not ContactState.CONNECTED:
            withdraw(books, contact)
            queueing.end(books, contact, Outcome.PBX_LOST, is_gone=True)
        else:
            talk.caller_left(books, contact)


def _here(books: Books, event: PbxSnapshot) -> set[tuple[str, int]]:
    """The legs of customers who were dialled and stand on hold now: callers, which ``arrive`` is told of."""
    holding = {each.contact for each in event.holding}
    return {key for key, each in books.offers.items() if each.stage is Stage.DIALLING and each.contact in holding}


def _review_leg(books: Books, pbx: str, contact: str, number: int) -> None:
    """A ringing leg: stopped if it is no offer of ours; numbers already used are not used again."""
    offer = books.offers.get((contact, number))
    if contact in books.contacts:
        books.contacts[contact].offers = max(books.contacts[contact].offers, number)
    if offer is None or offer.stage is Stage.STOPPING:
        books.stop_leg(pbx, contact, number)
        if contact in books.callbacks:
            calling_back.hold_off(books, books.callbacks[contact], number)
