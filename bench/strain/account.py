"""What a store says became of everybody."""

import sqlite3
from pathlib import Path

from bench.strain.goals import Goal


def outcomes(store: Path) -> dict[str, int]:
    """Terminal rows by outcome, and under "open" the contacts that entered and have none."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        found = dict(connection.execute("select outcome, count(*) from contacts group by outcome").fetchall())
        open_ended = connection.execute(
            "select count(distinct contact) from contact_entries where contact not in (select contact from contacts)"
        ).fetchone()[0]
    finally:
        connection.close()
    return found | {"open": open_ended}


def nothing_lost(dialled: int, connected: int, found: dict[str, int]) -> list[Goal]:
    """`dialled` and `connected` as the callers' side counted."""
    rows = sum(found.values()) - found["open"]
    return [
        Goal("callers dialled in and not in the store, or there twice", abs(dialled - rows) + found["open"], 0),
        Goal("callers connected whose row says otherwise", abs(connected - found.get("answered", 0)), 0),
    ]
