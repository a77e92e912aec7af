"""A new roster takes over. Nobody on a call is touched: what changes for him changes when his call is over."""

from acd.core import queueing, talk
from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.contact import Contact, Stage
from acd.core.delivery import forget, withdraw
from acd.core.records import AgentState
from acd.core.requests import look_again
from acd.core.roster import AgentProfile, Roster


def change_roster(books: Books, roster: Roster) -> None:
    stranded = [contact for agent in list(books.agents.values()) for contact in _take_profile(books, agent, roster)]
    books.take_agents(roster)
    _find_talking(books)
    for contact in books.contacts.values():
        _take_rules(books, contact)
    books.sort_kinds()
    books.someone_went = True
    for contact in stranded:
        queueing.wait(books, contact)
    for contact in list(books.room.contacts):
        if contact.id in books.room and contact.pbx not in books.lost:
            queueing.judge(books, contact)
    look_again(books)


def _take_profile(books: Books, agent: Agent, roster: Roster) -> list[Contact]:
    """The agent as configured now; the contacts whose offer to a removed agent was withdrawn."""
    profile = roster.agents.get(agent.id)
    if profile is not None:
        agent.removed = False
        _change(agent, profile)
        books.note(agent)
        return []
    agent.removed = True
    if agent.state is AgentState.TALKING:
        return []
    offer = agent.offer
    contact = books.contacts.get(offer.contact) if offer is not None and offer.is_out() else None
    if contact is not None:
        withdraw(books, contact)
    forget(books, agent)
    return [] if contact is None else [contact]


def _find_talking(books: Books) -> None:
    """An agent new to these books may be in a call already, which was found running while nobody knew him."""
    for offer in books.offers.values():
        agent, contact = books.agents.get(offer.agent), books.contacts.get(offer.contact)
        if offer.stage is Stage.CONNECTED and agent is not None and agent.offer is None and contact is not None:
            talk.talk(books, agent, contact, offer)
            agent.handling = None  # when the talk began is not known: nothing can be learned of it


def _change(agent: Agent, profile: AgentProfile) -> None:
    """Skills an operator set by hand stay unless the configured ones changed."""
    if dict(profile.skills) != dict(agent.profile.skills):
        agent.skills = profile.skills
    if (profile.pbx, profile.phone) != (agent.profile.pbx, agent.profile.phone):
        agent.phone_lost = agent.phone_taken = False
    agent.profile = profile


def _take_rules(books: Books, contact: Contact) -> None:
    rules = books.roster.queues.get(contact.queue)
    if rules is None or rules == contact.rules:
        return
    was, contact.rules = contact.rules, rules
    if rules.max_wait_s != was.max_wait_s:
        queueing.arm_stay(books, contact)
    contact.relax_at = None
    queueing.arm_relaxing(books, contact)
    if contact.id in books.room:
        books.room.update(contact)
