"""lookups.toml (and lookups.d/*.toml) -> what can be looked up, and the PIN books.

Everything here may change by a reload, while callers wait for an answer of the definition before.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acd.config.daemon import with_password
from acd.config.draft import Section
from acd.config.errors import Mistakes, shown
from acd.config.fields import check_name
from acd.config.files import load_all, named, refuse_unknown
from acd.config.lookup_settings import AnswerField, Database, Lookup, OverHttp, OverSql, PinBook
from acd.config.lookup_tables import DatabaseTable, LookupTable, PinsTable, bound_names
from acd.config.pins import is_hash
from acd.config.secret import Secret, SecretError, read_guarded
from acd.config.secret_source import fetched
from acd.config.tables import is_allowed, nearest, validate
from ivr.fill import NAME
from ivr.nodes.lookup import Offer

AGENTS = "agents"
ACCOUNT, HASH = "account", "hash"  # what the lookup of a PIN book takes and gives
MOST_PIN_BYTES = 20_000_000
_ONLY_HTTP = ("body", "headers", "post", "tries", "most_bytes")


@dataclass(frozen=True, slots=True)
class LookupsDraft:
    """Of lookups.toml; `is_whole`: all files could be parsed."""

    is_whole: bool = True
    section: Section = field(default_factory=lambda: Section("lookup", {}))
    books: Section = field(default_factory=lambda: Section("pins", {}))
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    pin_books: Mapping[str, PinBook] = field(default_factory=dict)

    def offers(self) -> dict[str, Offer | None] | None:
        """What each lookup takes and gives; None where nothing is known: of one with mistakes, or of all."""
        if not self.is_whole:
            return None
        offers: dict[str, Offer | None] = dict.fromkeys(self.section.entries)
        return offers | {name: Offer(each.takes, each.gives) for name, each in self.lookups.items()}


def read_lookups(directory: Path, mistakes: Mistakes) -> LookupsDraft:
    """Everything there is to look up; no such file is no lookup."""
    sources, is_whole = load_all(directory, "lookups", mistakes)
    refuse_unknown(sources, ("database", "lookup", "pins"), mistakes)
    reader = _Reader(directory, mistakes)
    reader.read_databases(Section("database", named(sources, "database", mistakes)))
    section = Section("lookup", named(sources, "lookup", mistakes))
    books = Section("pins", named(sources, "pins", mistakes))
    lookups = reader.lookups(section)
    return LookupsDraft(is_whole, section, books, lookups, reader.pin_books(books, section, lookups))


class _Reader:
    def __init__(self, directory: Path, mistakes: Mistakes) -> None:
        self._directory = directory
        self._mistakes = mistakes
        self._declared: Mapping[str, Any] = {}
        self._databases: dict[str, Database] = {}

    def read_databases(self, section: Section) -> None:
        self._declared = section.entries
        for name, entry in section.entries.items():
            file, key = section.where(name)
            is_allowed(check_name, name, file, key, self._mistakes)
            table = validate(DatabaseTable, entry.raw, file, key, self._mistakes)
            url = self._url(table, entry.raw, file, key)
            if table and url:
                self._databases[name] = Database(name, url, table.at_once)

    def _url(self, table: DatabaseTable | None, raw: Any, file: str, key: str) -> str:
        if not isinstance(raw, Mapping) or not {"secret_file", "secret_env"} & raw.keys():
            return table.url if table else ""
        secret = fetched(raw, self._directory, file, key, self._mistakes)
        if table and "@" not in table.url:
            self._mistakes.add(file, key, "a secret needs a url with a user: postgresql://user@host/database")
        return with_password(table.url, secret.value) if table and secret else ""

    def lookups(self, section: Section) -> dict[str, Lookup]:
        found: dict[str, Lookup] = {}
        for name, entry in section.entries.items():
            file, key = section.where(name)
            is_allowed(check_name, name, file, key, self._mistakes)
            table = validate(LookupTable, entry.raw, file, key, self._mistakes)
            source = self._source(table, file, key) if table else None
            if table and source:
                takes = _takes(source)
                found[name] = Lookup(name, source, takes, _fields(table), table.timeout_s, table.at_once)
        return found

    def _source(self, table: LookupTable, file: str, key: str) -> OverHttp | OverSql | None:
        if (table.url is None) == (table.database is None):
            self._mistakes.add(file, key, "allowed: url (HTTP), or database and query (SQL)")
            return None
        return self._over_http(table, table.url, file, key) if table.url else self._over_sql(table, file, key)

    def _over_http(self, table: LookupTable, url: str, file: str, key: str) -> OverHttp:
        if table.query is not None:
            self._mistakes.add(file, f"{key}.query", "is for a database; this lookup has a url")
        if table.body and not table.post:
            self._mistakes.add(file, f"{key}.body", "is sent by POST only: add post = true")
        if table.post and table.tries > 1 and "tries" in table.model_fields_set:
            self._mistakes.add(file, f"{key}.tries", "allowed: 1, a POST is never sent twice", str(table.tries))
        headers = {name: self._header(each, file, f"{key}.headers.{name}") for name, each in table.headers.items()}
        tries = 1 if table.post else table.tries
        return OverHttp(url, table.body, headers, tries, table.most_bytes, table.post)

    def _header(self, value: str | Mapping[str, str], file: str, key: str) -> str | Secret:
        if isinstance(value, str):
            return value
        return fetched(value, self._directory, file, key, self._mistakes) or ""

    def _over_sql(self, table: LookupTable, file: str, key: str) -> OverSql | None:
        for name in sorted(table.model_fields_set & set(_ONLY_HTTP)):
            self._mistakes.add(file, f"{key}.{name}", "is for HTTP; this lookup has a database")
        if table.database not in self._declared:
            why = f"no such database, {nearest(table.database or '', self._declared)}"
            self._mistakes.add(file, f"{key}.database", why, shown(table.database))
        if table.query is None:
            self._mistakes.add(file, f"{key}.query", "missing: one SELECT whose values are written :name")
        database = self._databases.get(table.database or "")
        return OverSql(database, table.query) if database and table.query else None

    def pin_books(self, section: Section, lookups: Section, known: Mapping[str, Lookup]) -> dict[str, PinBook]:
        found: dict[str, PinBook] = {}
        for name, entry in section.entries.items():
            file, key = section.where(name)
            is_allowed(check_name, name, file, key, self._mistakes)
            table = validate(PinsTable, entry.raw, file, key, self._mistakes)
            if table is None:
                continue
            if name == AGENTS:
                self._mistakes.add(file, key, f"{AGENTS} is the book of the agents' own PINs: choose another name")
            if (table.file is None) == (table.lookup is None):
                self._mistakes.add(file, key, 'allowed: file = "path" or lookup = "name"')
            if table.lookup is not None:
                self._check_pin_lookup(table.lookup, lookups, known, file, key)
            pins = self._pins(table.file, file, key) if table.file else None
            found[name] = PinBook(name, pins, table.lookup, table.tries, table.number_tries, table.lock_s)
        return found

    def _check_pin_lookup(self, name: str, lookups: Section, known: Mapping[str, Lookup], file: str, key: str) -> None:
        if name not in lookups.entries:
            self._mistakes.add(file, f"{key}.lookup", f"no such lookup, {nearest(name, lookups.entries)}", shown(name))
        elif name in known and (known[name].takes != {ACCOUNT} or HASH not in known[name].gives):
            why = f"the lookup of PINs takes one value, {ACCOUNT}, and gives the field {HASH}"
            self._mistakes.add(file, f"{key}.lookup", why, shown(name))

    def _pins(self, path: str, file: str, key: str) -> Mapping[str, str]:
        """Account → hash. Nothing of a line that is wrong is shown but where it stands."""
        try:
            raw = tomllib.loads(read_guarded(self._directory / path, MOST_PIN_BYTES).decode("utf-8"))
        except SecretError as error:
            self._mistakes.add(file, f"{key}.file", str(error))
            return {}
        except (ValueError, RecursionError):
            self._mistakes.add(path, "", 'allowed: TOML with lines such as "4711" = "scrypt$...", made by acd pin')
            return {}
        for number, kept in enumerate(raw.values(), start=1):
            if not isinstance(kept, str) or not is_hash(kept):
                self._mistakes.add(path, f"entry {number}", 'allowed: ACCOUNT = "scrypt$...", made by acd pin')
        return {account: str(kept) for account, kept in raw.items()}


def _takes(source: OverHttp | OverSql) -> frozenset[str]:
    if isinstance(source, OverSql):
        return bound_names(source.query)
    return frozenset(NAME.findall(source.url)) | frozenset(source.body)


def _fields(table: LookupTable) -> tuple[AnswerField, ...]:
    return tuple(
        AnswerField(name, each.kind, tuple((each.at or name).split(".")), each.optional)
        for name, each in table.fields.items()
    )
