"""Where the books and a PBX do not say the same: compared by looking only, told in plain words.

One look proves nothing, for events and commands are always on their way; what two looks in a row show is a difference
(``acd.sweep``). It heals by a ``PbxSnapshot``, what is overdue by ``Swept``. Nobody's number is in it.

A talk whose two channels are both there, and not in one bridge, is none: agents pass callers on in ways the PBX alone
knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from acd.core import deadlines
from acd.core.books import Books
from acd.core.contact import Contact, ContactState, Stage
from acd.core.events import PbxSnapshot


class Kind(StrEnum):
    """Each in the words of a counter."""

    CALLER_GONE = "caller gone"
    CALLER_UNKNOWN = "caller not owned"
    LEG_UNKNOWN = "leg without offer"
    LEG_GONE = "offer without leg"
    TALK_UNKNOWN = "talk not known"
    TALK_OVER = "talk without bridge"
    PHONE_LOST = "phone reachable or not"
    PHONE_TAKEN = "phone taken or not"
    OVERDUE = "past its deadline"
    UNHELD = "held by nothing"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """`who` names a contact, a leg (``acd-<contact>-<offer>``) or an agent."""

    kind: Kind
    who: str
    words: str

    def __str__(self) -> str:
        return f"{self.who}: {self.words}"


def of_pbx(books: Books, truth: PbxSnapshot, present: frozenset[str]) -> frozenset[Difference]:
    """`present`: the contacts whose callers have a channel, wherever it stands."""
    found = (_callers, _newcomers, _talks, _legs, _phones)
    return frozenset(each for look in found for each in look(books, truth, present))


def of_time(books: Books) -> frozenset[Difference]:
    """What should have ended by itself, on whatever PBX."""
    late = (Difference(Kind.OVERDUE, each.who, each.words) for each in deadlines.overdue(books))
    unheld = (Difference(Kind.UNHELD, each.who, each.words) for each in deadlines.unheld(books))
    return frozenset((*late, *unheld))


def _leg(contact: str, number: int) -> str:
    return f"acd-{contact}-{number}"


def _callers(books: Books, truth: PbxSnapshot, present: frozenset[str]) -> Iterator[Difference]:
    for contact in books.contacts.values():
        if contact.pbx == truth.pbx and contact.id not in present and _must_be_there(contact):
            yield Difference(
                Kind.CALLER_GONE, contact.id, f"{contact.state.value} here, and its caller's channel is gone"
            )


def _must_be_there(contact: Contact) -> bool:
    """Where the agent hung up, the caller's end is waited for and has its own deadline."""
    return not contact.is_away() and contact.talk_ended is None


def _newcomers(books: Books, truth: PbxSnapshot, _: frozenset[str]) -> Iterator[Difference]:
    for arrival in truth.holding:
        contact = books.contacts.get(arrival.contact)
        if contact is None or contact.is_away():
            yield Difference(Kind.CALLER_UNKNOWN, arrival.contact, "its caller is on hold, and nobody here owns him")
        elif contact.state is ContactState.CONNECTED and contact.talk_ended is None:
            yield Difference(Kind.TALK_OVER, arrival.contact, "talks here, and its caller is on hold")


def _talks(books: Books, truth: PbxSnapshot, present: frozenset[str]) -> Iterator[Difference]:
    shown = {(each.arrival.contact, each.offer) for each in truth.talking}
    for key in shown:
        offer = books.offers.get(key)
        if offer is None or offer.is_out():
            yield Difference(Kind.TALK_UNKNOWN, _leg(*key), "it talks to its caller, which is not known here")
    apart = {key for key in truth.ringing if key[0] in present}
    for offer in books.offers.values():
        is_here = offer.pbx == truth.pbx and offer.stage is Stage.CONNECTED
        if is_here and offer.key not in shown and offer.key not in apart and offer.contact in present:
            yield Difference(Kind.TALK_OVER, _leg(*offer.key), "talks here, and its channel is gone")


def _legs(books: Books, truth: PbxSnapshot, _: frozenset[str]) -> Iterator[Difference]:
    for key in truth.ringing:
        if key not in books.offers:
            yield Difference(Kind.LEG_UNKNOWN, _leg(*key), "it belongs to no offer")
    shown = {*truth.ringing, *((each.arrival.contact, each.offer) for each in truth.talking)}
    holding = {each.contact for each in truth.holding}
    for offer in books.offers.values():
        is_caller = offer.stage is Stage.DIALLING and offer.contact in holding
        if offer.pbx == truth.pbx and offer.is_out() and offer.key not in shown and not is_caller:
            yield Difference(Kind.LEG_GONE, _leg(*offer.key), f"{offer.stage.value} here, and there is no such channel")


def _phones(books: Books, truth: PbxSnapshot, _: frozenset[str]) -> Iterator[Difference]:
    for agent in books.agents.values():
        if agent.profile.pbx != truth.pbx:
            continue
        if agent.phone_lost != (agent.id in truth.lost_phones):
            is_lost = "cannot be reached here, and can" if agent.phone_lost else "can be reached here, and cannot"
            yield Difference(Kind.PHONE_LOST, agent.id, f"his phone {is_lost}")
        if agent.phone_taken != (agent.id in truth.taken_phones):
            has_call = "has another call here, and none" if agent.phone_taken else "has another call, unknown here"
            yield Difference(Kind.PHONE_TAKEN, agent.id, f"his phone {has_call}")
