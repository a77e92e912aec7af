"""A table whose rows nobody changes or deletes: the database itself refuses it, whoever asks.

Only its owner can do away with the trigger; that he can is no secret, and why `acd audit` is not proof against him.
"""

from sqlalchemy import Connection, Table, event, text

_SQLITE = """CREATE TRIGGER {table}_no_{word} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION acd_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""
_POSTGRESQL = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION acd_append_only()"""
_SETS = {
    "sqlite": tuple(_SQLITE.replace("{word}", deed.lower()).replace("{deed}", deed) for deed in ("UPDATE", "DELETE")),
    "postgresql": (_FUNCTION, _POSTGRESQL),
}


def keep_append_only(table: Table) -> None:
    """When `table` is made."""
    for dialect, statements in _SETS.items():
        for statement in statements:
            _after_create(table, dialect, statement)


def _after_create(table: Table, dialect: str, statement: str) -> None:
    def run(_table: Table, connection: Connection, **_: object) -> None:
        if connection.dialect.name == dialect:
            connection.execute(text(statement.replace("{table}", table.name)))

    event.listen(table, "after_create", run)


def make_append_only(connection: Connection, table: str) -> None:
    """Now, of a table that is there."""
    for statement in _SETS[connection.dialect.name]:
        connection.execute(text(statement.replace("{table}", table)))
