"""What holds an agent in a state that is not idle, and until when at most; and whoever is past that.

Every deadline has its timer, and the sweep looks at the deadline itself: a timer that never rang (its command was lost
with an exception) ends nothing late for ever. What has no deadline has an owner that the PBX shows at every sweep, or
is found gone. So no agent stays in such a state for ever, whatever events are lost; only while his PBX is lost is the
sweep blind, and then its return, or its first snapshot, decides.

| state | its owner | until |
|---|---|---|
| offered | the offer's leg (a call-back's: its customer's or his) | the guard of its ring, of its bridge, of its stop |
| talking | the leg in one bridge with its caller | for as long as a sweep finds both |
| wrapping up | himself | the queue's or his own wrap-up time |
| ready, last leg ending | that leg | the stop's guard |
| ready, cooling down | himself | the cool-down |
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from acd.core import delivery, queueing, resting, talk, timers
from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.contact import Contact, ContactState, ContactTrigger, Offer
from acd.core.events import TimerRang
from acd.core.records import AgentState
from acd.core.upkeep_events import Swept

LATE_S = 1.5  # past the deadline: its timer had its chance
BUSY: Mapping[AgentState, Callable[[Agent], bool]] = {
    AgentState.OFFERED: lambda agent: agent.offer is not None,
    AgentState.TALKING: lambda agent: agent.offer is not None,
    AgentState.WRAPPING: lambda agent: agent.until is not None,
}
"""Whether the state has what it needs to end."""


class Overdue(NamedTuple):
    """`token` is the timer's that did not ring."""

    who: str
    words: str
    token: str


class Unheld(NamedTuple):
    who: str
    words: str
    mend: Callable[[Books], None]


def review(books: Books, _: Swept) -> None:
    """Nothing is late and nothing unheld after it."""
    for late in list(overdue(books)):
        timers.rang(books, TimerRang(late.token))
    for lone in list(unheld(books)):
        lone.mend(books)


# --- past its deadline ---


def overdue(books: Books) -> Iterator[Overdue]:
    for offer in books.offers.values():
        if _is_past(books, offer.until) and offer.pbx not in books.lost:
            leg = f"acd-{offer.contact}-{offer.number}"
            yield Overdue(
                leg, f"{offer.stage.value} past its deadline", f"{offer.guard}|{offer.number}|{offer.contact}"
            )
    for agent in books.agents.values():
        if agent.state is AgentState.WRAPPING and _is_past(books, agent.until):
            yield Overdue(agent.id, "wrapping up past his deadline", f"wrap|0|{agent.id}")
        if _is_past(books, agent.cool_until):
            yield Overdue(agent.id, "cooling down past his deadline", f"cool|0|{agent.id}")
    for contact in books.contacts.values():
        yield from (Overdue(contact.id, words, f"{token}|{contact.id}") for words, token in _late(books, contact))


def _late(books: Books, contact: Contact) -> Iterator[tuple[str, str]]:
    if contact.talk_ended is not None and _is_past(books, contact.talk_ended + talk.SETTLE_S):
        yield "its talk is over, and it is not", f"parted|{contact.offers}"
    if resting.may_go_on(books, contact):
        yield "a call-back past its time", "due|0"
    if contact.id not in books.room:
        return
    if contact.pbx not in books.lost and _is_late(books, contact):
        yield "waits past its queue's limit", "late|0"
    if _is_past(books, contact.relax_at):
        yield "waits with needs that were to be relaxed", "relax|0"
    keeper = books.agents.get(contact.preferred or "")
    if keeper is not None and contact.id in keeper.kept_for and _is_past(books, contact.preferred_until):
        yield "is kept past its time for its preferred agent", "prefer|0"


def _is_past(books: Books, deadline: float | None) -> bool:
    return deadline is not None and books.now > deadline + LATE_S


def _is_late(books: Books, contact: Contact) -> bool:
    limit = contact.rules.max_wait_s
    return limit is not None and contact.callback is None and _is_past(books, contact.stay_since + limit)


# --- held by nothing ---


def unheld(books: Books) -> Iterator[Unheld]:
    """What only a fault of ours can leave behind: half an event handled."""
    for offer in books.offers.values():
        if offer.contact not in books.contacts and offer.is_out():
            yield Unheld(f"acd-{offer.contact}-{offer.number}", "an offer of no contact", _stopping(offer))
    for agent in books.agents.values():
        is_held = BUSY.get(agent.state)
        lost_leg = agent.offer is not None and books.offers.get(agent.offer.key) is not agent.offer
        if lost_leg or (is_held is not None and not is_held(agent)):
            yield Unheld(agent.id, f"{agent.state.value}, held by nothing", _freeing(agent))
    for contact in books.contacts.values():
        if _is_nowhere(books, contact):
            yield Unheld(contact.id, f"{contact.state.value}, in no line and with no leg", _going_on(contact))


def _is_nowhere(books: Books, contact: Contact) -> bool:
    has_leg = contact.offer is not None and books.offers.get(contact.offer.key) is contact.offer
    match contact.state:
        case ContactState.WAITING:
            return contact.id not in books.room
        case ContactState.CONNECTED:
            return not has_leg and contact.talk_ended is None
        case _:
            return contact.state is ContactState.OFFERED and not has_leg


def _stopping(offer: Offer) -> Callable[[Books], None]:
    return lambda books: delivery.stop(books, offer)


def _freeing(agent: Agent) -> Callable[[Books], None]:
    def free(books: Books) -> None:
        agent.offer = None
        if agent.state in BUSY:
            talk.end_wrap(books, agent)
        books.refresh(agent)

    return free


def _going_on(contact: Contact) -> Callable[[Books], None]:
    """A talk's end takes its time to tell where the caller is; anybody else waits."""

    def go_on(books: Books) -> None:
        contact.offer = None
        if contact.state is ContactState.CONNECTED:
            contact.talk_ended = books.now
            books.wake(books.now + talk.SETTLE_S, "parted", contact.offers, contact.id)
            return
        books.step_contact(contact, ContactTrigger.OFFER_FAILS)
        queueing.wait(books, contact)

    return go_on
