"""The talk: from the moment agent and caller share a bridge until handling is over.

- When the caller hangs up first, the talk is over at once and the agent wraps up; his leg is stopping until reported
  over.
- When the agent hangs up first, the contact's end waits up to `SETTLE_S` for the PBX to say whether the caller is gone
  or back on hold; then he waits on at his old place and the agent counts as having dropped him.
- A talk is only written down as an answer once it has lasted `SETTLE_S`, or is over for good.
- Wrap-up is ours alone: it begins with the end of the talk and has its own deadline.
"""

from acd.core import calling_back, queueing
from acd.core.agent import Agent, AgentTrigger, Handling
from acd.core.books import Books
from acd.core.contact import Contact, ContactState, ContactTrigger, Offer, Stage
from acd.core.delivery import back_to_waiting, penalise, vanish, watch_stop, withdraw
from acd.core.events import OfferFailure
from acd.core.records import AgentState, Outcome
from acd.core.roster import QueueRules

SETTLE_S = 3.0


def connect(books: Books, contact: Contact, offer: Offer, since: float | None = None) -> None:
    """Agent and caller share a bridge, and have `since` then where that is not just now. `offer` is the contact's own,
    or one both are free for."""
    agent = books.agents.get(offer.agent)
    began = books.now if since is None else min(books.now, max(since, contact.stay_since))
    queueing.leave_room(books, contact)
    books.step_contact(contact, ContactTrigger.CONNECTS)
    offer.stage, offer.connected, offer.until = Stage.CONNECTED, began, None
    offer.answered = began if offer.answered is None else offer.answered
    books.offers[offer.key] = contact.offer = offer
    contact.connected, contact.agent, contact.is_settled = began, offer.agent, False
    if contact.callback is None:
        books.tally(contact.queue).answer(began - contact.stay_since, contact.rules.service_level_s)
    else:
        books.tally(contact.queue).call_back()
    books.wake(began + SETTLE_S, "settle", offer.number, contact.id)
    if agent is not None:
        talk(books, agent, contact, offer)


def talk(books: Books, agent: Agent, contact: Contact, offer: Offer) -> None:
    began = books.now if offer.connected is None else offer.connected
    was_paused, reason = agent.state is AgentState.PAUSED, agent.reason
    agent.offer, agent.strikes, agent.cool_until = offer, 0, None
    agent.calls += 1
    books.step_agent(agent, AgentTrigger.TALKS)
    agent.since = began
    key, prior_s = contact.estimate_key, contact.rules.handle_of(contact.estimate_key)
    agent.handling = Handling(contact.id, key, prior_s, books.estimates.expected_s(agent.id, key, prior_s), began)
    if was_paused:
        agent.after_call, agent.after_reason = AgentTrigger.PAUSES, reason


def hang_up(books: Books, contact: Contact, offer: Offer, *, leg_is_over: bool) -> None:
    """The talk of a connected offer is over for the agent; the contact's own end, which writes the offer's row, is the
    business of whoever calls this."""
    agent = books.agents.get(offer.agent)
    if leg_is_over:
        books.offers.pop(offer.key, None)
    else:
        watch_stop(books, offer)
    if agent is None or agent.offer is not offer:
        return
    if leg_is_over:
        agent.offer = None
    after_call(books, agent, contact.rules)


def wrap_up_s(agent: Agent, rules: QueueRules) -> float:
    return rules.wrap_s if agent.profile.wrap_s is None else agent.profile.wrap_s


def after_call(books: Books, agent: Agent, rules: QueueRules) -> None:
    wrap_s = wrap_up_s(agent, rules)
    if agent.removed:
        vanish(books, agent)
    elif wrap_s > 0 and agent.after_call is not AgentTrigger.SIGNS_OUT:
        books.step_agent(agent, AgentTrigger.CALL_ENDS)
        wrap_until(books, agent, books.now + wrap_s)
    else:
        end_wrap(books, agent)


def wrap_until(books: Books, agent: Agent, until: float) -> None:
    agent.until = until
    books.refresh(agent)
    books.wake(until, "wrap", 0, agent.id)


def end_wrap(books: Books, agent: Agent) -> None:
    """Handling is over: what he wished for meanwhile, or ready."""
    if agent.after_call is AgentTrigger.SIGNS_OUT:
        sign_out(books, agent)
    elif agent.after_call is AgentTrigger.PAUSES:
        reason = agent.after_reason
        agent.after_call, agent.after_reason = None, ""
        books.step_agent(agent, AgentTrigger.PAUSES, reason)
    else:
        books.step_agent(agent, AgentTrigger.IS_READY)


