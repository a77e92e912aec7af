"""Bringing a contact to an agent: one offer from reservation to the bridge, or to nothing.

What rules the races (the PBX acts while our command is on its way):

- An offer reserves agent and contact before anything rings. Withdrawn (caller left, agent paused), it is *stopping*:
  the contact is free of it at once, the agent's phone only when the leg is reported over or `STOP_GUARD_S` has
  passed, so no phone is rung while an old leg may still be on it. A withdrawn offer costs the agent neither strike
  nor cool-down.
- A stopping offer that connects all the same is stopped again and not believed: its leg is being hung up. One that was
  *reported* failed and connects all the same is believed if contact and agent are both still free for it.
- A guard that runs out (nothing heard of the ring, or of the bridge after pick-up) may mean that something was not
  heard, even that they talk: the PBX is looked at first. `LOOK_S` later the offer has failed, and its leg is stopped;
  while the PBX is lost nothing is given up, its snapshot tells.
- Strikes: no answer, busy, rejected and dropped. Unreachable is the phone's fault: cool-down without a strike.
"""

from acd.core import going_out, queueing, resting
from acd.core.agent import MISSED_CALLS, Agent, AgentTrigger
from acd.core.books import Books
from acd.core.callback import Dial
from acd.core.commands import DialCustomer, LookAgain, RingAgent
from acd.core.contact import Contact, ContactTrigger, Offer, Stage
from acd.core.events import OfferFailure
from acd.core.records import AgentState, Decided
from acd.core.roster import Cooldowns
from acd.core.routing.why import Decision

RING_GUARD_S = 4.0  # past the ring time
JOIN_GUARD_S = 5.0  # from pick-up to the bridge
WHISPER_S = 10.0  # more, where something is said before the bridge
STOP_GUARD_S = 5.0
LOOK_S = 2.0
LEAST_COOLDOWN_S = 1.0
FAILED_KEPT = 8
NOBODYS_FAULT = (OfferFailure.CANCELLED, OfferFailure.NOT_REACHED)


def ring(books: Books, contact: Contact, agent: Agent, decision: Decision) -> None:
    """Reserve both, then ring: the agent, or first the customer to be called back."""
    rules, dial = contact.rules, contact.dial()
    contact.offers += 1
    offer = Offer(contact.id, contact.offers, agent.id, contact.pbx, contact.queue, books.now, whisper=rules.whisper)
    books.offers[offer.key] = agent.offer = contact.offer = offer
    queueing.leave_room(books, contact)
    books.step_contact(contact, ContactTrigger.IS_OFFERED)
    ring_s = rules.ring_s
    if dial is not None:
        offer.dial_s = dial.ring_s
    if dial is not None and rules.callback is not None and not rules.callback.agent_first:
        offer.stage, ring_s = Stage.DIALLING, dial.ring_s
        books.out.append(_dial(contact, offer, dial))
        going_out.calls_customer(books, offer)
    else:
        books.out.append(_ring(books, contact, offer, agent, dial))
    books.step_agent(agent, AgentTrigger.IS_OFFERED)
    guard(books, offer, "ring", ring_s + RING_GUARD_S)
    books.record(Decided(contact.id, offer.number, books.now, decision))
    books.remember_decision(decision)


def _dial(contact: Contact, offer: Offer, dial: Dial) -> DialCustomer:
    return DialCustomer(
        pbx=contact.pbx,
        contact=contact.id,
        offer=offer.number,
        dial=dial,
        queue=contact.queue,
        entered=contact.entered,
        music=contact.rules.music,
        language=contact.language,
    )


def _ring(books: Books, contact: Contact, offer: Offer, agent: Agent, dial: Dial | None) -> RingAgent:
    rules = contact.rules
    return RingAgent(
        pbx=contact.pbx,
        contact=contact.id,
        offer=offer.number,
        agent=agent.id,
        phone=agent.profile.phone,
        channel=contact.channel,
        number=contact.number,
        name=contact.name,
        queue=contact.queue,
        waited_s=books.now - contact.entered,
        ring_s=rules.ring_s,
        whisper=rules.whisper,
        record=rules.record,
        language=contact.language,
        agent_name=agent.profile.name,
        dial=dial,
        entered=contact.entered,
        music=rules.music,
    )


def rang(books: Books, offer: Offer) -> bool:
    is_new = offer.stage in (Stage.DIALLING, Stage.RINGING)
    if not is_new or offer.rang is not None:
        return not is_new
    offer.rang = books.now
    return True


def answered(books: Books, offer: Offer) -> bool:
    """False where it makes no sense. After the connection, or while stopping, it only comes late; of a customer who is
    dialled, his being on hold says more."""
    if offer.stage is not Stage.RINGING:
        return offer.stage is not Stage.ANSWERED
    offer.stage, offer.answered, offer.has_looked = Stage.ANSWERED, books.now, False
    if offer.dial_s:
        going_out.calls_customer(books, offer)
    guard(books, offer, "join", JOIN_GUARD_S + (WHISPER_S if offer.whisper else 0.0) + offer.dial_s)
    return True


def guard(books: Books, offer: Offer, kind: str, for_s: float) -> None:
    """Arms the timer that minds the offer's stage; with it goes the deadline of its agent."""
    offer.guard, offer.until = kind, books.now + for_s
    agent = books.agents.get(offer.agent)
    if agent is not None and agent.state is AgentState.OFFERED and agent.offer is offer:
        agent.until = offer.until
    books.wake(offer.until, kind, offer.number, offer.contact)


