"""After a restart: what was written of those a fresh Floor takes into its books, so that it is not written again, and
what its agents were at.

The rows are the store's, which may lack the last moments before a kill; the PBX knows best who is where. So a stay goes
on where both name the same queue, and else it is closed as moved and another begins now. An agent goes on wrapping up
until the deadline he had. Of one whose talk ended while no Floor looked, when is not known: his wrap-up begins now.
The pause or sign-out he wished for during his talk (``noting``) follows on it as if nobody had been away.
"""

from typing import NamedTuple

from acd.core import queueing, talk
from acd.core.agent import Agent, AgentTrigger
from acd.core.books import Books
from acd.core.contact import Contact
from acd.core.events import ContactsRecalled, LastStay, PbxSnapshot, WorkRecalled
from acd.core.records import AgentState, Outcome, QueueStayEnded

_ANSWERS = (Outcome.ANSWERED, Outcome.CALLED_BACK)


class LastTalk(NamedTuple):
    """Whether the stay that led to a talk is written already, and when it began, where that is known."""

    is_written: bool = False
    connected: float | None = None


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
    last = _last(books, contact)
    if last is not None and _goes_on(books, contact, last):
        return
    if last is not None:
        contact.stay_since = books.now
    queueing.write_entry(books, contact)


def talks(books: Books, contact: Contact) -> LastTalk:
    """He is found talking."""
    last = _last(books, contact)
    if last is None:  # its entry was written by whoever connected it
        return LastTalk()
    if last.outcome in _ANSWERS:
        return LastTalk(is_written=True, connected=last.connected)
    if not _goes_on(books, contact, last):
        contact.stay_since = books.now
        queueing.write_entry(books, contact)
    return LastTalk()


def _last(books: Books, contact: Contact) -> LastStay | None:
    """Taken from the books; who failed him then is not rung for him now."""
    last = books.recalled.pop(contact.id, None)
    if last is not None:
        contact.excluded |= set(last.excluded)
        contact.offers = max(contact.offers, last.offers)
    return last


def _goes_on(books: Books, contact: Contact, last: LastStay) -> bool:
    if last.outcome:
        return False
    since = contact.stay_since if last.since is None else min(last.since, books.now)
    if last.queue == contact.queue:
        contact.stay_since = since
        return True
    books.record(QueueStayEnded(contact.id, last.queue, since, books.now, queueing.MOVED))
    return False


# --- agents ---


def recall_work(books: Books, event: WorkRecalled) -> None:
    agent = books.agents.get(event.agent)
    if agent is None:
        books.refuse(event, event.agent, "unknown")
    elif event.ended is None:
        books.work[agent.id] = event  # he may talk still
    else:
        _wrap_up(books, agent, event.queue, event.ended)


def work(books: Books, pbx: str) -> None:
    """Its first snapshot has shown who talks."""
    for recalled in list(books.work.values()):
        agent = books.agents.get(recalled.agent)
        if agent is None or agent.profile.pbx == pbx:
            del books.work[recalled.agent]
        if agent is not None and agent.profile.pbx == pbx:
            _wrap_up(books, agent, recalled.queue, books.now)


def _wrap_up(books: Books, agent: Agent, queue: str, ended: float) -> None:
    """Or what he wished for during his talk, where his wrap-up is over, or he was to have none."""
    ended = min(ended, books.now)
    until = ended + talk.wrap_up_s(agent, queueing.rules_or_default(books, queue))
    if agent.state is not AgentState.READY:
        return
    if until > books.now and agent.offer is None and agent.after_call is not AgentTrigger.SIGNS_OUT:
        books.step_agent(agent, AgentTrigger.IS_FOUND_WRAPPING)
        agent.since = ended
        talk.wrap_until(books, agent, until)
    elif agent.after_call is not None:
        talk.end_wrap(books, agent)
