"""Mistakes in the configuration: each with file and key, all of them together."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SHOWN_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class ConfigError:
    """One mistake. `file` is relative to the configuration directory and carries a line where one is known
    (``queues.toml:3``); `key` is dotted (``queue.sales.ring_s``), or empty; `got` is the value as shown to people, or
    empty; `why` says what is wrong or what is allowed."""

    file: str
    key: str
    why: str
    got: str = ""

    def __str__(self) -> str:
        said = f"got {self.got}, {self.why}" if self.got else self.why
        return ": ".join(part for part in (self.file, self.key, said) if part)


class ConfigErrors(Exception):  # noqa: N818 - it is several
    """Nothing was read: these are all the mistakes found, one per line in ``str()``."""

    def __init__(self, errors: Iterable[ConfigError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class Mistakes:
    """Collects mistakes while reading goes on."""

    def __init__(self) -> None:
        self._errors: dict[ConfigError, None] = {}

    def add(self, file: str, key: str, why: str, got: str = "") -> None:
        """Names and values are shown as they were written, but for what a terminal might obey."""
        self._errors[ConfigError(*map(_printable, (file, key, why, got)))] = None

    def raise_any(self) -> None:
        """Raises ConfigErrors when there are any, by file, in the order found."""
        if self._errors:
            raise ConfigErrors(sorted(self._errors, key=lambda error: error.file.split(":")[0]))


def shown(value: object) -> str:
    """A value as its writer knows it, on one short line: ``"abc"``, ``15``, ``true``, ``a table (flow)``."""
    if isinstance(value, Mapping):
        return f"a table ({', '.join(map(str, value)) or 'empty'})"[:SHOWN_AT_MOST]
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool | int | float | str):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST]}..."
    return str(value)


def dotted(parts: Iterable[object]) -> str:
    """``("queue", "sales", "relax", 0, "level")`` -> ``queue.sales.relax[0].level``."""
    key = ""
    for part in parts:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
