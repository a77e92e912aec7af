"""The trail of what operators did."""

from sqlalchemy import Connection, select

from acd.core.acts import OperatorActed
from acd.store import tables
from acd.store.history import record


def acts(
    connection: Connection, since: float | None, until: float | None, by: str | None, limit: int
) -> list[OperatorActed]:
    """The latest first; since <= at < until, `by` a user."""
    table = tables.operator_acts
    query = select(table).order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(table.c.at >= since)
    if until is not None:
        query = query.where(table.c.at < until)
    if by is not None:
        query = query.where(table.c.who == by)
    return [record(OperatorActed, row) for row in connection.execute(query)]
