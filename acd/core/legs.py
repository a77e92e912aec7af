"""What the PBX reports of offers' legs, in whatever order it comes. What makes no sense changes nothing and is refused;
a leg that rings, answers or connects and is no offer of ours is stopped as well: no phone may ring for nobody.
"""

from acd.core import calling_back, delivery, queueing, talk
from acd.core.books import Books
from acd.core.commands import LookAgain
from acd.core.contact import Contact, ContactState, Offer, Stage
from acd.core.events import OfferAnswered, OfferConnected, OfferFailed, OfferFailure, OfferRang, TalkEnded

LegEvent = OfferRang | OfferAnswered | OfferConnected | OfferFailed | TalkEnded


def _refuse(books: Books, event: LegEvent, offer: Offer | None, *, stop: bool = False) -> None:
    state = "no such offer" if offer is None else offer.stage.value
    books.refuse(event, f"{event.contact} offer {event.offer}", state)
    pbx = books.pbx_of(event.contact) if offer is None else offer.pbx
    if stop and pbx is not None:
        books.stop_leg(pbx, event.contact, event.offer)


def rang(books: Books, event: OfferRang) -> None:
    offer = books.offers.get((event.contact, event.offer))
    if offer is None or not delivery.rang(books, offer):
        _refuse(books, event, offer, stop=offer is None)


def answered(books: Books, event: OfferAnswered) -> None:
    offer = books.offers.get((event.contact, event.offer))
    if offer is None:
        # reported failed, and picked up all the same: if it is bridged we shall hear of it and may believe it
        contact = books.contacts.get(event.contact)
        late = contact is not None and _believable(books, contact, event.offer) is not None
        _refuse(books, event, offer, stop=not late)
    elif not delivery.answered(books, offer):
        _refuse(books, event, offer)


def connected(books: Books, event: OfferConnected) -> None:
    offer, contact = books.offers.get((event.contact, event.offer)), books.contacts.get(event.contact)
    if contact is not None and offer is not None and offer.is_out():
        talk.connect(books, contact, offer)
        return
    late = None if contact is None or offer is not None else _believable(books, contact, event.offer)
    if contact is not None and late is not None:
        del contact.failed[late.number]
        contact.excluded.discard(late.agent)
        late.is_written = False
        talk.connect(books, contact, late)
        return
    _refuse(books, event, offer, stop=offer is None or offer.stage is Stage.STOPPING)


def _believable(books: Books, contact: Contact, number: int) -> Offer | None:
    """The offer reported failed whose contact and agent are both still free for it. We never stopped its leg."""
    offer = contact.failed.get(number)
    agent = None if offer is None else books.agents.get(offer.agent)
    if offer is None or offer.stage is Stage.STOPPING or agent is None or agent.offer is not None:
        return None
    return offer if contact.state is ContactState.WAITING else None


def failed(books: Books, event: OfferFailed) -> None:
    offer = books.offers.get((event.contact, event.offer))
    if offer is not None and offer.stage is Stage.DIALLING:
        calling_back.missed(books, offer, calling_back.result_of(event.cause), leg_is_over=True)
    elif offer is not None and offer.is_out():
        delivery.fail(books, offer, event.cause)
    elif offer is not None and offer.stage is Stage.STOPPING:
        delivery.stopped(books, offer)
    else:
        queueing.leg_ended(books, event.contact, event.offer)
        _refuse(books, event, offer)
        if offer is not None:  # it talks, as far as heard: one of the two is wrong
            books.out.append(LookAgain(offer.pbx))


def talk_ended(books: Books, event: TalkEnded) -> None:
    """Of an offer not known to be connected it says at least that the leg is gone."""
    offer, contact = books.offers.get((event.contact, event.offer)), books.contacts.get(event.contact)
    if offer is None:
        _refuse(books, event, offer)
    elif offer.stage is Stage.STOPPING:
        delivery.stopped(books, offer)
    elif offer.stage is Stage.CONNECTED and contact is not None:
        talk.talk_ended(books, contact, offer, by_agent=event.by_agent)
    else:
        delivery.fail(books, offer, OfferFailure.DROPPED)
