"""What callers wanted, for a flow to foresee what the next one wants."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, or_, select

from acd.store import tables

DAY_S = 86_400.0
WINDOW_S = 3600.0


def of_number(connection: Connection, number: str, from_: float, limit: int) -> list[tuple[str, float]]:
    """The last `limit` intents of a number's contacts that ended since `from_`, newest first, each with its end."""
    ended = tables.contacts.c
    query = (
        select(ended.intent, ended.ended)
        .where(ended.number == number, ended.ended >= from_, ended.intent != "")
        .order_by(ended.ended.desc())
        .limit(limit)
    )
    return [(row.intent, row.ended) for row in connection.execute(query)]


def around(connection: Connection, now: float, days: int) -> Sequence[tuple[str, int]]:
    """How many contacts that ended in the last `days` days, within an hour of this time of day, wanted each intent; the
    most wanted first. A day is 24 hours: when the clocks change it is an hour off for a while."""
    ended = tables.contacts.c
    times = [now - day * DAY_S for day in range(days + 1)]
    near = or_(*(ended.ended.between(at - WINDOW_S, at + WINDOW_S) for at in times))
    query = (
        select(ended.intent, func.count())
        .where(ended.ended >= now - days * DAY_S, near, ended.intent != "")
        .group_by(ended.intent)
        .order_by(func.count().desc(), ended.intent)
    )
    return [(intent, count) for intent, count in connection.execute(query)]
