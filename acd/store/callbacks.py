"""What the store knows of call-backs: those outstanding, for a starting daemon, and how many were asked for."""

from sqlalchemy import Connection, func, select

from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.records import Outcome
from acd.store import tables
from acd.store.history import record


def outstanding(connection: Connection) -> tuple[tuple[CallbackBooked, ...], tuple[CallbackTried, ...]]:
    """The newest row of each that has neither ended nor been talked to, in the order they were first booked, and all
    the calls these took, in order."""
    booked, tried = tables.callbacks, tables.callback_tries
    ended, stays = tables.contacts.c, tables.queue_stays.c
    newest = select(func.max(booked.c.id)).group_by(booked.c.contact)
    talked = stays.outcome == Outcome.CALLED_BACK
    is_open = (
        booked.c.id.in_(newest)
        & ~select(ended.id).where(ended.contact == booked.c.contact).correlate(booked).exists()
        & ~select(stays.id).where(stays.contact == booked.c.contact, talked).correlate(booked).exists()
    )
    found = [record(CallbackBooked, row) for row in connection.execute(select(booked).where(is_open))]
    found.sort(key=lambda each: (each.since, each.at))
    tries = select(tried).where(tried.c.contact.in_(select(booked.c.contact).where(is_open))).order_by(tried.c.id)
    return tuple(found), tuple(record(CallbackTried, row) for row in connection.execute(tries))


def booked_since(connection: Connection, since: float, number: str | None = None) -> int:
    """How many were asked for from `since` on (for `number`)."""
    booked = tables.callbacks.c
    query = select(func.count(func.distinct(booked.contact))).where(booked.at >= since)
    if number is not None:
        query = query.where(booked.number == number)
    return int(connection.execute(query).scalar() or 0)
