"""How a table is validated, and how pydantic's findings become lines an admin can act on.

pydantic finds every mistake of a table in one go, with its path; the words are ours. Unknown keys are refused, because
a misspelt key that is silently ignored is the mistake hardest to see.
"""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from acd.config.errors import Mistakes, dotted, shown
from acd.config.fields import NOT_ALLOWED

HIDDEN = frozenset({"secret", "password", "pin", "url"})  # keys whose values are never shown

LITERAL_SECRETS = frozenset({"secret", "password"})
NOT_HERE = 'a secret is never written here: put it in a file (secret_file = "path", chmod 600) or secret_env = "NAME"'


class Table(BaseModel):
    """The base of all tables: frozen, no key but the declared ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def stands_alone(self) -> bool:
        """It takes nothing from the defaults' table of the same name."""
        return False


TableT = TypeVar("TableT", bound=Table)


def validate(kind: type[TableT], raw: object, file: str, key: str, mistakes: Mistakes) -> TableT | None:
    """The validated table, or None with every mistake in it added under `file` and `key`."""
    if not isinstance(raw, Mapping):
        mistakes.add(file, key, "allowed: a table", shown(raw))
        return None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _explain(kind, detail, file, key, mistakes)
        return None


def salvage(kind: type[TableT], raw: object) -> TableT | None:
    """What is right in a table with mistakes, so that the rest of it can be checked too: it is never used else."""
    if not isinstance(raw, Mapping):
        return None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors(include_url=False)}
        return kind.model_validate({key: value for key, value in raw.items() if key not in wrong})


def is_allowed(check: Callable[[object], object], value: object, file: str, key: str, mistakes: Mistakes) -> bool:
    """Whether one value (a name, mostly) passes `check`; if not, the mistake is added."""
    try:
        check(value)
    except PydanticCustomError as error:
        mistakes.add(file, key, f"allowed: {(error.context or {})['allowed']}", shown(value))
        return False
    return True


def over(defaults: Table, own: TableT) -> TableT:
    """`own`, with what it does not set taken from `defaults`; tables inside (weights, keys) are merged key by key, but
    for those that stand alone."""
    merged = {name: getattr(defaults, name) for name in defaults.model_fields_set}
    for name in own.model_fields_set:
        mine, theirs = getattr(own, name), merged.get(name)
        if isinstance(mine, Table) and isinstance(theirs, Table) and not mine.stands_alone():
            mine = over(theirs, mine)
        elif name == "keys" and isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            mine = {**theirs, **mine}
        merged[name] = mine
    return own.model_construct(_fields_set=set(merged), **merged)


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean wrap_s?``, or everything that is known."""
    names = sorted(known)
    close = get_close_matches(word, names, 1, 0.6) or [name for name in names if name.removesuffix("_s") == word]
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(names) or 'none'}"


def _explain(kind: type[Table], detail: ErrorDetails, file: str, key: str, mistakes: Mistakes) -> None:
    path = [part for part in detail["loc"] if part != "[key]"]
    where = dotted([key, *path] if key else path)
    got = "" if path and path[-1] in HIDDEN else shown(detail["input"])
    match detail["type"]:
        case "extra_forbidden" if path[-1] in LITERAL_SECRETS:
            mistakes.add(file, where, NOT_HERE)
        case "extra_forbidden":
            mistakes.add(file, where, f"unknown key, {nearest(str(path[-1]), _keys_at(kind, path[:-1]))}")
        case "missing":
            mistakes.add(file, where, "missing")
        case t if t == NOT_ALLOWED:
            mistakes.add(file, where, f"allowed: {detail['ctx']['allowed']}", got)
        case "tuple_type":
            mistakes.add(file, where, "allowed: a list", got)
        case _:
            mistakes.add(file, where, "allowed: a table", got)


def _keys_at(kind: type[Table], path: list[Any]) -> Iterable[str]:
    for part in path:
        if isinstance(part, str):
            inner = kind.model_fields[part].annotation
            kind = next(t for t in (inner, *get_args(inner)) if isinstance(t, type) and issubclass(t, Table))
    return kind.model_fields
