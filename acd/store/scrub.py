"""A caller taken out of an event's JSON: his number wherever it stands, and beside it what else says who he is. The
rest stays as it is, so that a journal can still be replayed. Pure."""

import json
from typing import Any

from acd.store.wanted import Wanted

WHO = ("number", "national")
BESIDE = {"name": "", "data": {}, "number": "", "national": ""}  # in an object with his number


def without(body: str, wanted: Wanted) -> str:
    """JSON text in, JSON text out."""
    return json.dumps(_clean(json.loads(body), wanted), ensure_ascii=True, separators=(",", ":"))


def without_answers(path: Any) -> Any:
    """Of the path of a walk, a list of (node, what came of it), only the nodes."""
    return [[step[0], ""] for step in path]


def _clean(value: Any, wanted: Wanted) -> Any:
    match value:
        case dict():
            found = {key: _clean(each, wanted) for key, each in value.items()}
            is_his = any(isinstance(value.get(key), str) and wanted.is_same(value[key]) for key in WHO)
            return {key: BESIDE[key] if is_his and key in BESIDE else each for key, each in found.items()}
        case list():
            return [_clean(each, wanted) for each in value]
        case str():
            return wanted.without(value) if wanted.is_long else value
        case _:
            return value
