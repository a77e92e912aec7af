"""Who is offered to whom, once an event is done: arrivals look at all agents, a freed agent at all waiting contacts,
and only when both several are in play a matrix decides.

An exclusion must not keep a caller waiting for ever: when everybody present who could serve him is excluded for him,
the exclusion ends for those of them whose cool-down is over. Nor must a reserve: it gives way to the urgency of the
wait, by a timer for whoever is next to be let through.
"""

import numpy as np
from numpy.typing import NDArray

from acd.core.agent import Agent
from acd.core.books import Books
from acd.core.capped import holds_back
from acd.core.contact import Contact
from acd.core.delivery import ring
from acd.core.routing.arrays import Bools, Floats
from acd.core.routing.explain import Considered, Look
from acd.core.routing.match import assign, least
from acd.core.routing.needs import SLACK_S
from acd.core.routing.scores import idle_s, urgency_of, urgent_after_s
from acd.core.waiting import NOBODY

ANYBODY = None  # in place of an agent's row: whoever costs least


def dispatch(books: Books) -> None:
    """Make every offer that can be made."""
    if books.may_forgive:
        books.may_forgive = False
        forgive(books)
    if books.freed or books.eager:
        _offer_all(books)
    if books.crew.free_count and books.room.reserves():
        _arm_reserve(books)


def _offer_all(books: Books) -> None:
    freed, eager = list(books.freed), list(books.eager)
    books.freed.clear()
    books.eager.clear()
    while books.crew.free_count and len(books.room):
        freed = [agent for agent in freed if agent in books.crew.rows and books.crew.free[books.crew.rows[agent]]]
        eager = [contact for contact in eager if contact in books.room]
        if not (freed or eager):
            break
        served = [offer(books, books.contacts[contact], row) for contact, row in _chosen(books, freed, eager)]
        if not any(served):
            break


def _chosen(books: Books, freed: list[str], eager: list[str]) -> list[tuple[str, int | None]]:
    """The contacts to be offered now, first to last, each with its agent's row or ANYBODY."""
    if not freed and len(eager) == 1:
        return [(eager[0], ANYBODY)]
    if len(freed) == 1 and not eager:
        contact = best_contact(books, books.crew.rows[freed[0]])
        return [] if contact is None else [(contact.id, ANYBODY)]
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


def offer(books: Books, contact: Contact, agent_row: int | None = ANYBODY) -> bool:
    """Offer a waiting contact to the best free agent, or to the one given; False if he is not to be had. A call-back
    that may not be made now is put to rest instead."""
    found = choose(books, contact, agent_row)
    if found is None:
        return False
    if holds_back(books, contact):
        return True
    agent, decision = found
    ring(books, contact, agent, decision)
    return True