def is_looked_for(books: Books, offer: Offer) -> bool:
    """Its guard has run out: True when the PBX was asked before, and there is nothing to wait for any more."""
    is_lost = offer.pbx in books.lost
    if offer.has_looked and not is_lost:
        return True
    if not is_lost:
        books.out.append(LookAgain(offer.pbx))
    offer.has_looked = True
    guard(books, offer, offer.guard, LOOK_S)
    return False


# --- an offer that comes to nothing ---


def fail(books: Books, offer: Offer, cause: OfferFailure, *, leg_is_over: bool = True) -> None:
    """An offer still out has come to nothing: the agent cools down, the contact waits on at its old place."""
    contact, agent = books.contacts[offer.contact], books.agents.get(offer.agent)
    queueing.write_offer_end(books, offer, cause.value)
    contact.failed[offer.number] = offer
    while len(contact.failed) > FAILED_KEPT:
        del contact.failed[min(contact.failed)]
    if leg_is_over:
        books.offers.pop(offer.key, None)
    else:
        stop(books, offer)
    if agent is not None and agent.offer is offer:
        if leg_is_over:
            release(books, agent)
        else:
            books.step_agent(agent, AgentTrigger.IS_READY)
        if agent.id in books.agents:
            penalise(books, agent, contact, cause)
    back_to_waiting(books, contact, ContactTrigger.OFFER_FAILS)


def penalise(books: Books, agent: Agent, contact: Contact, cause: OfferFailure) -> None:
    rules = agent.profile.cooldowns
    if cause not in NOBODYS_FAULT:
        contact.excluded.add(agent.id)
        agent.idle_since = books.now
    if cause not in (*NOBODYS_FAULT, OfferFailure.UNREACHABLE):
        agent.strikes += 1
        if agent.strikes >= rules.strikes and books.agent_may(agent, AgentTrigger.PAUSES):
            books.step_agent(agent, AgentTrigger.PAUSES, MISSED_CALLS)
    agent.cool_until = books.now + max(LEAST_COOLDOWN_S, cooldown_s(rules, cause))
    books.wake(agent.cool_until, "cool", 0, agent.id)
    books.refresh(agent)
    books.freed.pop(agent.id, None)


def cooldown_s(rules: Cooldowns, cause: OfferFailure) -> float:
    """A cancel we did not ask for only gets the least: the PBX will soon say what happened."""
    return {
        OfferFailure.NO_ANSWER: rules.no_answer_s,
        OfferFailure.BUSY: rules.busy_s,
        OfferFailure.REJECTED: rules.rejected_s,
        OfferFailure.UNREACHABLE: rules.unreachable_s,
        OfferFailure.DROPPED: rules.dropped_s,
        OfferFailure.CANCELLED: 0.0,
        OfferFailure.NOT_REACHED: 0.0,
    }[cause]


def release(books: Books, agent: Agent) -> None:
    """His leg is over."""
    agent.offer = None
    if agent.removed and agent.state is not AgentState.TALKING:
        vanish(books, agent)
    elif agent.state is AgentState.OFFERED:
        books.step_agent(agent, AgentTrigger.IS_READY)
    else:
        books.refresh(agent)


def back_to_waiting(books: Books, contact: Contact, trigger: ContactTrigger) -> None:
    contact.offer = None
    books.step_contact(contact, trigger)
    if not queueing.judge_nobody(books, contact):
        queueing.wait(books, contact)


def withdraw(books: Books, contact: Contact) -> None:
    """Stop the contact's offer that is out; the contact is left in state waiting, in no room: its fate is the caller's
    of this. The agent's state stays: offered until the leg is over, unless he asked for something else."""
    offer = contact.offer
    if offer is None:
        return
    stop(books, offer)
    contact.offer = None
    books.step_contact(contact, ContactTrigger.OFFER_FAILS)


def stop(books: Books, offer: Offer) -> None:
    contact = books.contacts.get(offer.contact)
    if contact is not None and offer.dial_s and offer.stage in (Stage.DIALLING, Stage.ANSWERED):
        resting.note_ending(contact, offer.number)
    offer.stage = Stage.STOPPING
    books.stop_leg(offer.pbx, offer.contact, offer.number)
    watch_stop(books, offer)


def watch_stop(books: Books, offer: Offer) -> None:
    offer.stage = Stage.STOPPING
    guard(books, offer, "stop", STOP_GUARD_S)


def stopped(books: Books, offer: Offer) -> None:
    """A stopping leg is over."""
    queueing.write_offer_end(books, offer, OfferFailure.CANCELLED.value)
    books.offers.pop(offer.key, None)
    agent = books.agents.get(offer.agent)
    if agent is not None and agent.offer is offer:
        release(books, agent)
    queueing.leg_ended(books, offer.contact, offer.number)


def vanish(books: Books, agent: Agent) -> None:
    """An agent gone from the configuration, whose last call is over, is forgotten."""
    forget(books, agent)
    books.take_agents(books.roster)


def forget(books: Books, agent: Agent) -> None:
    """`vanish` without the columns: they are to be rebuilt after it."""
    if agent.is_signed_in():
        books.step_agent(agent, AgentTrigger.SIGNS_OUT)
    del books.agents[agent.id]
    books.note(agent)
    books.learned.forget(agent.id)
