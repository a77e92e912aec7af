"""The tables of lookups.toml: databases, lookups and PIN books."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from acd.config.daemon import SecretSource, StoreUrl
from acd.config.fields import AnyPath, Flag, Name, parse_seconds, refuse
from acd.config.lookup_settings import FieldKind
from acd.config.tables import Table
from ivr.fill import NAME

KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
LONGEST_S = 20.0
A_DAY_S = 86_400
VALUE_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}", re.ASCII)
_OUR_HEADERS = frozenset({"host", "content-length", "content-type", "accept", "accept-encoding", "transfer-encoding"})
_SECRET_HEADER = re.compile(r"auth|key|token|secret|cookie|password", re.IGNORECASE)
_BOUND = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")  # as SQLAlchemy's text() finds them


def _whole(least: int, most: int) -> PlainValidator:
    def check(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        return refuse(f"a whole number from {least} to {most}")

    return PlainValidator(check)


def _patience(value: object) -> float:
    seconds = parse_seconds(value)
    return seconds if seconds is not None and 0.1 <= seconds <= LONGEST_S else refuse(f"0.1 to {LONGEST_S:g} seconds")


def _lock(value: object) -> float:
    seconds = parse_seconds(value)
    return seconds if seconds is not None and 1 <= seconds <= A_DAY_S else refuse("1 second to 24 hours")


def _url(value: object) -> str:
    if isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value:
        try:
            url = urlsplit(value)
            is_plain = url.username is None and not url.fragment and url.port != 0
        except ValueError:
            return refuse(_URL_ALLOWED)
        fixed = f"{url.scheme}://{url.netloc}"
        rest = NAME.sub("", f"{url.path}?{url.query}")
        if url.scheme in ("http", "https") and url.hostname and is_plain and not {"{", "}"} & {*fixed, *rest}:
            return value
    return refuse(_URL_ALLOWED)


_URL_ALLOWED = (
    'such as "https://host/orders/{number}": values in braces in the path and the query only, no user, no password'
)


def _header(value: object) -> str | Mapping[str, str]:
    """A text, or where the secret is that stands there."""
    if isinstance(value, str) and 0 < len(value) <= 200 and value.isascii() and value.isprintable():
        return value
    if isinstance(value, Mapping) and len(value) == 1 and set(value) <= {"secret_file", "secret_env"}:
        return {str(key): str(each) for key, each in value.items()}
    return refuse('a line of text, or { secret_file = "path" }, or { secret_env = "NAME" }')


def _headers(value: object) -> dict[str, str | Mapping[str, str]]:
    if not isinstance(value, Mapping):
        return refuse("a table of header = text")
    for name, each in value.items():
        if not _HEADER.fullmatch(name) or name.lower() in _OUR_HEADERS:
            return refuse(f"names of letters, digits and -, other than {', '.join(sorted(_OUR_HEADERS))}")
        if isinstance(each, str) and _SECRET_HEADER.search(name):
            return refuse(
                f'no secret is written here: {name} = {{ secret_file = "path" }} or {{ secret_env = "NAME" }}'
            )
    return {name: _header(each) for name, each in value.items()}


def _query(value: object) -> str:
    if isinstance(value, str) and len(value) <= 4000 and "\0" not in value:
        text = value.strip().removesuffix(";").rstrip()
        if re.search(r":\w+::", text):
            return refuse("CAST(:name AS type) instead of :name::type")
        is_one_select = re.match(r"(select|with)\s", text, re.IGNORECASE) and ";" not in text
        if is_one_select and all(VALUE_NAME.fullmatch(name) for name in bound_names(text)):
            return text
    return refuse("one SELECT (or WITH ... SELECT) without ; whose values are written :name")


def bound_names(query: str) -> frozenset[str]:
    """The values of a query."""
    return frozenset(_BOUND.findall(query))


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(each, str) and VALUE_NAME.fullmatch(each) for each in value):
        return tuple(dict.fromkeys(value))
    return refuse("a list of names of a-z, 0-9 and _")


class FieldTable(Table):
    kind: Annotated[FieldKind, PlainValidator(lambda value: _kind(value))]
    at: Annotated[str, PlainValidator(lambda value: _way(value))] | None = None
    optional: Flag = False


def _kind(value: object) -> str:
    return value if isinstance(value, str) and value in KINDS else refuse(", ".join(KINDS))


def _way(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[^.\s]{1,64}(\.[^.\s]{1,64}){0,7}", value):
        return value
    return refuse('the way to the value in the answer, such as "order.status"')


def _fields(value: object) -> dict[str, FieldTable]:
    if not isinstance(value, Mapping) or not value:
        return refuse('a table such as { status = "text" }')
    for name in value:
        if not VALUE_NAME.fullmatch(name):
            return refuse(f'names of a-z, 0-9 and _, starting with a letter; "{name[:40]}" is none')
    return {name: _field(name, each) for name, each in value.items()}


def _field(name: str, value: object) -> FieldTable:
    allowed = f'for {name} one of {", ".join(KINDS)}, or {{ kind = "text", at = "way.to.it", optional = true }}'
    try:
        return FieldTable.model_validate(value if isinstance(value, Mapping) else {"kind": value})
    except (ValueError, PydanticCustomError):
        return refuse(allowed)


def checked(check: Callable[[object], Any]) -> PlainValidator:
    return PlainValidator(check)


class DatabaseTable(SecretSource):
    url: StoreUrl
    at_once: Annotated[int, _whole(1, 64)] = 4


class LookupTable(Table):
    """Over HTTP with `url`, over SQL with `database` and `query`."""

    url: Annotated[str, checked(_url)] | None = None
    body: Annotated[tuple[str, ...], checked(_names)] = ()
    headers: Annotated[dict[str, str | Mapping[str, str]], checked(_headers)] = {}
    post: Flag = False
    tries: Annotated[int, _whole(1, 5)] = 2
    most_bytes: Annotated[int, _whole(64, 262_144)] = 65_536
    database: Name | None = None
    query: Annotated[str, checked(_query)] | None = None
    fields: Annotated[dict[str, FieldTable], checked(_fields)]
    timeout_s: Annotated[float, checked(_patience)] = 4.0
    at_once: Annotated[int, _whole(1, 256)] = 8


class PinsTable(Table):
    file: AnyPath | None = None
    lookup: Name | None = None
    tries: Annotated[int, _whole(1, 10)] = 3
    number_tries: Annotated[int, _whole(1, 100)] = 10
    lock_s: Annotated[float, checked(_lock)] = 1800.0
