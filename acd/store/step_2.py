"""Schema 2: all that is learned in one table, and what callers were expected to wait.

The tables are written here as they were at this step, whatever ``tables.py`` says later.
"""

import json
from math import sqrt

from sqlalchemy import BigInteger, Column, Connection, Double, Index, Integer, MetaData, String, Table, text

_metadata = MetaData()
_learned = Table(
    "learned",
    _metadata,
    Column("what", String, primary_key=True),
    Column("who", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("values", String, nullable=False),
)
_wait_predictions = Table(
    "wait_predictions",
    _metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("recorded", Double, nullable=False),
    Column("contact", String, nullable=False),
    Column("queue", String, nullable=False),
    Column("at", Double, nullable=False),
    Column("p50_s", Double, nullable=False),
    Column("p80_s", Double, nullable=False),
    Index("wait_predictions_at", "at"),
)
_SHAPE = 1.27  # E[T] / E[sqrt T]^2 of an exponential


def apply(connection: Connection) -> None:
    _metadata.create_all(connection, checkfirst=False)
    kept = connection.execute(text("SELECT agent, key, count, mean_s FROM estimates")).all()
    rows = [_row("handle", agent, key, _sums(count, mean_s)) for agent, key, count, mean_s in kept]
    rows += [_row("handle prior", "", key, (mean_s,)) for key, mean_s in {each[1]: each[3] for each in kept}.items()]
    if rows:
        connection.execute(_learned.insert(), rows)
    connection.execute(text("DROP TABLE estimates"))


def _sums(count: float, mean_s: float) -> tuple[float, ...]:
    """Calls, sum of the roots of their seconds, sum of seconds."""
    return count, count * sqrt(max(mean_s, 0.0) / _SHAPE), count * mean_s


def _row(what: str, who: str, key: str, values: tuple[float, ...]) -> dict[str, str]:
    return {"what": what, "who": who, "key": key, "values": json.dumps(values)}
