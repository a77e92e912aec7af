"""Who is offered to whom, once an event is done: arrivals look at all agents, a freed agent at all waiting contacts,
and only when both several are in play a matrix decides.

An exclusion must not keep a caller waiting for ever: when everybody present who could serve him is excluded for him,
the exclusion ends for those of them whose cool-down is over.
"""

import numpy as np

from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.contact import Contact
from acd.core.delivery import ring
from acd.core.routing.candidates import Bools, Floats
from acd.core.routing.explain import Considered, Look
from acd.core.routing.match import GATED, first_best, pairs
from acd.core.routing.scores import idle_term, saturate
from acd.core.waiting import NOBODY


def dispatch(books: Books) -> None:
    """Make every offer that can be made."""
    if books.may_forgive:
        books.may_forgive = False
        forgive(books)
    freed, eager = list(books.freed), list(books.eager)
    books.freed.clear()
    books.eager.clear()
    while books.crew.free_count and len(books.room):
        freed = [agent for agent in freed if agent in books.crew.rows and books.crew.free[books.crew.rows[agent]]]
        eager = [contact for contact in eager if contact in books.room]
        if not (freed or eager):
            return
        served = [offer_best(books, books.contacts[contact]) for contact in _contacts(books, freed, eager)]
        if not any(served):
            return


def _contacts(books: Books, freed: list[str], eager: list[str]) -> list[str]:
    """The contacts to be offered now, first to last."""
    if not freed and len(eager) == 1:
        return eager
    if len(freed) == 1 and not eager:
        contact = best_contact(books, books.crew.rows[freed[0]])
        return [] if contact is None else [contact.id]
    return _matched(books, freed, eager)


def forgive(books: Books) -> None:
    for contact in [books.contacts[each] for each in books.barred]:
        able = books.kinds.able[books.room.whole("kind")[books.room.row(contact.id)]] & books.crew.present
        able[_rows(books, contact)] = False
        if able.any():
            continue
        forgiven = {each for each in contact.excluded if not _is_cooling(books, each)}
        if forgiven:
            contact.excluded -= forgiven
            books.eager[contact.id] = None
        if not contact.excluded:
            del books.barred[contact.id]


def _is_cooling(books: Books, agent: str) -> bool:
    return agent in books.agents and books.agents[agent].cool_until is not None


def _rows(books: Books, contact: Contact) -> list[int]:
    return [books.crew.rows[agent] for agent in contact.excluded if agent in books.crew.rows]


# --- one contact, all agents ---


def offer_best(books: Books, contact: Contact) -> bool:
    """Offer a waiting contact to the best free agent; False if there is none."""
    found = choose(books, contact)
    if found is None:
        return False
    agent, decision = found
    ring(books, contact, agent, decision)
    return True


def choose(books: Books, contact: Contact) -> tuple[Agent, Considered] | None:
    crew, kinds, rules, now = books.crew, books.kinds, contact.rules, books.now
    row = books.room.row(contact.id)
    kind, kept_for = int(books.room.whole("kind")[row]), int(books.room.whole("kept_for")[row])
    passed = crew.free & kinds.able[kind]
    if contact.excluded:
        passed[_rows(books, contact)] = False
    rows = passed.nonzero()[0]
    if kept_for != NOBODY:
        rows = rows[rows == kept_for]
    if not len(rows):
        return None
    weights, since = rules.weights, crew.idle_since[rows]
    wait, priority = float(saturate(now - contact.since, rules.wait_scale_s)), contact.priority / 10.0
    pace, fit, idle = kinds.pace[kind].take(rows), kinds.fit[kind].take(rows), idle_term(now, since)
    own = weights.wait * wait + weights.priority * priority
    total = own + weights.handle * pace + weights.fit * fit + weights.idle * idle
    best = first_best(total, since)
    needs = books.needs_now(contact)
    look = Look(
        ids=crew.ids,
        pbxes=crew.pbxes,
        pbx=contact.pbx,
        standing=crew.standing.copy(),
        first_needs=books.first_needs(contact),
        needs=needs,
        levels=crew.needed_levels(needs),
        excluded=frozenset(contact.excluded),
        kept_for=crew.ids[kept_for] if kept_for != NOBODY else None,
        weights=weights,
        wait=wait,
        priority=priority,
        rows=rows,
        total=total,
        pace=pace,
        fit=fit,
        idle=idle,
        idle_since=since,
    )
    chosen, margin = crew.ids[rows[best]], _margin(total, best)
    waited_s = now - contact.entered
    return books.agents[chosen], Considered(contact.id, contact.queue, chosen, waited_s, margin, look)


