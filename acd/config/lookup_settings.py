"""What can be looked up for a caller, and whose PINs are known: as configured, frozen. Durations are in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from acd.config.secret import Secret

FieldKind = Literal["text", "digits", "number", "money", "date", "time", "flag"]


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One value of an answer: `at` is the way to it, keys from the top (of a row: its column). One that is not
    `optional` must be there."""

    name: str
    kind: FieldKind
    at: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class OverHttp:
    """Asked by GET, or by POST of a JSON object that holds the values named in `body`. `url` has values in braces in
    its path and query only. `tries` is 1 where asking twice is not safe."""

    url: str
    body: tuple[str, ...] = ()
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    tries: int = 2
    most_bytes: int = 65_536
    is_post: bool = False


@dataclass(frozen=True, slots=True)
class Database:
    """At most `at_once` queries run on it at a time. `url` may hold a password and so stays out of repr."""

    name: str
    url: str = field(repr=False)
    at_once: int = 4


@dataclass(frozen=True, slots=True)
class OverSql:
    """`query` is one SELECT with its values as ``:name``; only its first row counts."""

    database: Database
    query: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """`takes` are the values it must be given. An answer comes within `timeout_s`, all tries together; of more than
    `at_once` callers who wait for it the later ones go on without."""

    name: str
    source: OverHttp | OverSql
    takes: frozenset[str]
    fields: tuple[AnswerField, ...]
    timeout_s: float = 4.0
    at_once: int = 8

    @property
    def gives(self) -> frozenset[str]:
        return frozenset(each.name for each in self.fields)


@dataclass(frozen=True, slots=True)
class PinBook:
    """Whose PINs are right: account → hash in `pins`, or (None) the field ``hash`` that `lookup` gives for the value
    ``account``. An account is locked from its `tries`-th wrong PIN in a row for `lock_s`, which doubles with each
    further one; a caller's number from its `number_tries`-th wrong PIN."""

    name: str
    pins: Mapping[str, str] | None = field(repr=False)
    lookup: str | None = None
    tries: int = 3
    number_tries: int = 10
    lock_s: float = 1800.0
