"""What agents and operators ask for. Each request gets exactly one ``Reply``: done, or why not in one sentence."""

from collections.abc import Mapping
from dataclasses import replace

from acd.core import calling_back, going_out, queueing, resting, talk
from acd.core.agent import Agent, AgentTrigger
from acd.core.announce import announcement
from acd.core.books import Books
from acd.core.commands import Announcement, HangUpCaller, Reply
from acd.core.contact import Contact, ContactState, ContactTrigger, Stage
from acd.core.delivery import withdraw
from acd.core.events import (
    AgentPaused,
    AgentReady,
    AgentSignedIn,
    AgentSignedOut,
    AgentSkillsChanged,
    CallbackWanted,
    ContactDropped,
    ContactMoved,
    ContactPrioritised,
    HoldVisited,
    KeyPressed,
    TransferWanted,
)
from acd.core.records import AgentState, Outcome
from acd.core.roster import Leave, ToQueue

S, T = AgentState, AgentTrigger
HIGHEST_PRIORITY, HIGHEST_LEVEL = 10, 10


class NotPossible(Exception):  # noqa: N818 - not a fault, an answer
    """Why a request cannot be done, in one sentence."""


def _agent(books: Books, agent: str) -> Agent:
    if agent not in books.agents:
        raise NotPossible(f"there is no agent '{agent}'")
    return books.agents[agent]


def _contact(books: Books, contact: str) -> Contact:
    if contact not in books.contacts:
        raise NotPossible(f"there is no contact '{contact}'")
    return books.contacts[contact]


# --- agents ---


def sign_in(books: Books, event: AgentSignedIn) -> None:
    agent = _agent(books, event.agent)
    if agent.removed:
        raise NotPossible(f"agent '{agent.id}' is not in the configuration any more")
    if agent.after_call is T.SIGNS_OUT:
        agent.after_call = None
        books.note(agent)
    elif not books.step_agent(agent, T.SIGNS_IN):
        raise NotPossible(f"agent '{agent.id}' is signed in already ({agent.state.value})")
    books.reply(event.asked)


def sign_out(books: Books, event: AgentSignedOut) -> None:
    agent = _agent(books, event.agent)
    if agent.state is S.SIGNED_OUT:
        raise NotPossible(f"agent '{agent.id}' is signed out already")
    _depart(books, agent, T.SIGNS_OUT, "")
    books.reply(event.asked)


def pause(books: Books, event: AgentPaused) -> None:
    agent = _agent(books, event.agent)
    if not books.agent_may(agent, T.PAUSES) or agent.after_call is T.SIGNS_OUT:
        raise NotPossible(f"agent '{agent.id}' is signed out")
    _depart(books, agent, T.PAUSES, event.reason)
    books.reply(event.asked)


def _depart(books: Books, agent: Agent, how: AgentTrigger, reason: str) -> None:
    """After the call if there is one, else now; an offer that is out is withdrawn and its contact goes to the next."""
    if agent.state is S.TALKING:
        agent.after_call, agent.after_reason = how, reason
        books.note(agent)
        return
    offer = agent.offer
    contact = books.contacts.get(offer.contact) if offer is not None and offer.is_out() else None
    if contact is not None:
        withdraw(books, contact)
    if how is T.SIGNS_OUT:
        talk.sign_out(books, agent)
    else:
        agent.after_call, agent.after_reason = None, ""
        books.step_agent(agent, how, reason)
    if contact is not None and not queueing.judge_nobody(books, contact):
        queueing.wait(books, contact)


def ready(books: Books, event: AgentReady) -> None:
    agent = _agent(books, event.agent)
    if agent.state in (S.WRAPPING, S.PAUSED):
        agent.after_call, agent.after_reason, agent.strikes = None, "", 0
        books.step_agent(agent, T.IS_READY)
    elif agent.state is S.TALKING and agent.after_call is T.PAUSES:
        agent.after_call, agent.after_reason = None, ""
        books.note(agent)
    else:
        raise NotPossible(f"agent '{agent.id}' is {agent.state.value.replace('_', ' ')}: neither paused nor wrapping")
    books.reply(event.asked)


def change_skills(books: Books, event: AgentSkillsChanged) -> None:
    agent = _agent(books, event.agent)
    for skill, level in event.skills.items():
        if not 0 <= level <= HIGHEST_LEVEL:
            raise NotPossible(f"skill '{skill}' has level {level}: it must be between 0 and {HIGHEST_LEVEL}")
    set_skills(books, agent, {skill: level for skill, level in event.skills.items() if level > 0})
    books.reply(event.asked)


def set_skills(books: Books, agent: Agent, skills: Mapping[str, int]) -> None:
    """By hand: until the configured ones change (``reload``)."""
    agent.skills = skills
    books.note(agent)
    books.take_skills()
    books.someone_went = True
    look_again(books)


