"""The view of the Floor: a plain picture of one instant."""

from types import MappingProxyType

from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.contact import Contact, ContactState
from acd.core.expect import contact_wait, queue_able, queue_wait
from acd.core.view import AgentView, CallbackView, ContactView, FloorView, QueueView

UNKNOWN = (None, None)


def picture(books: Books) -> FloorView:
    """As of ``books.now``."""
    places = {
        contact.id: place
        for queue in {contact.queue for contact in books.room.contacts}
        for place, contact in enumerate(books.room.line(queue, books.now), start=1)
    }
    return FloorView(
        at=books.now,
        agents=tuple(_agent(books.agents[agent]) for agent in sorted(books.agents)),
        contacts=tuple(_contact(books, each, places.get(each.id)) for each in books.contacts.values()),
        queues=tuple(queue_picture(books, queue) for queue in books.roster.queues),
        lost_pbxes=tuple(sorted(books.lost)),
    )


def _agent(agent: Agent) -> AgentView:
    return AgentView(
        agent=agent.id,
        name=agent.profile.name,
        pbx=agent.profile.pbx,
        phone=agent.profile.phone,
        state=agent.state,
        reason=agent.reason,
        since=agent.since,
        until=agent.cool_until if agent.until is None else agent.until,
        skills=MappingProxyType(dict(agent.skills)),
        contact=None if agent.offer is None else agent.offer.contact,
        strikes=agent.strikes,
        phone_state="lost" if agent.phone_lost else "taken" if agent.phone_taken else "ok",
        calls=agent.calls,
    )


def _contact(books: Books, contact: Contact, place: int | None) -> ContactView:
    back = contact.callback
    wait = (None if place is None else contact_wait(books, contact, place)) or UNKNOWN
    return ContactView(
        contact=contact.id,
        pbx=contact.pbx,
        queue=contact.queue,
        state=contact.state.value,
        number=contact.number,
        name=contact.name,
        intent=contact.intent,
        language=contact.language,
        priority=contact.priority,
        entered=contact.entered,
        position=place,
        expected_wait_s=wait[0],
        expected_wait_p80_s=wait[1],
        agent=contact.agent if contact.offer is None else contact.offer.agent,
        offers=contact.offers,
        callback=None if back is None else CallbackView(back.due, back.tries, back.in_line, contact.is_away()),
    )


def queue_picture(books: Books, queue: str) -> QueueView:
    """One configured queue, without looking at the others."""
    rules, tally, crew = books.roster.queues[queue], books.tally(queue), books.crew
    able, wait = queue_able(books, rules), queue_wait(books, rules) or UNKNOWN
    inside = [each for each in books.contacts.values() if each.queue == queue]
    open_ = [each for each in inside if each.state is not ContactState.CONNECTED and _is_in_line(each)]
    on_line = [each for each in open_ if each.callback is None]
    late = sum(books.now - each.stay_since > rules.service_level_s for each in on_line)
    return QueueView(
        queue=queue,
        waiting=len(open_),
        longest_wait_s=max((books.now - each.entered for each in on_line), default=0.0),
        expected_wait_s=wait[0],
        expected_wait_p80_s=wait[1],
        agents_signed_in=int((able & crew.signed_in).sum()),
        agents_free=int((able & crew.free).sum()),
        offered=tally.offered,
        answered=tally.answered,
        abandoned=tally.abandoned,
        left_otherwise=tally.left_otherwise,
        service_level=tally.service_level(late),
        asa_s=tally.asa_s(),
        callbacks=len(open_) - len(on_line),
    )


def _is_in_line(contact: Contact) -> bool:
    return contact.callback is None or contact.callback.in_line
