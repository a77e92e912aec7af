"""The Floor's rows to table values and back: a record and its table have the same names, so one rule serves all."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Row as SqlRow

from acd.core.records import Row
from acd.store.codec import build
from acd.store.tables import ROW_TABLES

R = TypeVar("R", bound=Row)

_NAMES: dict[type[Row], tuple[str, ...]] = {kind: tuple(f.name for f in fields(kind)) for kind in ROW_TABLES}
_GETTERS: dict[type[Row], Callable[[Row], tuple[Any, ...]]] = {
    kind: attrgetter(*names) for kind, names in _NAMES.items()
}


def values(row: Row, at: float) -> dict[str, Any]:
    """The columns to insert for `row`, which the Floor gave out at `at`."""
    kind = type(row)
    found: dict[str, Any] = dict(zip(_NAMES[kind], _GETTERS[kind](row), strict=True))
    found["recorded"] = at
    return found


def record(kind: type[R], found: SqlRow[*tuple[Any, ...]]) -> R:
    """The record of type `kind` that a selected row of its table holds."""
    made: R = build(kind, {field.name: found._mapping[field.name] for field in fields(kind)})
    return made
