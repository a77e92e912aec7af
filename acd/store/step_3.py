"""Schema 3: the journal's entries are numbered within a run of the daemon, so that a missing one shows."""

from sqlalchemy import Connection, text


def apply(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE journal ADD COLUMN number BIGINT"))