def choose(books: Books, contact: Contact, agent_row: int | None = ANYBODY) -> tuple[Agent, Considered] | None:
    crew, kinds, rules, now = books.crew, books.kinds, contact.rules, books.now
    kind, kept_for = books.room.kind_and_keeper(contact.id)
    preferred, weights = books.preferred(contact), rules.weights
    waited_s, pressing = now - contact.entered, urgency_of(now - contact.since, rules.service_level_s)
    limit = _may_waste(contact, pressing, waited_s)
    rows = _free_for(books, contact, kind, preferred, limit)
    if kept_for != NOBODY:
        rows = rows[rows == kept_for]
    if not len(rows):
        return None
    idle_since, occupancy = crew.idle_since[rows], crew.occupancy(now, rows)
    idle, ringing = idle_s(now, idle_since), rules.ring_s * crew.odds[rows]
    total = kinds.cost[kind][rows] + weights.occupancy * occupancy + weights.answer * ringing
    total = total - weights.idle * idle - (weights.wait * pressing + weights.priority * contact.priority)
    if preferred != NOBODY:
        total[rows == preferred] -= weights.preferred
    best = least(total, idle_since) if agent_row is ANYBODY else int(np.searchsorted(rows, agent_row))
    if best == len(rows) or (agent_row is not ANYBODY and rows[best] != agent_row):
        return None
    needs = books.needs_now(contact)
    look = Look(
        ids=crew.ids,
        pbxes=crew.pbxes,
        pbx=contact.pbx,
        at=now,
        standing=crew.standing(),
        first_needs=books.first_needs(contact),
        needs=needs,
        levels=crew.needed_levels(needs),
        excluded=frozenset(contact.excluded),
        kept_for=crew.ids[kept_for] if kept_for != NOBODY else None,
        may_waste=limit,
        waste=None if limit is None else kinds.waste[kind].copy(),
        weights=weights,
        urgency=pressing,
        priority=contact.priority,
        rows=rows,
        total=total,
        handle_s=kinds.handle_s[kind][rows],
        price=crew.price[rows],
        fastest_s=kinds.fastest.item(kind),
        usual_s=kinds.usual.item(kind),
        misfit=kinds.misfit[kind][rows],
        occupancy=occupancy,
        ringing=ringing,
        idle=idle,
        preferred=preferred,
        idle_since=idle_since,
    )
    chosen, is_joint = crew.ids[rows[best]], agent_row is not ANYBODY
    decision = Considered(contact.id, contact.queue, chosen, waited_s, is_joint=is_joint, look=look)
    return books.agents[chosen], decision


def _free_for(books: Books, contact: Contact, kind: int, preferred: int, limit: float | None) -> NDArray[np.int64]:
    """The rows of the free agents who are able to serve the contact and not too good for him."""
    passed = books.crew.free & books.kinds.able[kind]
    if contact.excluded:
        passed[_rows(books, contact)] = False
    if limit is not None:
        within = books.kinds.waste[kind] <= limit
        if preferred != NOBODY:
            within[preferred] = True
        passed &= within
    rows: NDArray[np.int64] = passed.nonzero()[0]
    return rows


def _may_waste(contact: Contact, pressing: float, waited_s: float) -> float | None:
    """None: any agent will do."""
    reserve_s = contact.rules.reserve_s
    return None if reserve_s is None or waited_s > contact.rules.overdue_s else reserve_s + pressing


# --- one agent, all contacts ---


def best_contact(books: Books, agent_row: int) -> Contact | None:
    """Whom a freed agent should serve: the oldest overdue, or else the least cost."""
    room, crew, now = books.room, books.crew, books.now
    kind, own = room.whole("kind"), np.array([agent_row])
    may = books.kinds.able[:, agent_row][kind] & _not_kept_from(books, agent_row)
    _bar(books, may, agent_row)
    late = may & room.overdue(now)
    if late.any():
        costs = np.where(late, 0.0, np.inf)
        return room.contacts[least(costs, room.column("since"), room.column("seq"))]
    is_preferred = room.whole("preferred") == agent_row
    if room.reserves():
        may &= (books.kinds.waste[:, agent_row][kind] <= room.may_waste(now)) | is_preferred
    if not may.any():
        return None
    costs = books.kinds.cost[:, agent_row][kind] + room.column("w_occupancy") * crew.occupancy(now, own)
    costs = costs + room.column("w_answer") * crew.odds[own] - room.column("w_idle") * idle_s(now, crew.idle_since[own])
    costs = costs - room.column("w_preferred") * is_preferred - room.claims(now)
    costs[~may] = np.inf
    return room.contacts[least(costs, room.column("since"), room.column("seq"))]


def _not_kept_from(books: Books, agent_row: int) -> Bools:
    kept_for = books.room.whole("kept_for")
    return np.asarray((kept_for == NOBODY) | (kept_for == agent_row), np.bool_)


def _bar(books: Books, may: Bools, agent_row: int) -> None:
    agent = books.crew.ids[agent_row]
    for contact in books.barred:
        if agent in books.contacts[contact].excluded:
            may[books.room.row(contact)] = False


# --- several contacts, several agents ---


