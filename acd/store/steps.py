"""The schema's numbered steps.

Why not alembic: there is one line of history, two engines and no autogeneration here. "Apply the missing steps in one
transaction, refuse a newer schema" is the whole need; alembic would add an environment folder, a configuration file
and a templating library for it.

A new database is made whole from ``tables.py`` and stamped with the last number. An older one gets the steps it lacks,
one after the other, all or nothing (both engines have transactional DDL). A released step is never edited: a change to
``tables.py`` adds the step that brings the version before to it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, false, func, insert, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from acd.store import step_2, step_3, step_4, step_5, step_6, step_7
from acd.store.engine import StoreError, failed, for_writing, shown
from acd.store.tables import metadata, schema_steps

_LOCK = 0x0ACD  # PostgreSQL advisory lock: two daemons starting on one empty database


@dataclass(frozen=True, slots=True)
class Step:
    """`number` follows the one before without a gap; `apply` changes the schema and the rows in it."""

    number: int
    what: str
    apply: Callable[[Connection], None]


FIRST = 1  # what tables.py held at the first release
STEPS: tuple[Step, ...] = (
    Step(2, "all that is learned in one table; expected waits", step_2.apply),
    Step(3, "the journal's entries numbered within a run", step_3.apply),
    Step(4, "when needs were relaxed", step_4.apply),
    Step(5, "messages, answers to surveys, call-backs, tries of PINs", step_5.apply),
    Step(6, "who leads of two daemons, what operators did, calls out", step_6.apply),
    Step(7, "what is noted of agents beside their states", step_7.apply),
)


def bring_up_to_date(engine: Engine, steps: Sequence[Step] = STEPS) -> None:
    """The schema as ``tables.py`` has it. StoreError: unreachable, not writable, not ours, or too new."""
    try:
        with for_writing(engine).begin() as connection:
            _bring_up_to_date(connection, steps)
    except (SQLAlchemyError, OSError) as error:
        raise failed(engine, error) from error


def check(engine: Engine, steps: Sequence[Step] = STEPS) -> None:
    """For readers, who change nothing: StoreError unless the schema is exactly this program's."""
    where = f"store {shown(engine.url)}"
    try:
        with engine.connect() as connection:
            found = _found(connection)
    except (SQLAlchemyError, OSError) as error:
        raise failed(engine, error) from error
    if found is None:
        raise StoreError(f"{where}: holds no store yet; the daemon makes it at its first start")
    _refuse_newer(found, _last(steps), where)
    if found < _last(steps):
        raise StoreError(f"{where}: schema {found} is older than this program's {_last(steps)}; the daemon updates it")


def _bring_up_to_date(connection: Connection, steps: Sequence[Step]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = _found(connection)
    if found is None:
        metadata.create_all(connection, checkfirst=False)
        _stamp(connection, _last(steps), "made new")
        return
    _refuse_newer(found, _last(steps), f"store {shown(connection.engine.url)}")
    for step in steps:
        if step.number > found:
            step.apply(connection)
            _stamp(connection, step.number, step.what)
    # Changes no row, but fails where nothing can be written: BEGIN IMMEDIATE alone says nothing of a read-only file.
    connection.execute(update(schema_steps).where(false()).values(what=""))


def _refuse_newer(found: int, known: int, where: str) -> None:
    if found > known:
        raise StoreError(f"{where}: written by a newer program (schema {found}, this one knows {known})")


def _last(steps: Sequence[Step]) -> int:
    return steps[-1].number if steps else FIRST


def _found(connection: Connection) -> int | None:
    if not inspect(connection).has_table(schema_steps.name):
        return None
    return connection.execute(select(func.max(schema_steps.c.number))).scalar()


def _stamp(connection: Connection, number: int, what: str) -> None:
    connection.execute(insert(schema_steps).values(number=number, what=what, applied=time.time()))
