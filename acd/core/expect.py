"""How long a caller will probably have to wait, from what the agents who may serve him are doing now.

The model is ``routing.ewt``, its correction by experience ``routing.waits``; here it is told what it needs. Before him
are those who stand before him in his queue, and those of other queues who wait longer than he does: each of these
counts by the share of the agents present who could serve that one and could also serve him, for only those openings are
lost to him. Agents who are kept back from him (for a preferred caller, as a reserve) are not counted on while others
work.

Each caller who comes to a queue and has to wait gets one forecast, written down (``WaitPredicted``) and later compared
with his wait.
"""

from collections.abc import Iterator

import numpy as np

from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.contact import Contact
from acd.core.records import AgentState, WaitPredicted
from acd.core.roster import QueueRules
from acd.core.routing import needs
from acd.core.routing.arrays import Bools
from acd.core.routing.ewt import Work, quantiles
from acd.core.routing.piece import work_key
from acd.core.routing.waits import Wait

Quantiles = tuple[float, float]
LAST_LEG_S = 1.0  # until the PBX says that a leg is over
LEAST_S = 1.0


def foretell(books: Books) -> None:
    """Forecasts for those who came with the event at hand and have to wait."""
    for contact in [books.contacts[each] for each in books.newcomers if each in books.room]:
        if contact.callback is not None:
            continue  # nobody is told, and what comes of it is no wait on the line
        found = contact_wait(books, contact, books.room.position(contact, books.now))
        if found is not None:
            books.record(WaitPredicted(contact.id, contact.queue, books.now, *found))
            books.learned.waits.said(contact.id, Wait(contact.queue, books.now, found))


def contact_wait(books: Books, contact: Contact, place: int) -> Quantiles | None:
    """Seconds (P50, P80) for a waiting contact at `place` (from 1) of his queue; None where nobody could serve him."""
    able = books.crew.able(books.needs_now(contact), contact.pbx)
    ahead = place - 1 + _others_ahead(books, able, contact.queue, contact.since)
    return _wait(books, able, contact.rules, contact.estimate_key, ahead)


def queue_wait(books: Books, rules: QueueRules) -> Quantiles | None:
    """For one who would enter the queue of `rules` now, on whatever PBX; None where nobody could serve him."""
    able, waiting = queue_able(books, rules), len(books.room.rows_of(rules.name))
    if int((able & books.crew.free).sum()) > waiting:
        return 0.0, 0.0
    ahead = waiting + _others_ahead(books, able, rules.name, books.now)
    return _wait(books, able, rules, work_key("", rules.name), ahead)


def queue_able(books: Books, rules: QueueRules) -> Bools:
    return books.crew.holds(needs.at_entry(rules.needs))


def _others_ahead(books: Books, able: Bools, queue: str, since: float) -> float:
    room = books.room
    before = room.column("since") < since
    before[room.rows_of(queue)] = False
    if not before.any():
        return 0.0
    kinds, counts = np.unique(room.whole("kind")[before], return_counts=True)
    theirs = books.kinds.able[kinds] & books.crew.present
    share = (theirs & able).sum(axis=1) / np.maximum(theirs.sum(axis=1), 1)
    return float((counts * share).sum())


def _wait(books: Books, able: Bools, rules: QueueRules, key: str, ahead: float) -> Quantiles | None:
    rows = (able & books.crew.present).nonzero()[0].tolist()
    if not rows:
        return None
    agents = [books.agents[books.crew.ids[row]] for row in rows]
    learned = books.learned
    work, law = _work(books, agents, rules, key), learned.handle.law()
    half, most = learned.waits.corrected(rules.name, quantiles(ahead, work, learned.patience.mean_s(rules.name), law))
    delay_s = learned.pickup.delay_s()
    return half + delay_s, most + delay_s


def _work(books: Books, agents: list[Agent], rules: QueueRules, key: str) -> Work:
    """Those free although somebody waits count only where nobody else works."""
    expected_s, now = books.estimates.expected_s, books.now
    talks: list[tuple[float, float]] = []
    sure: list[tuple[float, float]] = []
    kept: list[tuple[float, float]] = []
    for agent in agents:
        work = agent.handling
        handle_s = expected_s(agent.id, key, rules.handle_of(key)) if work is None else work.expected_s
        handle_s = max(handle_s, LEAST_S)
        if agent.state is AgentState.TALKING:
            talks.append((handle_s, now - agent.since))
        elif agent.state is AgentState.OFFERED:
            talks.append((handle_s, 0.0))
        else:
            free_s = max(_sure_s(agent, now), default=None)
            (kept if free_s is None else sure).append((free_s or 0.0, handle_s))
    sure = sure if talks or sure else kept
    talk, free = np.array(talks).reshape(-1, 2), np.array(sorted(sure)).reshape(-1, 2)
    return Work(talk[:, 0], talk[:, 1], free[:, 0], free[:, 1])


def _sure_s(agent: Agent, now: float) -> Iterator[float]:
    """Seconds until what certainly ends has ended; nothing for a free agent."""
    if agent.state is AgentState.WRAPPING and agent.until is not None:
        yield max(agent.until - now, 0.0)
    if agent.cool_until is not None:
        yield max(agent.cool_until - now, 0.0)
    if agent.offer is not None and agent.state is AgentState.READY:
        yield LAST_LEG_S
