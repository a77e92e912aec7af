"""The tables that hold no rows of the house: what was learned, and what the store keeps of itself."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from acd.store.columns import Json, Words
from acd.store.parts import Seconds, count, metadata, seconds, words

leader = Table(  # one row; lease.py says what is in it
    "leader",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    count("epoch"),
    words("who"),
    words("session"),
    words("process"),
    Column("is_shared", Boolean, nullable=False),
    count("renewals"),
    seconds("since"),
    Column("is_left", Boolean, nullable=False),
)

learned = Table(
    "learned",
    metadata,
    Column("what", Words, primary_key=True),
    Column("who", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("values", Json, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run", String, primary_key=True),  # one opening of the store for writing
    Column("started", Seconds, nullable=False),
    Column("batch", BigInteger, nullable=False),  # the last batch committed: a retried one is not written twice
)

schema_steps = Table(
    "schema_steps",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("what", String, nullable=False),
    Column("applied", Seconds, nullable=False),
)
