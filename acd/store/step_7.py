"""Schema 7: what is noted of agents beside their states.

The table is written here as it was at this step, whatever ``tables.py`` says later.
"""

from sqlalchemy import BigInteger, Column, Connection, Double, Index, Integer, MetaData, String, Table

_metadata = MetaData()
_agent_notes = Table(
    "agent_notes",
    _metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("recorded", Double, nullable=False),
    Column("agent", String, nullable=False),
    Column("wish", String, nullable=True),
    Column("reason", String, nullable=False),
    Column("strikes", BigInteger, nullable=False),
    Column("cool_until", Double, nullable=True),
    Column("skills", String, nullable=False),
    Column("configured", String, nullable=False),
    Index("agent_notes_agent_id", "agent", "id"),
)


def apply(connection: Connection) -> None:
    _metadata.create_all(connection, checkfirst=False)
