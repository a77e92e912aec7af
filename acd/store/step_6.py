"""Schema 6: who leads, where two daemons share one store; what operators did; calls that left the house.

The tables are written here as they were at this step, whatever ``tables.py`` says later.
"""

from sqlalchemy import BigInteger, Boolean, Column, Connection, Double, Index, Integer, MetaData, String, Table

from acd.store.append_only import make_append_only

_metadata = MetaData()

Table(
    "leader",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("who", String, nullable=False),
    Column("session", String, nullable=False),
    Column("process", String, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("renewals", BigInteger, nullable=False),
    Column("since", Double, nullable=False),
    Column("is_left", Boolean, nullable=False),
)


def _row(name: str, *columns: Column[str] | Column[float] | Column[int] | Index) -> Table:
    number = Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    return Table(name, _metadata, number, Column("recorded", Double, nullable=False), *columns)


def _words(*names: str) -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in names]


_row(
    "operator_acts",
    Column("at", Double, nullable=False),
    Column("uid", BigInteger, nullable=False),
    *_words("who", "role", "act", "whom", "what", "result", "why"),
    Index("operator_acts_at", "at"),
)
_row(
    "calls_out",
    *_words("contact", "pbx", "number", "destination"),
    Column("at", Double, nullable=False),
    *_words("refused"),
    Index("calls_out_at", "at"),
)


def apply(connection: Connection) -> None:
    _metadata.create_all(connection, checkfirst=False)
    make_append_only(connection, "operator_acts")