def look_again(books: Books) -> None:
    """Everybody's chances may have changed."""
    books.freed.update(dict.fromkeys(agent for agent, row in books.crew.rows.items() if books.crew.free[row]))
    books.eager.update(dict.fromkeys(contact.id for contact in books.room.contacts))


# --- contacts ---


def visit_hold(books: Books, event: HoldVisited) -> None:
    """A caller who was sent on, and has not gone, is told the way once more: see ``arrival.is_over``."""
    past = books.past.get(event.contact)
    if past is not None and past.sent is not None and not past.is_gone:
        books.out.append(Reply(event.asked, ok=True, value=past.sent))
        return
    contact = _contact(books, event.contact)
    books.out.append(Reply(event.asked, ok=True, value=announcement(books, contact)))


def press_key(books: Books, event: KeyPressed) -> None:
    contact = _contact(books, event.contact)
    where = contact.rules.keys.get(event.key)
    may_leave = contact.state is ContactState.WAITING or _is_ringing(contact)
    value = _leave_by_key(books, contact, where) if where is not None and may_leave else None
    books.out.append(Reply(event.asked, ok=True, value=value))


def _is_ringing(contact: Contact) -> bool:
    return contact.offer is not None and contact.offer.stage is Stage.RINGING


def book(books: Books, event: CallbackWanted) -> None:
    if why := calling_back.book(books, event):
        raise NotPossible(why)


def go_out(books: Books, event: TransferWanted) -> None:
    if why := going_out.wanted(books, event):
        raise NotPossible(why)
    books.reply(event.asked)


def _leave_by_key(books: Books, contact: Contact, where: Leave) -> Leave | Announcement | None:
    """A key that leads to another queue moves him there at once, and he goes on waiting. It is his own choice, so he
    may come back to a queue he has been in: only what sends him on unasked must not go round in circles."""
    if isinstance(where, ToQueue):
        if where.queue not in books.roster.queues or where.queue == contact.queue:
            return None
        withdraw(books, contact)
        contact.visited.clear()
        queueing.move(books, contact, where.queue)
        queueing.enter(books, contact)
        return None
    if not going_out.may_go(books, contact.id, contact.pbx, where):
        return going_out.sorry()
    withdraw(books, contact)
    queueing.end(books, contact, Outcome.LEFT_BY_KEY)
    books.past[contact.id] = replace(books.past[contact.id], left=contact)
    return where


def move(books: Books, event: ContactMoved) -> None:
    contact = _contact(books, event.contact)
    if event.queue not in books.roster.queues:
        raise NotPossible(f"there is no queue '{event.queue}'")
    if event.position is not None and event.position < 1:
        raise NotPossible(f"there is no place {event.position}: places count from 1")
    if contact.state is not ContactState.WAITING:
        raise NotPossible(f"contact '{contact.id}' is {contact.state.value}, only a waiting one can be moved")
    if contact.is_away() and books.roster.queues[event.queue].callback is None:
        raise NotPossible(f"nobody is called back for queue '{event.queue}'")
    if event.queue != contact.queue:
        queueing.move(books, contact, event.queue)
        books.tally(contact.queue).offered += 1
        queueing.arm_stay(books, contact)
    else:
        books.step_contact(contact, ContactTrigger.MOVES)
        queueing.leave_room(books, contact)
    queueing.take_place(books, contact, event.position)
    if not queueing.judge_nobody(books, contact):
        queueing.wait(books, contact)
    books.reply(event.asked)


def prioritise(books: Books, event: ContactPrioritised) -> None:
    contact = _contact(books, event.contact)
    if not 0 <= event.priority <= HIGHEST_PRIORITY:
        raise NotPossible(f"priority {event.priority} must be between 0 and {HIGHEST_PRIORITY}")
    if contact.state is ContactState.CONNECTED:
        raise NotPossible(f"contact '{contact.id}' is connected already")
    contact.priority = event.priority
    if contact.id in books.room:
        books.room.update(contact)
    queueing.mark(books, contact)
    resting.write(books, contact)
    books.reply(event.asked)


def drop(books: Books, event: ContactDropped) -> None:
    contact = _contact(books, event.contact)
    if contact.channel:
        books.out.append(HangUpCaller(contact.pbx, contact.id, contact.channel))
    if contact.state is ContactState.CONNECTED:
        if contact.offer is not None:
            talk.hang_up(books, contact, contact.offer, leg_is_over=False)
    else:
        withdraw(books, contact)
    queueing.end(books, contact, Outcome.CANCELLED if contact.is_away() else Outcome.DROPPED)
    books.reply(event.asked)
