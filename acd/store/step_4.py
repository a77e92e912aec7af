"""Schema 4: when waiting callers' needs were relaxed.

The table is written here as it was at this step, whatever ``tables.py`` says later.
"""

from sqlalchemy import BigInteger, Column, Connection, Double, Index, Integer, MetaData, String, Table

_metadata = MetaData()
_relaxations = Table(
    "relaxations",
    _metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("recorded", Double, nullable=False),
    Column("contact", String, nullable=False),
    Column("queue", String, nullable=False),
    Column("at", Double, nullable=False),
    Column("needs", String, nullable=False),
    Index("relaxations_contact", "contact"),
    Index("relaxations_at", "at"),
)


def apply(connection: Connection) -> None:
    _metadata.create_all(connection, checkfirst=False)
