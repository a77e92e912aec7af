"""Plain tables written as TOML that a person goes on editing."""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile("[A-Za-z0-9_-]+", re.ASCII)


def section_text(section: str, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """``[section.NAME]`` for every entry, its values one a line, tables inside them in line."""
    blocks = []
    for name, table in entries.items():
        lines = [f"{_key(key)} = {_value(value)}" for key, value in table.items()]
        blocks.append("\n".join([f"[{section}.{_key(name)}]", *lines]) + "\n")
    return "\n".join(blocks)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # A JSON string, number or boolean is a TOML one, but for the DEL that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