def _matched(books: Books, freed: list[str], eager: list[str]) -> list[tuple[str, int | None]]:
    """The cheapest way to serve as many as can be. Only pairs with somebody whose chances changed can be new: eager
    contacts with any free agent, freed agents with any waiting contact."""
    room, crew, now = books.room, books.crew, books.now
    rows = np.arange(len(room)) if freed else np.array([room.row(contact) for contact in eager])
    columns = np.flatnonzero(crew.free) if eager else np.array([crew.rows[agent] for agent in freed])
    rows = rows[np.lexsort((room.column("seq")[rows], room.column("since")[rows]))]
    columns = columns[np.lexsort((columns, crew.idle_since[columns]))]
    overdue = room.overdue(now)[rows]
    alike = _alike(books, rows, columns)
    kind = np.array([place for place, _ in alike], np.int64)
    table = np.array([costs for place, costs in alike if costs is not None])
    found = assign(table, kind, room.claims(now)[rows], overdue)
    order = sorted(found, key=lambda pair: (not overdue[pair[0]], pair[0]))
    return [(room.contacts[int(rows[row])].id, int(columns[column])) for row, column in order]


def _alike(books: Books, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> list[tuple[int, Floats | None]]:
    """For each row its place in the table of costs, and the line of that table where it is new. Whoever is barred
    from somebody, kept or preferred is like nobody else."""
    room, now = books.room, books.now
    kinds, kept, preferred = room.whole("kind")[rows], room.whole("kept_for")[rows], room.whole("preferred")[rows]
    may_waste = np.where(room.overdue(now), np.inf, room.may_waste(now))[rows]
    known: dict[int, int] = {}
    found: list[tuple[int, Floats | None]] = []
    places = 0
    for at, row in enumerate(rows.tolist()):
        contact = room.contacts[row]
        is_own = contact.excluded or kept[at] != NOBODY or preferred[at] != NOBODY or may_waste[at] < np.inf
        kind = int(kinds[at])
        if not is_own and kind in known:
            found.append((known[kind], None))
            continue
        costs = books.kinds.cost[kind][columns] + books.crew.own_cost(
            contact.rules.weights, contact.rules.ring_s, now, columns
        )
        may = books.kinds.able[kind][columns]
        if is_own:
            is_preferred = columns == preferred[at]
            costs = costs - contact.rules.weights.preferred * is_preferred
            may = may & ((books.kinds.waste[kind][columns] <= may_waste[at]) | is_preferred)
            may = may & ~np.isin(columns, _rows(books, contact)) if contact.excluded else may
            may = may & (columns == kept[at]) if kept[at] != NOBODY else may
        else:
            known[kind] = places
        found.append((places, np.where(may, costs, np.inf)))
        places += 1
    return found


# --- the reserve gives way ---


def _arm_reserve(books: Books) -> None:
    """Wake up when the next waiting contact becomes urgent enough for an agent who is kept back from him now."""
    room, now = books.room, books.now
    rows = np.flatnonzero(np.isfinite(room.column("reserve")))
    free = np.flatnonzero(books.crew.free)
    kind, limit = room.whole("kind")[rows], room.may_waste(now)[rows]
    waste = books.kinds.waste[np.ix_(kind, free)]
    waste[~books.kinds.able[np.ix_(kind, free)] | (waste <= limit[:, None])] = np.inf
    nearest = waste.min(axis=1)
    if not np.isfinite(nearest).any():
        return
    waits = [
        (
            room.column("since")[row]
            + urgent_after_s(each - room.column("reserve")[row], room.column("objective")[row]),
            row,
        )
        for row, each in zip(rows.tolist(), nearest.tolist(), strict=True)
        if each < np.inf
    ]
    at, row = min(waits)
    at = max(float(at), now) + SLACK_S
    if not now < books.reserve_at <= at:
        books.reserve_at = at
        books.wake(at, "reserve", 0, room.contacts[row].id)
