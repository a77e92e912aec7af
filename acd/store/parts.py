"""The one metadata of the store, and the kinds of columns its tables are made of."""

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData

from acd.store.columns import Words

metadata = MetaData()
Seconds = Double
Count = BigInteger


def row_id() -> Column[int]:
    """Rising in the order of writing. INTEGER in SQLite because only that is its own row id."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def recorded() -> Column[float]:
    return Column("recorded", Seconds, nullable=False)


def words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Words, nullable=nullable)


def seconds(name: str, *, nullable: bool = False) -> Column[float]:
    return Column(name, Seconds, nullable=nullable)


def count(name: str) -> Column[int]:
    return Column(name, Count, nullable=False)
