"""What the store knows of call-backs: those outstanding, for a starting daemon, and how many were asked for."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.records import Outcome
from acd.store import tables
from acd.store.history import record


@dataclass(frozen=True, slots=True)
class Outstanding:
    """`booked`: the newest row of each that has neither ended nor been talked to since, in the order of their places;
    `talked`: that of each that was talked to and has not ended; `tried`: all calls these took, in order."""

    booked: tuple[CallbackBooked, ...]
    tried: tuple[CallbackTried, ...]
    talked: tuple[CallbackBooked, ...]


def outstanding(connection: Connection) -> Outstanding:
    booked, tried = tables.callbacks, tables.callback_tries
    newest = booked.c.id.in_(select(func.max(booked.c.id)).group_by(booked.c.contact))
    is_open = newest & ~_has_ended()
    rows = [record(CallbackBooked, row) for row in connection.execute(select(booked).where(is_open, ~_is_talked_to()))]
    rows.sort(key=lambda each: (each.since, each.at))
    tries = select(tried).where(tried.c.contact.in_(select(booked.c.contact).where(is_open))).order_by(tried.c.id)
    talked = select(booked).where(is_open, _is_talked_to()).order_by(booked.c.contact)
    return Outstanding(
        tuple(rows),
        tuple(record(CallbackTried, row) for row in connection.execute(tries)),
        tuple(record(CallbackBooked, row) for row in connection.execute(talked)),
    )


def _has_ended() -> ColumnElement[bool]:
    ended, booked = tables.contacts.c, tables.callbacks
    return select(ended.id).where(ended.contact == booked.c.contact).correlate(booked).exists()


def _is_talked_to() -> ColumnElement[bool]:
    stays, booked = tables.queue_stays.c, tables.callbacks
    own = (stays.contact == booked.c.contact) & (stays.until >= booked.c.at)  # a row after the talk: he waits again
    return select(stays.id).where(own, stays.outcome == Outcome.CALLED_BACK).correlate(booked).exists()


def booked_since(connection: Connection, since: float, number: str | None = None) -> int:
    """How many were asked for from `since` on (for `number`)."""
    booked = tables.callbacks.c
    query = select(func.count(func.distinct(booked.contact))).where(booked.at >= since)
    if number is not None:
        query = query.where(booked.number == number)
    return int(connection.execute(query).scalar() or 0)
