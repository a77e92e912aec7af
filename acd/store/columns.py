"""Column types that behave the same on both engines."""

import json

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from acd.store.codec import to_json


class Words(TypeDecorator[str]):
    """Text from anywhere. NUL (which PostgreSQL refuses) and lone surrogates (which no UTF-8 holds) become U+FFFD:
    a hostile caller's name must not make a row unwritable. Enumerations are written as their plain value."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class Json(TypeDecorator[object]):
    """Dataclasses and mappings as JSON text; read back as plain dicts and lists (``acd.store.codec`` builds from them).
    Text and not JSONB: nothing searches inside, and JSONB would refuse NUL and reorder keys."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: object | None, _dialect: Dialect) -> str:
        return to_json(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> object:
        return None if value is None else json.loads(value)


def clean(text: str) -> str:
    """`text` as a plain str that any engine can hold."""
    if text.isascii() and "\0" not in text:
        return str(text)
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
