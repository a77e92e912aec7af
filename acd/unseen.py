"""Contacts the daemon before left open. Every contact has one terminal row; of those that ended while no daemon looked
it is written by the next one.

The rows of the daemon before tell who had not ended. Whoever of them a PBX's first snapshot still shows lives on in the
Floor; the others are over. When exactly is not known: their row says when it was noticed.

A talk has its row of the queue only once it is one (`SETTLE_S`). Of a younger one the agent's state tells: who was last
seen to begin a talk, after he was rung for a contact and without that offer's end, talked to it.
"""

from collections.abc import Iterable, Iterator, Mapping

from acd.core.delivery import NOBODYS_FAULT
from acd.core.events import ContactsRecalled, LastStay, OfferFailure, PbxSnapshot
from acd.core.records import AgentState, ContactEnded, ContactEntered, Outcome, QueueStayEnded, Row
from acd.store.queries import Reader, Story

ANSWERS = (Outcome.ANSWERED, Outcome.CALLED_BACK)
FAILURES = frozenset(OfferFailure) - {*NOBODYS_FAULT}


class Unseen:
    """Told of every snapshot; only a PBX's first one matters. `talking`: the agents last seen in a talk, and since
    when."""

    def __init__(self, open_ended: Iterable[Story] = (), talking: Mapping[str, float] | None = None) -> None:
        self._talking = talking or {}
        self._open = {story.contact: story for story in open_ended if story.entries}

    @classmethod
    def among(cls, read: Reader) -> "Unseen":
        """Reads the store, and may take its time. Raises StoreError. Call-backs outstanding have not ended."""
        outstanding = {each.contact for each in read.callbacks().booked}
        stories = (read.story(contact) for contact in read.unbalanced(outstanding))
        states = read.last_agent_states()
        talking = {agent: last.since for agent, last in states.items() if last.state is AgentState.TALKING}
        return cls((story for story in stories if story is not None), talking)

    def recalled(self) -> ContactsRecalled:
        """What a Floor has to know of those who live on."""
        return ContactsRecalled(tuple(map(_last_stay, self._open.values())))

    def rows(self, snapshot: PbxSnapshot, now: float) -> list[Row]:
        """What is to be written of those the snapshot does not show."""
        shown = {each.contact for each in snapshot.holding} | {each.arrival.contact for each in snapshot.talking}
        of_it = [story for story in self._open.values() if story.entries[-1].pbx == snapshot.pbx]
        for story in of_it:
            del self._open[story.contact]
        gone = [story for story in of_it if story.contact not in shown]
        return [row for story in gone for row in _last_rows(story, self._young_talk(story), now)]

    def _young_talk(self, story: Story) -> float | None:
        """When the contact's talk began that has no row yet; None: it had none."""
        if not story.decisions or len(story.stays) == len(story.entries):
            return None
        last = story.decisions[-1]
        since = self._talking.get(last.decision.chosen)
        is_over = any(offer.offer == last.offer for offer in story.offers)
        return None if since is None or since < last.at or is_over else since


def _last_stay(story: Story) -> LastStay:
    entry, is_open = story.entries[-1], len(story.stays) < len(story.entries)
    outcome = "" if is_open else story.stays[-1].outcome
    return LastStay(
        contact=story.contact,
        pbx=entry.pbx,
        queue=entry.queue,
        since=entry.at if len(story.entries) > 1 else None,
        outcome=outcome,
        connected=story.stays[-1].until if outcome in ANSWERS else None,
        offers=_offers(story),
        excluded=tuple(sorted({offer.agent for offer in story.offers if offer.result in FAILURES})),
    )


def _offers(story: Story) -> int:
    return max((decided.offer for decided in story.decisions), default=0)


def _last_rows(story: Story, young_talk: float | None, now: float) -> Iterator[Row]:
    entry, stays = story.entries[-1], story.stays
    if len(stays) < len(story.entries):
        outcome = Outcome.PBX_LOST if young_talk is None else Outcome.ANSWERED
        until = now if young_talk is None else young_talk
        stays = (*stays, QueueStayEnded(story.contact, entry.queue, entry.at, until, outcome))
        yield stays[-1]
    answer = stays[-1] if stays[-1].outcome in ANSWERS else None
    outcome = Outcome.PBX_LOST if answer is None else Outcome(answer.outcome)
    agent = story.decisions[-1].decision.chosen if answer is not None and story.decisions else None
    yield _end(story, entry, outcome, None if answer is None else answer.until, agent, now)


def _end(
    story: Story, entry: ContactEntered, outcome: Outcome, connected: float | None, agent: str | None, now: float
) -> ContactEnded:
    return ContactEnded(
        contact=story.contact,
        pbx=entry.pbx,
        queue=entry.queue,
        number=entry.number,
        name=entry.name,
        intent=entry.intent,
        language="",
        priority=entry.priority,
        entered=entry.entered,
        connected=connected,
        ended=now,
        outcome=outcome,
        agent=agent,
        offers=_offers(story),
        ended_by_agent=False,
        data={},
    )
