"""Schema 6: who leads, where two daemons share one store.

The tables are written here as they were at this step, whatever ``tables.py`` says later.
"""

from sqlalchemy import BigInteger, Boolean, Column, Connection, Double, Integer, MetaData, String, Table

_metadata = MetaData()

Table(
    "leader",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("who", String, nullable=False),
    Column("session", String, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("renewals", BigInteger, nullable=False),
    Column("since", Double, nullable=False),
    Column("is_left", Boolean, nullable=False),
)


def apply(connection: Connection) -> None:
    _metadata.create_all(connection, checkfirst=False)