def sign_out(books: Books, agent: Agent) -> None:
    agent.after_call, agent.after_reason, agent.strikes, agent.calls = None, "", 0, 0
    books.step_agent(agent, AgentTrigger.SIGNS_OUT)


def caller_left(books: Books, contact: Contact, *, by_pbx: bool = False) -> None:
    """At any stage. Whom his PBX cut off did not give up."""
    offer = contact.offer
    if contact.state is ContactState.CONNECTED:
        if offer is not None:
            hang_up(books, contact, offer, leg_is_over=False)
        queueing.end(books, contact, Outcome.ANSWERED, is_gone=True, by_agent=contact.talk_ended is not None)
        _learn(books, contact)
    elif contact.callback is not None:
        if not contact.is_away():
            calling_back.customer_left(books, contact)
    else:
        withdraw(books, contact)
        queueing.end(books, contact, Outcome.PBX_LOST if by_pbx else Outcome.ABANDONED, is_gone=True)


def stayed(books: Books, contact: Contact) -> None:
    """The caller is asked about the talk: it is over once its agent's leg is known to be."""
    contact.is_asked = True
    if contact.talk_ended is not None:
        conclude(books, contact)


def conclude(books: Books, contact: Contact) -> None:
    """The agent hung up, and the work on the contact is done."""
    queueing.end(books, contact, Outcome.ANSWERED, by_agent=True)
    _learn(books, contact)


def _learn(books: Books, contact: Contact) -> None:
    """What the agent's handling took, where it ended before his caller's fate was known."""
    if contact.handled is not None:
        prior_s = contact.rules.handle_of(contact.estimate_key)
        books.learn(contact.handled[0], contact.estimate_key, contact.handled[1], prior_s)


def passed_on(books: Books, contact: Contact) -> None:
    """The agent hung up, and his caller neither left nor came back: he was transferred, and what the agent did is only
    a part of the work. Nothing is learned of it."""
    agent = books.agents.get(contact.agent or "")
    if agent is not None and agent.handling is not None and agent.handling.contact == contact.id:
        agent.handling = None
    queueing.end(books, contact, Outcome.ANSWERED, by_agent=True)


def talk_ended(books: Books, contact: Contact, offer: Offer, *, by_agent: bool) -> None:
    """The agent's leg of a connected offer is gone."""
    if by_agent:
        contact.talk_ended = offer.ended = books.now
    hang_up(books, contact, offer, leg_is_over=True)
    contact.offer, contact.parted = None, offer
    if by_agent and contact.is_asked:
        conclude(books, contact)
    elif by_agent:
        books.wake(books.now + SETTLE_S, "parted", offer.number, contact.id)
    else:
        queueing.end(books, contact, Outcome.ANSWERED, by_agent=by_agent)


def drop(books: Books, agent: Agent, contact: Contact) -> None:
    """The agent's call was none: no wrap-up, nothing learned of it; he cools down."""
    agent.handling = None
    if agent.state in (AgentState.TALKING, AgentState.WRAPPING):
        if agent.removed:
            vanish(books, agent)
            return
        end_wrap(books, agent)
    penalise(books, agent, contact, OfferFailure.DROPPED)


def returned(books: Books, contact: Contact) -> None:
    """A connected contact's caller is back on hold: he waits on at his old place, the agent dropped him."""
    offer, agent = contact.offer, books.agents.get(contact.agent or "")
    if offer is not None:
        watch_stop(books, offer)
    if (dropped := offer or contact.parted) is not None:
        queueing.write_offer_end(books, dropped, OfferFailure.DROPPED.value)
    if agent is not None:
        contact.excluded.add(agent.id)
        if agent.offer is None or agent.offer is offer:
            drop(books, agent, contact)
    tally, wait_s = books.tally(contact.queue), (contact.connected or books.now) - contact.stay_since
    if contact.is_settled:
        tally.offered += 1
        contact.stay_since = books.now
        queueing.write_entry(books, contact)
        calling_back.enters_anew(books, contact)
    elif contact.callback is not None:
        tally.call_back(-1)
    else:
        tally.answer(wait_s, contact.rules.service_level_s, sign=-1)
    contact.connected, contact.agent, contact.talk_ended, contact.is_settled = None, None, None, False
    contact.parted = contact.handled = None
    back_to_waiting(books, contact, ContactTrigger.RETURNS)
