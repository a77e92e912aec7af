"""What the rows say of who was at work, and which calls came meanwhile."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from acd.core.records import AgentState
from acd.store import measures, tables

LATEST: Final = 5000
AWAY: Final = (AgentState.SIGNED_OUT, AgentState.PAUSED)


@dataclass(frozen=True, slots=True)
class Shift:
    """An agent was at work, signed in and not paused, from `since` until `until`."""

    agent: str
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Call:
    """A caller came to `queue` on `pbx`, and waited there or was refused at its door."""

    queue: str
    pbx: str
    at: float


def shifts(connection: Connection, from_: float, to: float) -> list[Shift]:
    """By agent, then time, cut to the period. A state that is not over yet, or whose end a killed daemon did not write,
    lasts until the agent's next row, and to the end of the period where there is none."""
    states = tables.agent_states.c
    in_period = (states.until >= from_, states.since < to)
    seen = select(states.agent, func.min(states.since)).where(*in_period).group_by(states.agent).order_by(states.agent)
    changes = (
        select(states.agent, states.state, states.since, states.until, states.next_state)
        .where(*in_period, or_(states.state.in_(AWAY), states.next_state.in_(AWAY)))
        .order_by(states.agent, states.id)
    )
    by_agent: dict[str, list[Any]] = {}
    for row in connection.execute(changes):
        by_agent.setdefault(row.agent, []).append(row)
    return [
        Shift(agent, max(since, from_), min(until, to))
        for agent, first in connection.execute(seen)
        for since, until in _at_work(by_agent.get(agent, ()), first, to)
        if max(since, from_) < min(until, to)
    ]


def _at_work(changes: Iterable[Any], first: float, end: float) -> Iterable[tuple[float, float]]:
    """`changes`: the rows of one agent in which he was away or went away; between them he was at work. Some stretches
    may end before they begin: they are none."""
    began: float | None = first
    for row in changes:
        if row.state not in AWAY:  # he goes away as it ends
            if began is not None:
                yield began, row.until
            began = None
            continue
        if began is not None:  # away, and nobody wrote when that began
            yield began, row.since
        began = None if row.next_state in AWAY else row.until
    if began is not None:
        yield began, end


def last_queues(connection: Connection, agents: Collection[str], since: float) -> dict[str, str]:
    """By agent, the queue of the contact that was last offered to him, where that was since `since` and among the last
    `LATEST` offers."""
    wanted, found = set(agents), dict[str, str]()
    offered = tables.decisions.c
    query = select(offered.decision).where(offered.at >= since).order_by(offered.id.desc()).limit(LATEST)
    for decision in connection.execute(query).scalars() if wanted else ():
        if decision["chosen"] in wanted:
            found.setdefault(decision["chosen"], decision["queue"])
        if len(found) == len(wanted):
            break
    return found


def calls(connection: Connection, from_: float, to: float) -> list[Call]:
    """In order of time; a call that moved between queues came to each."""
    entries, ended = tables.contact_entries.c, tables.contacts.c
    entered = select(entries.queue, entries.pbx, entries.at).where(measures.within(entries.at, from_, to))
    refused = select(ended.queue, ended.pbx, ended.ended).where(
        measures.within(ended.ended, from_, to), ~measures.entered_before_end()
    )
    found = [Call(*row) for query in (entered, refused) for row in connection.execute(query)]
    return sorted(found, key=lambda call: (call.at, call.queue))


def span(connection: Connection) -> tuple[float, float] | None:
    """The first and the last instant the rows tell of; None for a store without any."""
    states, entries, ended = tables.agent_states.c, tables.contact_entries.c, tables.contacts.c
    times = (
        connection.execute(select(func.min(first), func.max(last))).one()
        for first, last in ((states.since, states.until), (entries.at, entries.at), (ended.entered, ended.ended))
    )
    known = [pair for pair in times if pair[0] is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None
