"""Timers come back as ``kind|number|whom``. Each looks at the state it meets: one that means nothing any more, or rings
for a deadline that has moved, does nothing."""

from collections.abc import Callable, Mapping

from acd.core import calling_back, delivery, queueing, talk
from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.contact import Contact, ContactState, Offer, Stage
from acd.core.events import OfferFailure, TimerRang
from acd.core.records import AgentState
from acd.core.routing.needs import SLACK_S


def rang(books: Books, event: TimerRang) -> None:
    kind, _, rest = event.token.partition("|")
    number, _, who = rest.partition("|")
    if kind in _OF_OFFERS and number.isdecimal():
        offer = books.offers.get((who, int(number)))
        if offer is not None:
            _OF_OFFERS[kind](books, offer)
    elif kind in _OF_CONTACTS and who in books.contacts:
        _OF_CONTACTS[kind](books, books.contacts[who], number)
    elif kind in _OF_AGENTS and who in books.agents:
        _OF_AGENTS[kind](books, books.agents[who])


# --- offers ---


def _ring(books: Books, offer: Offer) -> None:
    if offer.stage not in (Stage.RINGING, Stage.DIALLING) or not delivery.is_looked_for(books, offer):
        return
    if offer.stage is Stage.RINGING:
        delivery.fail(books, offer, OfferFailure.UNREACHABLE, leg_is_over=False)
    else:
        calling_back.missed(books, offer, OfferFailure.NO_ANSWER.value, leg_is_over=False)


def _join(books: Books, offer: Offer) -> None:
    if offer.stage is not Stage.ANSWERED or not delivery.is_looked_for(books, offer):
        return
    if offer.dial_s:
        calling_back.missed(books, offer, OfferFailure.NO_ANSWER.value, leg_is_over=False)
    else:
        delivery.fail(books, offer, OfferFailure.DROPPED, leg_is_over=False)


def _stop(books: Books, offer: Offer) -> None:
    if offer.stage is Stage.STOPPING:
        books.stop_leg(offer.pbx, offer.contact, offer.number)
        delivery.stopped(books, offer)


# --- contacts ---


def _late(books: Books, contact: Contact, _: str) -> None:
    if contact.id in books.room and contact.pbx not in books.lost and queueing.is_late(books, contact):
        queueing.leave(books, contact, contact.rules.when_late)


def _relax(books: Books, contact: Contact, _: str) -> None:
    queueing.relax(books, contact)


def _reserve(books: Books, contact: Contact, _: str) -> None:
    if contact.id in books.room:
        books.eager[contact.id] = None


def _prefer(books: Books, contact: Contact, _: str) -> None:
    agent = books.agents.get(contact.preferred or "")
    if agent is not None and books.now >= contact.preferred_until - SLACK_S:
        contact.preferred_until = min(contact.preferred_until, books.now)
        books.review_keeping(contact.id, agent)


def _settle(books: Books, contact: Contact, number: str) -> None:
    if contact.talk_ended is None and contact.offer is not None and number == str(contact.offer.number):
        queueing.settle(books, contact)


def _parted(books: Books, contact: Contact, number: str) -> None:
    """Nobody told what became of the caller whose agent hung up: his talk is over, and so is he."""
    is_over = contact.state is ContactState.CONNECTED and contact.talk_ended is not None
    if is_over and number == str(contact.offers):
        talk.passed_on(books, contact)


def _due(books: Books, contact: Contact, _: str) -> None:
    calling_back.due(books, contact)


def _ending(books: Books, contact: Contact, number: str) -> None:
    queueing.leg_ended(books, contact.id, int(number))


def _keep(books: Books, contact: Contact, _: str) -> None:
    calling_back.keep(books, contact)


# --- agents ---


def _wrap(books: Books, agent: Agent) -> None:
    if agent.state is AgentState.WRAPPING and agent.until is not None and books.now >= agent.until - SLACK_S:
        talk.end_wrap(books, agent)


def _cool(books: Books, agent: Agent) -> None:
    if agent.cool_until is not None and books.now >= agent.cool_until - SLACK_S:
        agent.cool_until = None
        books.may_forgive = True
        books.refresh(agent)


_OF_OFFERS: Mapping[str, Callable[[Books, Offer], None]] = {"ring": _ring, "join": _join, "stop": _stop}
_OF_CONTACTS: Mapping[str, Callable[[Books, Contact, str], None]] = {
    "late": _late,
    "relax": _relax,
    "reserve": _reserve,
    "prefer": _prefer,
    "settle": _settle,
    "parted": _parted,
    "due": _due,
    "keep": _keep,
    "ending": _ending,
}
_OF_AGENTS: Mapping[str, Callable[[Books, Agent], None]] = {"wrap": _wrap, "cool": _cool}
