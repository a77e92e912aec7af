"""Our frozen dataclasses to JSON text and back to the very same value.

msgspec writes them; it cannot read them back because it allows one dataclass in a union and ``Leave`` has four, so
reading is done here from the type hints. A union's dataclasses are told apart by their field names. A field that has a
default may be missing (written before it was added); an unknown one is an error, for a journal that silently loses a
field would replay differently.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

Build = Callable[[Any], Any]


def to_json(value: object) -> str:
    """JSON text. Lone surrogates, which UTF-8 cannot hold, are escaped, so the text is always writable."""
    try:
        return _encoder.encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value, enc_hook=_plain))


def from_json(hint: Any, text: str) -> Any:
    """The value of type `hint` that ``to_json`` wrote. ValueError says what does not fit."""
    return build(hint, json.loads(text))


def build(hint: Any, plain: Any) -> Any:
    """A value of type `hint` from dicts, lists, strings and numbers. ValueError says what does not fit."""
    return _builder(hint)(plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


_encoder = msgspec.json.Encoder(enc_hook=_plain)


@cache
def _builder(hint: Any) -> Build:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is Mapping:
        return _mapping(arguments)
    if dataclasses.is_dataclass(hint):
        return _dataclass(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _number if hint is float else _exactly(hint)


def _number(plain: Any) -> float:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise ValueError(f"expected a number, got {plain!r}")
    return float(plain)


def _exactly(kind: type) -> Build:
    def check(plain: Any) -> Any:
        if type(plain) is not kind:
            raise ValueError(f"expected {kind.__name__}, got {plain!r}")
        return plain

    return check


def _tuple(arguments: tuple[Any, ...]) -> Build:
    if arguments[-1] is Ellipsis:
        each = _builder(arguments[0])
        return lambda plain: tuple(each(item) for item in plain)
    builders = [_builder(argument) for argument in arguments]
    return lambda plain: tuple(part(item) for part, item in zip(builders, plain, strict=True))


def _mapping(arguments: tuple[Any, ...]) -> Build:
    key, value = (_builder(argument) for argument in arguments)
    return lambda plain: MappingProxyType({key(k): value(v) for k, v in plain.items()})


def _union(arguments: tuple[Any, ...]) -> Build:
    classes = [argument for argument in arguments if dataclasses.is_dataclass(argument)]
    others = [argument for argument in arguments if argument not in classes and argument is not NoneType]

    def choose(plain: Any) -> Any:
        if plain is None and NoneType in arguments:
            return None
        option: Any
        for option in classes if isinstance(plain, dict) else others:
            if option not in classes or _fits(option, plain):
                return _builder(option)(plain)
        raise ValueError(f"expected one of {', '.join(a.__name__ for a in arguments)}, got {plain!r}")

    return choose


@cache
def _fields(kind: Any) -> dict[str, Build]:
    hints = get_type_hints(kind)
    return {field.name: _builder(hints[field.name]) for field in dataclasses.fields(kind)}


@cache
def _required(kind: Any) -> frozenset[str]:
    missing = dataclasses.MISSING
    fields = dataclasses.fields(kind)
    return frozenset(f.name for f in fields if f.default is missing and f.default_factory is missing)


def _fits(kind: Any, plain: dict[str, Any]) -> bool:
    return _required(kind) <= plain.keys() <= _fields(kind).keys()


def _dataclass(kind: Any) -> Build:
    def make(plain: Any) -> Any:
        fields = _fields(kind)
        if not isinstance(plain, dict) or not _fits(kind, plain):
            raise ValueError(f"expected {kind.__name__}({', '.join(fields)}), got {str(plain)[:200]}")
        return kind(**{name: fields[name](value) for name, value in plain.items()})

    return make
