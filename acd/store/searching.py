"""The proof that a number is gone: every text column of every table there is, whatever this program knows of it, and
every byte of the store's files."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, String, inspect, select, table, type_coerce
from sqlalchemy import column as named

from acd.store.wanted import Wanted

CHUNK = 4_000_000
OVERLAP = 200


def rows_with(engine: Engine, wanted: Wanted) -> dict[str, int]:
    """How many rows of each table hold the number; every table is named. Raises SQLAlchemyError."""
    seen = inspect(engine)
    found = dict.fromkeys(sorted(seen.get_table_names()), 0)
    with engine.connect() as connection:
        for name in found:
            for column in seen.get_columns(name):
                if isinstance(column["type"], String):
                    value = type_coerce(named(column["name"]), String)
                    query = select(value).select_from(table(name))
                    query = query.where(value.contains(wanted.needle, autoescape=True))
                    is_number = column["name"] in ("number", "national")
                    for held in connection.execution_options(yield_per=500).execute(query).scalars():
                        found[name] += wanted.is_same(held) if is_number and not wanted.is_long else wanted.is_in(held)
    return found


def files_with(files: Iterator[Path], wanted: Wanted) -> list[Path]:
    """Those that hold the number in plain digits; one that is gone meanwhile holds nothing."""
    found = []
    for path in files:
        with suppress(FileNotFoundError), path.open("rb") as file:
            before = b""
            while chunk := file.read(CHUNK):
                if wanted.is_in_bytes(before + chunk):
                    found.append(path)
                    break
                before = chunk[-OVERLAP:]
    return found
