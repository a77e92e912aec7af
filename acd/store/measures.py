"""The SQL behind ``summary.py``: one grouped query a measure, the same text for both engines."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Select, and_, case, func, literal, or_, select

from acd.core.records import OF_CALLBACKS, AgentState, Outcome
from acd.store import tables

Condition = ColumnElement[bool]
Number = ColumnElement[float]
Query = Select[*tuple[Any, ...]]


def within(column: ColumnElement[Any], from_: float, to: float) -> Condition:
    return and_(column >= from_, column < to)


def counts(connection: Connection, key: ColumnElement[str], condition: Condition) -> Counter[str]:
    return Counter(dict(_pairs(connection.execute(select(key, func.count()).where(condition).group_by(key)))))


def _pairs(rows: Iterable[Any]) -> list[tuple[str, int]]:
    return [(key, count) for key, count in rows]


def entered_before_end() -> Condition:
    """The contact entered the queue it ended in; else it was refused at its door."""
    entries, ended = tables.contact_entries.c, tables.contacts.c
    same = and_(entries.contact == ended.contact, entries.queue == ended.queue)
    return select(entries.id).where(same).correlate(tables.contacts).exists()


def stay_over_by(to: float | None) -> Condition:
    """The stay that an entry began is over (by `to`): it has its row, or its contact has the terminal one."""
    entries, stays, ended = tables.contact_entries.c, tables.queue_stays.c, tables.contacts.c
    stay = and_(stays.contact == entries.contact, stays.queue == entries.queue, stays.until >= entries.at)
    end = ended.contact == entries.contact
    if to is not None:
        stay, end = and_(stay, stays.until < to), and_(end, ended.ended < to)
    by_stay = select(stays.id).where(stay).correlate(tables.contact_entries).exists()
    by_end = select(ended.id).where(end).correlate(tables.contact_entries).exists()
    return or_(by_stay, by_end)


def outcomes(connection: Connection, from_: float, to: float) -> dict[str, Counter[str]]:
    """Queue -> how its stays ended; a contact refused at the door has no stay, only its terminal row."""
    stays, ended = tables.queue_stays.c, tables.contacts.c
    of_stays = select(stays.queue, stays.outcome, func.count()).where(within(stays.until, from_, to))
    no_stay = (
        ~select(stays.id)
        .where(stays.contact == ended.contact, stays.queue == ended.queue)
        .correlate(tables.contacts)
        .exists()
    )
    at_door = select(ended.queue, ended.outcome, func.count()).where(within(ended.ended, from_, to), no_stay)
    found: dict[str, Counter[str]] = {}
    for query in (of_stays.group_by(stays.queue, stays.outcome), at_door.group_by(ended.queue, ended.outcome)):
        for queue, outcome, count in connection.execute(query):
            found.setdefault(queue, Counter())[outcome] += count
    return found


def waits(from_: float, to: float) -> Query:
    stays = tables.queue_stays.c
    waited = stays.until - stays.since
    return (
        select(
            stays.queue,
            _sum_if(stays.outcome == Outcome.ANSWERED, waited).label("answered_s"),
            _sum_if(stays.outcome == Outcome.ABANDONED, waited).label("abandoned_s"),
            func.max(case((_on_the_line(), waited))).label("longest_s"),
        )
        .where(within(stays.until, from_, to))
        .group_by(stays.queue)
    )


def service_levels(from_: float, to: float, target: Number) -> Query:
    stays = tables.queue_stays.c
    waited = stays.until - stays.since
    early = and_(waited <= target, stays.outcome.in_((Outcome.ANSWERED, Outcome.ABANDONED)))
    at = case((early, stays.until), (waited > target, stays.since + target), else_=None)
    in_time = and_(early, stays.outcome == Outcome.ANSWERED)
    return (
        select(
            stays.queue,
            func.sum(case((in_time, 1), else_=0)).label("in_time"),
            func.count().label("events"),
        )
        .where(stays.until >= from_, within(at, from_, to), _on_the_line())
        .group_by(stays.queue)
    )


def _on_the_line() -> Condition:
    """The stay was a caller's, not that of one who is to be called back."""
    return tables.queue_stays.c.outcome.not_in(sorted(OF_CALLBACKS))


def is_call() -> Condition:
    """Of an entry: its contact is no call-back."""
    booked = tables.callbacks.c
    same = booked.contact == tables.contact_entries.c.contact
    return ~select(booked.id).where(same).correlate(tables.contact_entries).exists()


def target(queue: ColumnElement[str], targets: Mapping[str, float], default_s: float) -> Number:
    default = literal(default_s, Float)
    if not targets:
        return default
    return case({name: literal(seconds, Float) for name, seconds in targets.items()}, value=queue, else_=default)


def _sum_if(condition: Condition, amount: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(case((condition, amount), else_=0.0))


def handled(key: ColumnElement[str], from_: float, to: float) -> Query:
    """Talk and wrap-up of contacts whose handling is over. The wrap-up is the agent's state that began as the talk
    ended (the Floor does both at one instant); one that is still running keeps the contact out."""
    offers = tables.offers.c
    talk, wrap = tables.agent_states.alias("talk").c, tables.agent_states.alias("wrap").c
    source = tables.offers.outerjoin(
        talk.id.table,
        and_(talk.agent == offers.agent, talk.until == offers.ended, talk.next_state == AgentState.WRAPPING),
    ).outerjoin(
        wrap.id.table,
        and_(wrap.agent == offers.agent, wrap.since == offers.ended, wrap.state == AgentState.WRAPPING),
    )
    booked = func.coalesce(wrap.until, offers.ended)
    seconds = booked - offers.connected
    is_over = or_(wrap.id.is_not(None), talk.id.is_(None))
    return (
        select(key.label("key"), func.count().label("count"), func.sum(seconds).label("seconds"))
        .select_from(source)
        .where(offers.result == "connected", is_over, within(booked, from_, to))
        .group_by(key)
    )


def state_times(from_: float, to: float) -> Query:
    states = tables.agent_states.c
    begin = case((states.since > from_, states.since), else_=literal(from_, Float))
    end = case((states.until < to, states.until), else_=literal(to, Float))
    return (
        select(states.agent, states.state, func.sum(end - begin))
        .where(states.until > from_, states.since < to)
        .group_by(states.agent, states.state)
    )