def _margin(total: Floats, best: int) -> float | None:
    if len(total) == 1:
        return None
    others = total.copy()
    others[best] = GATED
    return float(total[best] - others.max())


# --- one agent, all contacts ---


def best_contact(books: Books, agent_row: int) -> Contact | None:
    """Whom a freed agent should serve: the oldest overdue, or else the best score."""
    room, kinds, now = books.room, books.kinds, books.now
    may = kinds.able[:, agent_row][room.whole("kind")] & _not_kept_from(books, agent_row)
    _bar(books, may, agent_row)
    if not may.any():
        return None
    late = may & room.overdue(now)
    if late.any():
        scores = np.where(late, 0.0, GATED)
    else:
        idle = idle_term(now, books.crew.idle_since[agent_row])
        kind = room.whole("kind")
        scores = room.own_scores(now) + room.column("w_handle") * kinds.pace[:, agent_row][kind]
        scores = scores + room.column("w_fit") * kinds.fit[:, agent_row][kind] + room.column("w_idle") * idle
        scores[~may] = GATED
    return room.contacts[first_best(scores, room.column("since"), room.column("seq"))]


def _not_kept_from(books: Books, agent_row: int) -> Bools:
    kept_for = books.room.whole("kept_for")
    return np.asarray((kept_for == NOBODY) | (kept_for == agent_row), np.bool_)


def _bar(books: Books, may: Bools, agent_row: int) -> None:
    agent = books.crew.ids[agent_row]
    for contact in books.barred:
        if agent in books.contacts[contact].excluded:
            may[books.room.row(contact)] = False


# --- several contacts, several agents ---


def _matched(books: Books, freed: list[str], eager: list[str]) -> list[str]:
    """Contacts in the order in which the matrix pairs them. Only pairs with somebody whose chances changed can be new:
    eager contacts with any free agent, freed agents with any waiting contact."""
    room, crew, kinds, now = books.room, books.crew, books.kinds, books.now
    everybody = np.arange(len(room))
    rows = everybody if freed else np.array([room.row(contact) for contact in eager])
    columns = np.flatnonzero(crew.free) if eager else np.array([crew.rows[agent] for agent in freed])
    rows = rows[np.lexsort((room.column("seq")[rows], room.column("since")[rows]))]
    columns = columns[np.lexsort((columns, crew.idle_since[columns]))]
    kind, kept_for = room.whole("kind")[rows], room.whole("kept_for")[rows]
    cells = np.ix_(kind, columns)
    scores = room.own_scores(now)[rows][:, None] + room.column("w_handle")[rows][:, None] * kinds.pace[cells]
    scores = scores + room.column("w_fit")[rows][:, None] * kinds.fit[cells]
    scores = scores + room.column("w_idle")[rows][:, None] * idle_term(now, crew.idle_since[columns])[None, :]
    may = kinds.able[cells] & ((kept_for == NOBODY)[:, None] | (kept_for[:, None] == columns[None, :]))
    places = {room.contacts[int(row)].id: place for place, row in enumerate(rows)}
    for contact in books.barred:
        if contact in places:
            may[places[contact]] &= ~np.isin(columns, _rows(books, books.contacts[contact]))
    scores[~may] = GATED
    return [room.contacts[int(rows[row])].id for row, _ in pairs(scores, room.overdue(now)[rows])]
